import DigitKeys
import KeyLayers
import Platform
import Probes
import TokenPipeline
import WorkPool

/// News from a training run.
public enum TrainingEvent: Sendable {
    /// A round of learning to align pairs has ended.
    case aligning(LearnedAlignment.Round)
    /// Pairs were aligned.
    case aligned(AlignmentReport)
    /// The data was read.
    case read(sequences: Int, positions: Int, tokens: Int, outputs: Int)
    /// Keys are searched for.
    case permuting(KeyPermutation.Event)
    /// The outputs' keys were rearranged: confusions times distances before and after.
    case permutedOutputs(before: UInt64, after: UInt64)
    /// The first pass over sequences is learned, once for each part of the data that is held out and once with all of it.
    case learningFirstPass(training: Int, trainings: Int, positionsDone: Int, positions: Int)
    /// A pass is going on.
    case learning(epoch: Int, epochs: Int, positionsDone: Int, positions: Int)
    /// A pass has ended.
    case epoch(EpochReport)
    /// Graphs are learned.
    case graphs(GraphLearningEvent)
    /// The model so far was measured on development data; once more when graphs were found.
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
    /// How development data is measured: see `Evaluator.takesAlternatives`.
    public var takesAlternatives = false
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
    ///   - unlabelled: more text for the search for keys, where layers see their leading digits; see `KeyPermutation`.
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
        _ source: any ByteSource, unlabelled: [any ByteSource] = [],
        dev: (() throws -> any ByteSource)? = nil,
        pool: WorkPool = WorkPool(threads: 1),
        probes: ProbeSession? = nil,
        report: (TrainingEvent) throws -> Void = { _ in }
    ) throws -> Model {
        try settings.check()
        guard settings.graphChoice != .decoded || format.kind == .pairs else {
            throw InvalidStructure("graphs are decoded for pairs alone, not for \(format.kind.rawValue)")
        }
        let probe = probes.probe(ofWorker: 0)
        probes?.start()
        defer { probes?.finish() }
        let layers = settings.usedLayers
        let followsSpans =
            layers.contains { $0.parts.contains { $0.source == .span } }
            || settings.columns.contains { if case .span = $0.rule { true } else { false } }
        var reader = CorpusReader(format: format, seed: settings.seed, followsSpans: followsSpans)
        try reader.read(source, blocks: blocks)
        if format.kind == .pairs {
            try report(.aligned(try reader.align(settings.pairs) { try report(.aligning($0)) }))
        }
        guard reader.corpus.count > 0 else {
            throw InvalidStructure("\(source.name): no training data; the file has no line with a token")
        }
        probe.lap(.read, items: reader.corpus.positionCount)
        let views = try views(of: layers)
        let keys = try keys(for: views, reader, unlabelled, report)
        let vocabulary = try reader.finished(
            views: views, derived: settings.columns, seed: settings.seed,
            minimumSpans: settings.minimumSpans, keys: keys, states: settings.states,
            distance: try settings.distance())
        var corpus = vocabulary.corpus
        probe.lap(.tokenise, items: corpus.positionCount)
        try report(
            .read(
                sequences: corpus.count, positions: corpus.positionCount,
                tokens: vocabulary.columns[0].tokens.count,
                outputs: vocabulary.outputs.count))
        var frame = try frame(vocabulary, keyOwners: nil)
        if settings.permuted.hasOutputs {
            frame = try self.frame(vocabulary, keyOwners: keyOwners(of: frame, vocabulary, report))
        }
        frame.describeClusters(by: corpus)
        var firstPass: TokenModel?
        if frame.seesFirstPass {
            let passed = try self.firstPass(frame, vocabulary, report)
            firstPass = passed.model
            corpus.replaceLastColumn(by: passed.decisions)
        }
        let learner = learner(frame, vocabulary, probe: probe)
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
                    learner, firstPass, vocabulary, epochs: epoch, decisions: decisions, probe: probe)
                let measured = try evaluation(of: model, dev, pool)
                try report(.evaluated(epoch: epoch, report: measured))
            }
        }
        var model = try finished(
            learner, firstPass, vocabulary, epochs: settings.epochs, decisions: decisions, probe: probe)
        guard settings.graphs != .off else { return model }
        let learned = try graphs(for: frame, vocabulary, corpus) { try report(.graphs($0)) }
        (model.graphs, model.graphRows) = (learned?.graphs, learned?.rows)
        probe.lap(.graphs, items: corpus.count)
        if let dev, model.graphs != nil {
            let measured = try evaluation(of: model, dev, pool)
            try report(.evaluated(epoch: settings.epochs, report: measured))
        }
        return model
    }

    private func evaluation(
        of model: Model, _ dev: () throws -> any ByteSource, _ pool: WorkPool
    ) throws -> EvaluationReport {
        try Evaluator(model: model, takesAlternatives: takesAlternatives).evaluate(
            try dev(), pool: pool, blocks: blocks, engine: engine)
    }

    /// Graphs for what a decoder with this frame decides.
    private func graphs(
        for frame: TokenModelFrame, _ vocabulary: TrainingVocabulary, _ corpus: EncodedCorpus,
        report: (GraphLearningEvent) throws -> Void
    ) throws -> GraphTraining.Learned? {
        try GraphTraining(
            frame: frame, format: vocabulary.format, learning: learning, heldOut: vocabulary.heldOut,
            epochs: settings.epochs, wanted: settings.graphs,
            choice: settings.graphChoice
        ).run(corpus, report: report)
    }

    /// The frame of a model of what was read.
    private func frame(_ vocabulary: TrainingVocabulary, keyOwners: Slab<UInt32>?) throws -> TokenModelFrame {
        try TokenModelFrame(
            plan: vocabulary.format.plan, start: settings.start, columns: vocabulary.columns,
            spans: vocabulary.spans, outputs: vocabulary.outputs, layers: settings.usedLayers,
            distance: try settings.distance(),
            spread: settings.spread, keyOwners: keyOwners,
            traits: OutputTraits(
                of: vocabulary.corpus, outputCount: vocabulary.outputs.count,
                unitSeparator: format.hasChunks ? ChunkText.separator : nil),
            derived: settings.columns, clusters: vocabulary.clusters)
    }

    private func learner(
        _ frame: TokenModelFrame, _ vocabulary: TrainingVocabulary, probe: Probe = .off
    ) -> Learner {
        Learner(frame: frame, settings: learning, heldOut: vocabulary.heldOut, probe: probe)
    }

    private var learning: LearningSettings {
        LearningSettings(
            seed: settings.seed, noise: settings.noise, margin: settings.margin,
            minimumUpdates: settings.minimumUpdates, history: settings.history, states: settings.states)
    }

    /// The first pass of a model whose layers see it, and its decisions on the training data.
    private func firstPass(
        _ frame: TokenModelFrame, _ vocabulary: TrainingVocabulary, _ report: (TrainingEvent) throws -> Void
    ) throws -> (model: TokenModel, decisions: [UInt32]) {
        let corpus = vocabulary.corpus
        let pass = FirstPass(
            frame: try frame.ofFirstPass(), settings: learning, heldOut: vocabulary.heldOut,
            epochs: settings.epochs)
        return try pass.run(corpus) { done, positions in
            try report(
                .learningFirstPass(
                    training: done + 1, trainings: FirstPass.trainings, positionsDone: positions,
                    positions: corpus.positionCount * settings.epochs))
        }
    }

    /// The keys whose leading digits layers see: those that are given, or the outcome of a search; nil when no layer
    /// sees any.
    private func keys(
        for views: [[TokenView]], _ reader: CorpusReader, _ unlabelled: [any ByteSource],
        _ report: (TrainingEvent) throws -> Void
    ) throws -> KeyList? {
        guard views.joined().contains(where: { KeyClasses.digits(of: $0) != nil }) else { return nil }
        if let keys = settings.keys { return keys }
        let text = RunningText()
        reader.add(to: text)
        for source in unlabelled { try text.read(source, blocks: blocks) }
        var permutation = KeyPermutation()
        permutation.seed = settings.seed
        if !settings.permuted.hasInputs { permutation.rounds = 0 }
        return try permutation.run(text) { try report(.permuting($0)) }
    }

    /// Which output owns which key when those that one pass confuses lie far apart.
    private func keyOwners(
        of frame: TokenModelFrame, _ vocabulary: TrainingVocabulary, _ report: (TrainingEvent) throws -> Void
    ) throws -> Slab<UInt32> {
        let learner = learner(frame, vocabulary)
        let corpus = vocabulary.corpus
        _ = try learner.learn(corpus) { done in
            try report(
                .learning(
                    epoch: 0, epochs: settings.epochs, positionsDone: done, positions: corpus.positionCount))
        }
        var search = ConfusionKeySearch(
            keys: settings.spread.keys(
                count: frame.outputs.count, source: frame.outputs.keySource, distance: frame.distance),
            distance: frame.distance, confusions: learner.confusions)
        let before = search.objective
        _ = search.run(stream: DictionaryKeys.permutation(seed: settings.seed))
        try report(.permutedOutputs(before: before, after: search.objective))
        return Slab(search.keyNumbers)
    }

    private func finished(
        _ learner: Learner, _ firstPass: TokenModel?, _ vocabulary: TrainingVocabulary, epochs: Int,
        decisions: Int, probe: Probe
    ) throws -> Model {
        defer { probe.lap(.finish, items: decisions) }
        let provenance = Provenance(
            version: scattershotVersion, seed: settings.seed, epochs: epochs,
            noise: settings.noise.description,
            margin: settings.margin, history: settings.history,
            minimumUpdates: settings.minimumUpdates, minimumSpans: settings.minimumSpans,
            sequences: vocabulary.corpus.count, positions: vocabulary.corpus.positionCount,
            decisions: decisions, states: settings.states)
        return Model(
            format: vocabulary.format, tokens: try learner.model(), firstPass: firstPass,
            provenance: provenance, alignment: vocabulary.alignment)
    }

    /// The views that layers need of each column.
    private func views(of layers: [ContextLayer]) throws(InvalidStructure) -> [[TokenView]] {
        let columnCount = format.inputColumns + settings.columns.count
        var views = [[TokenView]](repeating: [], count: columnCount)
        for part in layers.flatMap(\.parts) {
            guard case .column(let column, let view) = part.source else { continue }
            guard column <= columnCount else {
                throw InvalidStructure(
                    "a layer looks at column \(column) ('\(part.source)'), but the data has \(format.inputColumns) input "
                        + "column(s)")
            }
            if case .lexicon(let name) = view, name != KnownClasses.name, KeyClasses.digits(of: view) == nil {
                throw InvalidStructure(
                    "a layer looks at the lexicon '@\(name)'; there are @known, @key1, @key2 and @key3")
            }
            if view != .token && !views[column - 1].contains(view) { views[column - 1].append(view) }
        }
        return views
    }
}
