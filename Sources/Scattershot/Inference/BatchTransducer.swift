import GraphPipeline
import Platform
import Probes
import WorkPool

/// What a batch run did.
public struct BatchReport: Sendable, Codable, Equatable {
    /// Lines read.
    public internal(set) var lines = 0
    /// Tokens answered: characters without spaces, tokens of a sentence.
    public internal(set) var tokens = 0
    /// Records that could not be used.
    public internal(set) var refused = 0
    /// Positions that emitted as many tokens as the model allows, without ⟨stop⟩: what would have followed is not known.
    public internal(set) var boundedPositions = 0
    /// Bytes read.
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
        /// What graphs do to each record is told, as JSON Lines, in the place of the answers; the input is as without it.
        public var isTrace = false
        /// Bounds of each graph that runs on a record; one that would go beyond them is skipped for that record.
        public var graphLimits = ExecutionLimits()
        /// How the input is cut into blocks.
        public var blocks: LineBlocks.Options
        /// Kernel, prefetching, copies of tables and size of blocks. Threads are those of the pool. Without a size of
        /// blocks that of `blocks` holds.
        public var engine: EngineSettings
        /// Hypotheses about a sequence that are kept; 1 to always take the nearest token.
        public var beam: Int

        /// Options.
        public init(
            onError: ErrorPolicy = .stop, isJSONLines: Bool = false,
            blocks: LineBlocks.Options = LineBlocks.Options(),
            engine: EngineSettings = EngineSettings(threads: 1), beam: Int = 1
        ) {
            self.beam = beam
            self.onError = onError
            self.isJSONLines = isJSONLines
            self.blocks = blocks
            self.engine = engine
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
        var output: OutputBytes
        var errors: [InputError] = []
        var tokens = 0
        var boundedPositions = 0
        var lines = 0
        var bytesIn = 0
    }

    /// Answers everything in `source`.
    ///
    /// - Parameters:
    ///   - source: records as the model's format has them, or objects.
    ///   - sink: gets the output; finishing it is left to the caller.
    ///   - pool: whose threads answer; the calling thread reads and writes as well.
    ///   - workers: the model prepared for this pool and beam, when it was before; made otherwise.
    ///   - probes: records the stages of the work, with a recorder for each worker of the pool; started when the model
    ///     is prepared, finished when all is done. Workers that were made before have their own.
    ///   - prepared: called when the model is compiled and reading begins.
    ///   - refused: called for every record that cannot be used, in order, unless the policy is `stop`.
    ///   - progress: called after each block.
    /// - Returns: what was done.
    /// - Throws: `InputError` for the first unusable record under the policy `stop`, after the output of all records
    ///   before it was written; `InvalidStructure` for a beam that the model cannot be searched with; the errors of source
    ///   and sink.
    /// - Complexity: O(tokens · layers · numbers) time; memory for about two blocks a thread.
    public func run(
        _ source: any ByteSource, to sink: any ByteSink, pool: WorkPool,
        workers: WorkerSet? = nil, probes: ProbeSession? = nil,
        prepared: () -> Void = {},
        refused: (InputError) -> Void = { _ in },
        progress: (BatchReport) throws -> Void = { _ in }
    ) throws -> BatchReport {
        try model.checkBeam(options.beam)
        let workers =
            workers
            ?? WorkerSet(
                model: model, pool: pool, settings: options.engine, beam: options.beam,
                stepByStep: options.isTrace, graphLimits: options.graphLimits, probes: probes)
        let probes = workers.probes
        let caller = probes.probe(ofWorker: 0)
        prepared()
        probes?.start()
        defer { probes?.finish() }
        let (isJSONLines, isTrace, onError) = (options.isJSONLines, options.isTrace, options.onError)
        var blockOptions = options.blocks
        blockOptions.boundary = isJSONLines ? .line : model.format.codec.boundary
        blockOptions.targetBytes =
            options.engine.blockBytes
            ?? min(blockOptions.targetBytes, options.engine.effectiveBlockBytes(threads: pool.threads))
        let mostLineTokens = blockOptions.maxLineTokens
        let blocks = LineBlocks(source, options: blockOptions)
        let place = SourcePlace(source)
        let outputs = OutputPool()
        var report = BatchReport()
        try orderedStream(
            on: pool, window: blockOptions.isEager ? 1 : 2 * pool.threads + 2,
            produce: {
                caller.lap(.wait)
                let block = try blocks.next()
                caller.lap(.read, items: block?.bytes.count ?? 0, bytes: block?.bytes.count ?? 0)
                return block
            },
            transform: { (block: LineBlock, worker: Int) -> Answered in
                let worker = workers[worker]
                worker.probe.lap(.wait)
                worker.probe.beginBlock()
                worker.startBlock(mostLineTokens: mostLineTokens)
                var answered = Answered(
                    output: outputs.take(), lines: block.lines.count, bytesIn: block.bytes.count)
                if isTrace {
                    Self.trace(block, place: place, onError: onError, worker: worker, &answered)
                } else if isJSONLines {
                    Self.answerJSON(block, place: place, onError: onError, worker: worker, &answered)
                } else {
                    Self.answer(block, place: place, onError: onError, worker: worker, &answered)
                }
                worker.probe.lap(.render, items: answered.tokens, bytes: answered.output.count)
                worker.probe.endBlock()
                return answered
            },
            consume: { answered in
                caller.lap(.wait)
                try sink.write(UnsafeRawBufferPointer(answered.output.bytes))
                caller.lap(.write, items: answered.output.count, bytes: answered.output.count)
                report.lines += answered.lines
                report.tokens += answered.tokens
                report.boundedPositions += answered.boundedPositions
                report.bytesIn += answered.bytesIn
                report.bytesOut += answered.output.count
                outputs.give(answered.output)
                report.refused += answered.errors.count
                if onError == .stop, let error = answered.errors.first { throw error }
                for error in answered.errors { refused(error) }
                try progress(report)
            })
        return report
    }

    private static func answer(
        _ block: LineBlock, place: SourcePlace, onError: ErrorPolicy, worker: TransductionWorker,
        _ answered: inout Answered
    ) {
        block.withText { text in
            BlockTransduction.decode(text, worker: worker, stopsAtFailure: onError == .stop)
            answered.tokens = worker.records.count
            answered.boundedPositions = worker.boundedPositions
            BlockTransduction.render(text, worker: worker, into: answered.output) { failure in
                let error = place.error(failure.error, in: block)
                answered.errors.append(error)
                guard onError == .mark else { return }
                // A sentence keeps its number of lines, so that output and input stay aligned.
                for line in failure.lines {
                    answered.output.append("#error \(error)")
                    answered.output.appendTerminator(ofLine: line, of: text)
                }
            }
        }
    }

    private static func trace(
        _ block: LineBlock, place: SourcePlace, onError: ErrorPolicy, worker: TransductionWorker,
        _ answered: inout Answered
    ) {
        TraceTransduction.run(
            block, place: place, worker: worker, stopsAtFailure: onError == .stop, into: answered.output
        ) { failure in
            let error = place.error(failure, in: block)
            answered.errors.append(error)
            guard onError == .mark else { return }
            answered.output.append(JSONLinesTransduction.errorObject(error))
            answered.output.append(0x0A)
        }
        answered.tokens = worker.records.count
    }

    private static func answerJSON(
        _ block: LineBlock, place: SourcePlace, onError: ErrorPolicy, worker: TransductionWorker,
        _ answered: inout Answered
    ) {
        let transduction = JSONLinesTransduction(worker: worker)
        block.withText { text in
            for line in text.lines.indices {
                let piece = text.piece(text.lines[line])
                if text.isBlank(line: line) {
                    answered.output.append(piece)
                } else {
                    do throws(RecordError) {
                        answered.tokens += try transduction.answer(piece, line: line, into: answered.output)
                        answered.boundedPositions += worker.boundedPositions
                    } catch {
                        let error = place.error(error, in: block)
                        answered.errors.append(error)
                        if onError == .stop { return }
                        if onError == .skip { continue }
                        answered.output.append(JSONLinesTransduction.errorObject(error))
                    }
                }
                answered.output.appendTerminator(ofLine: line, of: text)
            }
        }
    }
}
