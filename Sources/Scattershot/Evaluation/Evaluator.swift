import Platform
import TokenPipeline
import WorkPool

/// Measures a model on data that contains the wanted output.
public struct Evaluator: Sendable {
    private let model: Model
    /// Records of `pairs` with the same input are one record for which any of their outputs is right, as the several
    /// pronunciations of a word are; otherwise each counts by itself.
    public var takesAlternatives: Bool
    /// Hypotheses about a sequence that are kept; 1 to always take the nearest token.
    public var beam: Int

    /// An evaluator of `model`.
    ///
    /// - Complexity: O(1).
    public init(model: Model, takesAlternatives: Bool = false, beam: Int = 1) {
        self.model = model
        self.beam = beam
        self.takesAlternatives = takesAlternatives
    }

    /// Answers everything in `source` and compares it with the wanted output there.
    ///
    /// - Parameters:
    ///   - source: records with the wanted output in them.
    ///   - pool: whose threads answer.
    ///   - options: how the source is cut; the boundary is the format's own.
    ///   - engine: kernel, prefetching and copies of tables. Threads are those of the pool.
    ///   - progress: called after each block with the tokens answered so far.
    /// - Returns: the measures; the same for any number of threads.
    /// - Throws: `InputError` for a record that does not have the model's format; `InvalidStructure` for a beam that the
    ///   model cannot be searched with; the errors of the source.
    /// - Complexity: O(tokens · layers · numbers).
    public func evaluate(
        _ source: any ByteSource, pool: WorkPool, blocks options: LineBlocks.Options = LineBlocks.Options(),
        engine: EngineSettings = EngineSettings(threads: 1),
        progress: (Int) throws -> Void = { _ in }
    ) throws -> EvaluationReport {
        try model.checkBeam(beam)
        let workers = WorkerSet(model: model, pool: pool, settings: engine, beam: beam)
        let codec = model.format.codec
        var options = options
        options.boundary = codec.boundary
        if let blockBytes = engine.blockBytes { options.targetBytes = blockBytes }
        let blocks = LineBlocks(source, options: options)
        let (name, kind, takesAlternatives) = (source.name, model.format.kind, takesAlternatives)
        let mostLineTokens = options.maxLineTokens
        var tokens = 0
        var total = Tally(kind: kind, takesAlternatives: takesAlternatives)
        try orderedStream(
            on: pool, window: 2 * pool.threads + 2,
            produce: { try blocks.next() },
            transform: { (block: LineBlock, worker: Int) throws -> Tally in
                var tally = Tally(kind: kind, takesAlternatives: takesAlternatives)
                try tally.add(block, name: name, mostLineTokens: mostLineTokens, worker: workers[worker])
                return tally
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
        return total.report
    }
}

/// What has been counted; only the measure of the model's kind fills.
private struct Tally: Sendable {
    let kind: DataFormat.Kind
    let takesAlternatives: Bool
    var tokens = 0
    private var spacing = SpacingMeasure()
    private var tagging = TaggingMeasure()
    private var spans = SpanMeasure()
    private var transcription = TranscriptionMeasure()
    private var alternatives = AlternativeAnswers()
    private var boundedPositions = 0

    init(kind: DataFormat.Kind, takesAlternatives: Bool) {
        self.kind = kind
        self.takesAlternatives = takesAlternatives
    }

    mutating func add(_ other: Tally) {
        spacing += other.spacing
        tagging += other.tagging
        spans += other.spans
        transcription += other.transcription
        alternatives.add(other.alternatives)
        boundedPositions += other.boundedPositions
    }

    /// Answers a block with `worker` and compares.
    mutating func add(
        _ block: LineBlock, name: String, mostLineTokens: Int, worker: TransductionWorker
    ) throws(InputError) {
        worker.startBlock(mostLineTokens: mostLineTokens)
        let failure = block.withText { text in
            BlockTransduction.decode(text, worker: worker, withGold: true, stopsAtFailure: true)
            for record in 0..<worker.records.ends.count { add(record, of: text, worker: worker) }
            return worker.records.failures.first?.error
        }
        if let failure {
            throw InputError(source: name, line: block.firstLine + failure.line, problem: failure.problem)
        }
        boundedPositions += worker.boundedPositions
        // An input without a token has an empty answer.
        for missed in worker.records.goldWithoutPosition {
            add(TranscriptionMeasure.Comparison(distance: missed.tokens, goldCount: missed.tokens), input: [])
        }
    }

    /// Compares a record decoded by `worker` with the wanted output.
    private mutating func add(_ record: Int, of text: BlockText, worker: TransductionWorker) {
        let records = worker.records
        let positions = records.positions(of: record)
        tokens += positions.count
        if kind == .spacing {
            let predicted = OutputBytes()
            worker.codec.renderText(worker.answer, positions: positions, of: text, into: predicted)
            let line = text.lines[Int(records.firstLines[record])]
            spacing.add(gold: text.piece(line), predicted: predicted.bytes)
            return
        }
        let gold = records.gold(of: positions).map { String(decoding: text.piece($0), as: UTF8.self) }
        let answer = worker.answer.units(of: positions)
        if kind == .pairs {
            let places = records.columns[0]
            let input = places[positions.lowerBound].start..<places[positions.upperBound - 1].end
            add(
                TranscriptionMeasure.Comparison(gold: gold, predicted: answer),
                input: Array(text.piece(BytePlace(input))))
        } else {
            tagging.add(gold: gold, predicted: answer) {
                worker.isUnknown(position: positions.lowerBound + $0)
            }
            spans.add(gold: gold, predicted: answer)
        }
    }

    private mutating func add(_ comparison: TranscriptionMeasure.Comparison, input: [UInt8]) {
        if takesAlternatives {
            alternatives.add(comparison, input: input)
        } else {
            transcription.add(comparison)
        }
    }

    var report: EvaluationReport {
        switch kind {
        case .spacing: .spacing(spacing)
        case .tags: .tags(tagging, spans: SpanMeasure.looksLikeSpans(tagging.goldLabels) ? spans : nil)
        case .pairs:
            .pairs(transcription + alternatives.measure, boundedPositions: boundedPositions)
        }
    }
}

extension TaggingMeasure {
    /// The labels that occur in the gold data.
    var goldLabels: [String] { labels.filter { $0.value.gold > 0 }.map(\.key) }
}
