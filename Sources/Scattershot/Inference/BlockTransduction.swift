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

/// Answers the records of one block: parses all of them, looks all tokens up, decodes all sequences, writes all answers.
enum BlockTransduction {
    /// Answers every record and stops at the first one that cannot be used, which is returned.
    static func run(_ block: LineBlock, worker: TransductionWorker, output: OutputBytes) -> RecordError? {
        block.withText { text in
            decode(text, worker: worker, stopsAtFailure: true)
            return render(text, worker: worker, into: output) { _ in }
        }
    }

    /// Parses and decodes the records of a block; answers and failures are the worker's then.
    static func decode(
        _ text: BlockText, worker: TransductionWorker, withGold: Bool = false, stopsAtFailure: Bool
    ) {
        parse(
            text, codec: worker.codec, withGold: withGold, stopsAtFailure: stopsAtFailure,
            into: worker.records)
        worker.probe.lap(.tokenise, items: worker.records.count, bytes: text.bytes.count)
        worker.decode(text)
    }

    /// Parses the records of a block.
    static func parse(
        _ text: BlockText, codec: any RecordCodec, withGold: Bool, stopsAtFailure: Bool,
        into records: ParsedRecords
    ) {
        records.removeAll()
        let isValid = UTF8Check.firstInvalidOffset(in: text.bytes) == nil
        while records.nextLine < text.lines.count {
            // Where some line is invalid, records are parsed one by one, so that the others are answered.
            let lines =
                isValid ? records.nextLine..<text.lines.count : codec.record(from: records.nextLine, of: text)
            do throws(RecordError) {
                if !isValid { try checkText(lines, of: text) }
                try codec.parse(lines, of: text, withGold: withGold, into: records)
            } catch {
                records.fail(error, lines: codec.record(from: records.nextLine, of: text))
                if stopsAtFailure { return }
            }
        }
    }

    /// Writes the answers of a block that was decoded.
    ///
    /// - Parameter refused: called for each record that cannot be used, in its place.
    /// - Returns: the first failure.
    @discardableResult
    static func render(
        _ text: BlockText, worker: TransductionWorker, into output: OutputBytes,
        refused: (ParsedRecords.Failure) -> Void
    ) -> RecordError? {
        let answer = worker.answer
        answer.forEachPart(lines: text.lines.count) { part, failure in
            worker.codec.render(answer, part, of: text, into: output)
            if let failure { refused(failure) }
        }
        return worker.records.failures.first?.error
    }

    /// - Throws: `RecordError` for the first line that is no valid UTF-8.
    static func checkText(_ lines: Range<Int>, of text: BlockText) throws(RecordError) {
        for line in lines {
            if let problem = encodingProblem(in: text.piece(text.lines[line])) {
                throw RecordError(line: line, problem: problem)
            }
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
