import DigitKeys
import KeyLayers
import Platform
import Probes
import TokenPipeline
import WorkPool

/// News from a training run.
public enum TrainingEvent: Sendable {
    /// The data was read.
    case read(sequences: Int, positions: Int, tokens: Int, outputs: Int)
    /// A pass is going on.
    case learning(epoch: Int, epochs: Int, positionsDone: Int, positions: Int)
    /// A pass has ended.
    case epoch(EpochReport)
    /// The model so far was measured on development data.
    case evaluated(epoch: Int, report: EvaluationReport)
}

/// Trains models.
public struct Trainer: Sendable {
    /// What the data looks like.
    public let format: DataFormat
    /// What decides the outcome beside the data.
    public var settings: TrainingSettings
    /// How files are cut into blocks, and their limits.
    public var blocks = LineBlocks.Options()
    /// How the engine works while a model is measured; no influence on the model. Threads are those of the pool.
    public var engine = EngineSettings(threads: 1)

    /// A trainer for data of `format`.
    ///
    /// - Parameters:
    ///   - format: what the data looks like.
    ///   - settings: nil for those that suit the format.
    /// - Complexity: O(layers).
    public init(_ format: DataFormat, settings: TrainingSettings? = nil) {
        self.format = format
        self.settings = settings ?? TrainingSettings(for: format)
    }

    /// Trains on texts in memory: lines of text, sentences in columns, or pairs, as they would stand in a file.
    ///
    /// - Throws: `InputError` for a text that does not have the format; `InvalidStructure` for a setting that is out of
    ///   range.
    /// - Complexity: as for sources.
    public func train(_ texts: [String]) throws -> Model {
        let separator = format.kind == .tags ? "\n\n" : "\n"
        return try train(MemorySource(texts.joined(separator: separator), name: "training text"))
    }

    /// Trains on a source.
    ///
    /// - Parameters:
    ///   - source: records with the wanted output in them.
    ///   - dev: opens data to measure the model on after every pass; it has no influence on the model.
    ///   - pool: used for measuring; learning itself is one thread's work.
    ///   - probes: records the stages of the work, with a recorder for each worker of the pool. Measuring on development
    ///     data is charged to waiting.
    ///   - report: called with news, on the calling thread; what it throws ends training.
    /// - Throws: `InputError` for a record that does not have the format; `InvalidStructure` for a setting that is out of
    ///   range or data without a sequence; the errors of the sources.
    /// - Complexity: O(epochs · positions · layers · numbers) time; memory for the data as numbers and for every context
    ///   that was ever wrong.
    public func train(
        _ source: any ByteSource, dev: (() throws -> any ByteSource)? = nil,
        pool: WorkPool = WorkPool(threads: 1),
        probes: ProbeSession? = nil,
        report: (TrainingEvent) throws -> Void = { _ in }
    ) throws -> Model {
        try settings.check()
        let probe = probes.probe(ofWorker: 0)
        probes?.start()
        defer { probes?.finish() }
        let layers = settings.layers
        let distance = try settings.distance()
        let followsSpans = layers.contains { $0.parts.contains { $0.source == .span } }
        var reader = CorpusReader(format: format, seed: settings.seed, followsSpans: followsSpans)
        try reader.read(source, blocks: blocks)
        let corpus = reader.corpus
        guard corpus.count > 0 else {
            throw InvalidStructure("\(source.name): no training data; the file has no line with a token")
        }
        probe.lap(.read, items: corpus.positionCount)
        let (columns, outputs, spans) = reader.finished(
            views: try views(of: layers), seed: settings.seed, minimumSpans: settings.minimumSpans)
        probe.lap(.tokenise, items: corpus.positionCount)
        try report(
            .read(
                sequences: corpus.count, positions: corpus.positionCount, tokens: columns[0].tokens.count,
                outputs: outputs.count))
        let frame = try TokenModelFrame(
            plan: format.plan, start: settings.start, columns: columns, spans: spans, outputs: outputs,
            layers: layers, distance: distance)
        let learner = Learner(
            frame: frame,
            settings: LearningSettings(
                seed: settings.seed, noise: settings.noise, margin: settings.margin,
                minimumUpdates: settings.minimumUpdates),
            probe: probe)
        var decisions = 0
        for epoch in 1...settings.epochs {
            probe.lap(.wait)
            probe.beginBlock()
            let passed = try learner.learn(corpus) { done in
                try report(
                    .learning(
                        epoch: epoch, epochs: settings.epochs, positionsDone: done,
                        positions: corpus.positionCount))
            }
            probe.endBlock()
            decisions += passed.decisions
            try report(.epoch(passed))
            if let dev {
                let model = try finished(
                    learner, corpus: corpus, epochs: epoch, decisions: decisions, probe: probe)
                let measured = try Evaluator(model: model).evaluate(
                    try dev(), pool: pool, blocks: blocks, engine: engine)
                try report(.evaluated(epoch: epoch, report: measured))
                if epoch == settings.epochs { return model }
            }
        }
        return try finished(
            learner, corpus: corpus, epochs: settings.epochs, decisions: decisions, probe: probe)
    }

    private func finished(
        _ learner: Learner, corpus: EncodedCorpus, epochs: Int, decisions: Int, probe: Probe
    ) throws -> Model {
        defer { probe.lap(.finish, items: decisions) }
        let provenance = Provenance(
            version: scattershotVersion, seed: settings.seed, epochs: epochs,
            noise: settings.noise.description, margin: settings.margin,
            minimumUpdates: settings.minimumUpdates,
            minimumSpans: settings.minimumSpans, sequences: corpus.count,
            positions: corpus.positionCount, decisions: decisions)
        return Model(format: format, tokens: try learner.model(), provenance: provenance)
    }

    /// The views that layers need of each column.
    private func views(of layers: [ContextLayer]) throws(InvalidStructure) -> [[TokenView]] {
        var views = [[TokenView]](repeating: [], count: format.inputColumns)
        for part in layers.flatMap(\.parts) {
            guard case .column(let column, let view) = part.source else { continue }
            guard column <= format.inputColumns else {
                throw InvalidStructure(
                    "a layer looks at column \(column) ('\(part.source)'), but the data has \(format.inputColumns) input "
                        + "column(s)")
            }
            if view != .token && !views[column - 1].contains(view) { views[column - 1].append(view) }
        }
        return views
    }
}
