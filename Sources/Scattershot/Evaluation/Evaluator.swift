import TokenPipeline
import WorkPool

/// Measures a model on data that contains the wanted output.
public struct Evaluator: Sendable {
    private let model: Model

    /// An evaluator of `model`.
    ///
    /// - Complexity: O(1).
    public init(model: Model) {
        self.model = model
    }

    /// Answers everything in `source` and compares it with the wanted output there.
    ///
    /// - Parameters:
    ///   - blocks: how the source is cut; the boundary is the format's own.
    ///   - progress: called after each block with the tokens answered so far.
    /// - Returns: the measures; the same for any number of threads.
    /// - Throws: `InputError` for a record that does not have the model's format; the errors of the source.
    /// - Complexity: O(tokens · layers · numbers).
    public func evaluate(
        _ source: any ByteSource, pool: WorkPool, blocks options: LineBlocks.Options = LineBlocks.Options(),
        progress: (Int) throws -> Void = { _ in }
    ) throws -> EvaluationReport {
        let workers = WorkerSet(model: model, count: pool.threads)
        let codec = model.format.codec
        var options = options
        options.boundary = codec.boundary
        let blocks = LineBlocks(source, options: options)
        let (name, kind) = (source.name, model.format.kind)
        var tokens = 0
        var total = Tally()
        try orderedStream(
            on: pool, window: 2 * pool.threads + 2,
            produce: { try blocks.next() },
            transform: { (block: LineBlock, worker: Int) throws -> Tally in
                try Self.tally(block, name: name, kind: kind, worker: workers[worker])
            },
            consume: { part in
                total.add(part)
                tokens += part.tokens
                try progress(tokens)
            })
        guard tokens > 0 else {
            throw InputError(
                source: name, line: 1, problem: "nothing to measure; the file has no line with a token")
        }
        return total.report(kind: kind)
    }

    /// What has been counted; only the measure of the model's kind fills.
    private struct Tally: Sendable {
        var spacing = SpacingMeasure()
        var tagging = TaggingMeasure()
        var spans = SpanMeasure()
        var transcription = TranscriptionMeasure()
        var tokens = 0

        mutating func add(_ other: Tally) {
            spacing += other.spacing
            tagging += other.tagging
            spans += other.spans
            transcription += other.transcription
        }

        func report(kind: DataFormat.Kind) -> EvaluationReport {
            switch kind {
            case .spacing: .spacing(spacing)
            case .tags: .tags(tagging, spans: SpanMeasure.looksLikeSpans(tagging.goldLabels) ? spans : nil)
            case .pairs: .pairs(transcription)
            }
        }
    }

    private static func tally(
        _ block: LineBlock, name: String, kind: DataFormat.Kind, worker: TransductionWorker
    ) throws(InputError) -> Tally {
        var tally = Tally()
        var failure: RecordError?
        var predicted: [UInt8] = []
        worker.startBlock()
        BlockTransduction.forEachRecord(of: block, worker: worker, withGold: true) { lines, bytes, result in
            if case .failure(let error) = result {
                failure = error
                return false
            }
            guard worker.record.count > 0 else { return true }
            tally.tokens += worker.record.count
            if kind == .spacing {
                predicted.removeAll(keepingCapacity: true)
                worker.codec.renderText(worker.answer, bytes: bytes, into: &predicted)
                let gold = UnsafeBufferPointer(rebasing: bytes[block.lines[lines.lowerBound]])
                predicted.withUnsafeBufferPointer { tally.spacing.add(gold: gold, predicted: $0) }
                return true
            }
            let gold = worker.record.gold.map { String(decoding: bytes[$0], as: UTF8.self) }
            let answer = worker.emissions.tokens.map { worker.outputs.text(Int($0)) }
            if kind == .pairs {
                tally.transcription.add(gold: gold, predicted: answer)
            } else {
                tally.tagging.add(gold: gold, predicted: answer, isUnknown: worker.isUnknown)
                tally.spans.add(gold: gold, predicted: answer)
            }
            return true
        }
        if let failure {
            throw InputError(source: name, line: block.firstLine + failure.line, problem: failure.problem)
        }
        return tally
    }
}

extension TaggingMeasure {
    /// The labels that occur in the gold data.
    var goldLabels: [String] { labels.filter { $0.value.gold > 0 }.map(\.key) }
}
