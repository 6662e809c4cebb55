import TokenPipeline

/// What to do with a record that cannot be used.
public enum ErrorPolicy: String, Sendable, CaseIterable {
    /// End with an error; what came before is answered.
    case stop
    /// Leave the record out of the output.
    case skip
    /// Write a line that says what is wrong in the record's place.
    case mark
}

/// Answers the records of one block.
enum BlockTransduction {
    /// Answers every record and stops at the first one that cannot be used, which is returned.
    static func run(_ block: LineBlock, worker: TransductionWorker, output: inout [UInt8]) -> RecordError? {
        var failure: RecordError?
        forEachRecord(of: block, worker: worker) { lines, bytes, result in
            switch result {
            case .success:
                worker.codec.render(worker.answer, lines: lines, of: block, bytes: bytes, into: &output)
                return true
            case .failure(let error):
                failure = error
                return false
            }
        }
        return failure
    }

    /// Parses and decodes record after record; `body` gets each of them, and returns false to end.
    static func forEachRecord(
        of block: LineBlock, worker: TransductionWorker, withGold: Bool = false,
        _ body: (Range<Int>, UnsafeBufferPointer<UInt8>, Result<Void, RecordError>) -> Bool
    ) {
        block.bytes.withUnsafeBufferPointer { bytes in
            let isValid = UTF8Check.firstInvalidOffset(in: bytes) == nil
            var line = 0
            while line < block.lines.count {
                let lines = worker.codec.record(from: line, of: block)
                line = lines.upperBound
                let result = Result { () throws(RecordError) in
                    if !isValid { try checkText(lines, of: block, bytes: bytes) }
                    worker.record.removeAll()
                    try worker.codec.parse(
                        lines, of: block, bytes: bytes, withGold: withGold, into: &worker.record)
                    worker.decode(bytes: bytes)
                }
                if !body(lines, bytes, result) { return }
            }
        }
    }

    /// - Throws: `RecordError` for the first line that is no valid UTF-8.
    static func checkText(
        _ lines: Range<Int>, of block: LineBlock, bytes: UnsafeBufferPointer<UInt8>
    ) throws(RecordError) {
        for line in lines {
            let text = UnsafeBufferPointer(rebasing: bytes[block.lines[line]])
            if let problem = encodingProblem(in: text) { throw RecordError(line: line, problem: problem) }
        }
    }

    /// What is wrong with a line that is no valid UTF-8, and the remedy; nil for one that is.
    static func encodingProblem(in line: UnsafeBufferPointer<UInt8>) -> String? {
        UTF8Check.firstInvalidOffset(in: line).map { offset in
            "byte \(offset + 1) of the line is not valid UTF-8; convert the file, for example with "
                + "'iconv -f LATIN1 -t UTF-8'"
        }
    }
}
