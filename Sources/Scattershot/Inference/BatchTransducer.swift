import Platform
import WorkPool

/// What a batch run did.
public struct BatchReport: Sendable, Codable, Equatable {
    /// Lines read.
    public internal(set) var lines = 0
    /// Tokens answered: characters without spaces, tokens of a sentence.
    public internal(set) var tokens = 0
    /// Records that could not be used.
    public internal(set) var refused = 0
    /// Bytes read and written.
    public internal(set) var bytesIn = 0
    /// Bytes written.
    public internal(set) var bytesOut = 0

    /// Nothing done.
    public init() {}
}

/// Answers streams and files on all threads of a pool: the same bytes in the same order whatever the number of threads,
/// in memory that does not grow with the stream.
public struct BatchTransducer: Sendable {
    /// How a batch is run.
    public struct Options: Sendable {
        /// What to do with records that cannot be used.
        public var onError: ErrorPolicy
        /// The input is JSON Lines: objects with a member `input`, which get a member `output`.
        public var isJSONLines: Bool
        /// How the input is cut into blocks.
        public var blocks: LineBlocks.Options

        /// Options.
        public init(
            onError: ErrorPolicy = .stop, isJSONLines: Bool = false,
            blocks: LineBlocks.Options = LineBlocks.Options()
        ) {
            self.onError = onError
            self.isJSONLines = isJSONLines
            self.blocks = blocks
        }
    }

    private let model: Model
    private let options: Options

    /// A batch transducer for `model`.
    ///
    /// - Complexity: O(1).
    public init(model: Model, options: Options = Options()) {
        self.model = model
        self.options = options
    }

    private struct Answered: Sendable {
        var output: [UInt8] = []
        var errors: [InputError] = []
        var tokens = 0
        var lines = 0
        var bytesIn = 0
    }

    /// Answers everything in `source`.
    ///
    /// - Parameters:
    ///   - sink: gets the output; finishing it is left to the caller.
    ///   - refused: called for every record that cannot be used, in order, unless the policy is `stop`.
    ///   - progress: called after each block.
    /// - Returns: what was done.
    /// - Throws: `InputError` for the first unusable record under the policy `stop`, after the output of all records
    ///   before it was written; the errors of source and sink.
    /// - Complexity: O(tokens · layers · numbers) time; memory for about two blocks a thread.
    public func run(
        _ source: any ByteSource, to sink: any ByteSink, pool: WorkPool,
        refused: (InputError) -> Void = { _ in },
        progress: (BatchReport) throws -> Void = { _ in }
    ) throws -> BatchReport {
        let workers = WorkerSet(model: model, count: pool.threads)
        let (isJSONLines, onError) = (options.isJSONLines, options.onError)
        var blockOptions = options.blocks
        blockOptions.boundary = isJSONLines ? .line : model.format.codec.boundary
        // All threads together hold a bounded amount of input and output, however many there are.
        blockOptions.targetBytes = min(blockOptions.targetBytes, max(16 << 10, (2 << 20) / pool.threads))
        let blocks = LineBlocks(source, options: blockOptions)
        let name = source.name
        var report = BatchReport()
        try orderedStream(
            on: pool, window: blockOptions.isEager ? 1 : 2 * pool.threads + 2,
            produce: { try blocks.next() },
            transform: { (block: LineBlock, worker: Int) -> Answered in
                let worker = workers[worker]
                worker.startBlock()
                return isJSONLines
                    ? Self.answerJSON(block, name: name, onError: onError, worker: worker)
                    : Self.answer(block, name: name, onError: onError, worker: worker)
            },
            consume: { answered in
                try sink.write(answered.output)
                report.lines += answered.lines
                report.tokens += answered.tokens
                report.bytesIn += answered.bytesIn
                report.bytesOut += answered.output.count
                report.refused += answered.errors.count
                if onError == .stop, let error = answered.errors.first { throw error }
                for error in answered.errors { refused(error) }
                try progress(report)
            })
        return report
    }

    private static func answer(
        _ block: LineBlock, name: String, onError: ErrorPolicy, worker: TransductionWorker
    ) -> Answered {
        var answered = Answered(lines: block.lines.count, bytesIn: block.bytes.count)
        answered.output.reserveCapacity(block.bytes.count + block.bytes.count / 2)
        BlockTransduction.forEachRecord(of: block, worker: worker) { lines, bytes, result in
            switch result {
            case .success:
                worker.codec.render(
                    worker.answer, lines: lines, of: block, bytes: bytes, into: &answered.output)
                answered.tokens += worker.record.count
                return true
            case .failure(let failure):
                let error = InputError(
                    source: name, line: block.firstLine + failure.line, problem: failure.problem)
                answered.errors.append(error)
                if onError == .mark {
                    // A sentence keeps its number of lines, so that output and input stay aligned.
                    for line in lines {
                        answered.output.append(contentsOf: "#error \(error)".utf8)
                        block.appendTerminator(ofLine: line, to: &answered.output)
                    }
                }
                return onError != .stop
            }
        }
        return answered
    }

    private static func answerJSON(
        _ block: LineBlock, name: String, onError: ErrorPolicy, worker: TransductionWorker
    ) -> Answered {
        var answered = Answered(lines: block.lines.count, bytesIn: block.bytes.count)
        let transduction = JSONLinesTransduction(worker: worker)
        for line in block.lines.indices {
            let isGoingOn = block.bytes.withUnsafeBufferPointer { bytes -> Bool in
                let text = UnsafeBufferPointer(rebasing: bytes[block.lines[line]])
                if block.isBlank(line: line) {
                    answered.output.append(contentsOf: text)
                } else {
                    do throws(RecordError) {
                        answered.tokens += try transduction.answer(text, line: line, into: &answered.output)
                    } catch {
                        let error = InputError(
                            source: name, line: block.firstLine + error.line, problem: error.problem)
                        answered.errors.append(error)
                        if onError != .mark { return onError == .skip }
                        answered.output.append(contentsOf: JSONLinesTransduction.errorObject(error))
                    }
                }
                block.appendTerminator(ofLine: line, to: &answered.output)
                return true
            }
            if !isGoingOn { break }
        }
        return answered
    }
}
