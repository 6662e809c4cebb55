import DigitKeys
import KeyLayers
import Platform
import Probes
import TokenPipeline
import WorkPool

/// What is known before the first decision is learned.
struct PreparedTraining {
    let vocabulary: TrainingVocabulary
    let frame: TokenModelFrame
    /// The data as numbers, with what the first pass decided.
    let corpus: EncodedCorpus
    /// The first pass over the sequences, where layers see one.
    let firstPass: TokenModel?
    /// What it decided at each position.
    let firstDecisions: [UInt32]
    /// What a training must have in common with this one.
    let terms: TrainingTerms

    /// Positions that a pass over some places of its order has, about: which sequences stand there is the pass's affair.
    func positionCount(of places: Range<Int>?) -> Int {
        guard let places else { return corpus.positionCount }
        return Int(Double(corpus.positionCount) * Double(places.count) / Double(max(corpus.count, 1)))
    }
}

extension Trainer {
    /// Reads the data, and finds or takes over everything that is fixed before learning. It depends on the data and the
    /// settings alone, so that every shard finds the same.
    func prepared(
        _ source: any ByteSource, unlabelled: [any ByteSource], pool: WorkPool, probe: Probe,
        report: (TrainingEvent) throws -> Void
    ) throws -> PreparedTraining {
        try resumed?.check(
            TrainingTerms(settings, format: format, data: ""), shard: shard, isBeforeData: true)
        try resumed?.check(epochs: epochs)
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
            distance: try settings.distance(), probe: probe)
        var corpus = vocabulary.corpus
        probe.lap(.tokenise)
        let terms = TrainingTerms(settings, format: format, data: keepsState ? vocabulary.checksum : "")
        try resumed?.check(terms, shard: shard)
        // Before the first of them: what cannot be counted cannot be kept.
        try (resumed?.state.progress ?? LearningProgress()).checkRoom(
            forPasses: epochs, decisions: corpus.decisionCount(vocabulary.format.plan))
        try report(
            .read(
                sequences: corpus.count, positions: corpus.positionCount,
                tokens: vocabulary.columns[0].tokens.count,
                outputs: vocabulary.outputs.count))
        var frame = try frame(vocabulary, keyOwners: resumed?.model.tokens.frame.keyOwners)
        if settings.permuted.hasOutputs, resumed == nil {
            frame = try self.frame(vocabulary, keyOwners: keyOwners(of: frame, vocabulary, report))
        }
        try resumed?.check(frame)
        frame.describeClusters(by: corpus)
        var firstPass: (model: TokenModel, decisions: [UInt32])?
        if frame.seesFirstPass {
            let passed =
                try resumed?.firstPass(of: frame, positions: corpus.positionCount)
                ?? self.firstPass(frame, vocabulary, pool, report)
            corpus.replaceLastColumn(by: passed.decisions)
            firstPass = passed
            probe.lap(.firstPass, items: corpus.positionCount)
        }
        return PreparedTraining(
            vocabulary: vocabulary, frame: frame, corpus: corpus, firstPass: firstPass?.model,
            firstDecisions: firstPass?.decisions ?? [], terms: terms)
    }

    /// Passes after which training ends: a shard takes one.
    var epochs: Int { shard == nil ? settings.epochs : (resumed?.finishedPasses ?? 0) + 1 }

    /// Whether it must be told from other trainings.
    private var keepsState: Bool { checkpoint != nil || resumed != nil }

    /// Graphs for what a decoder with this frame decides.
    func graphs(
        for prepared: PreparedTraining, pool: WorkPool, report: (GraphLearningEvent) throws -> Void
    ) throws -> GraphTraining.Learned? {
        try GraphTraining(
            frame: prepared.frame, format: prepared.vocabulary.format, learning: learning,
            heldOut: prepared.vocabulary.heldOut,
            epochs: settings.epochs, wanted: settings.graphs, choice: settings.graphChoice
        ).run(prepared.corpus, pool: pool, report: report)
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

    /// A learner that has learned nothing yet.
    func learner(
        _ frame: TokenModelFrame, _ vocabulary: TrainingVocabulary, probe: Probe = .off,
        census: LearningCensus? = nil
    ) -> Learner {
        Learner(
            frame: frame, settings: learning, heldOut: vocabulary.heldOut, probe: probe, census: census)
    }

    /// What steers learning.
    var learning: LearningSettings {
        LearningSettings(
            seed: settings.seed, noise: settings.noise, margin: settings.margin,
            minimumUpdates: settings.minimumUpdates, history: settings.history, states: settings.states)
    }

    /// The first pass of a model whose layers see it, and its decisions on the training data.
    private func firstPass(
        _ frame: TokenModelFrame, _ vocabulary: TrainingVocabulary, _ pool: WorkPool,
        _ report: (TrainingEvent) throws -> Void
    ) throws -> (model: TokenModel, decisions: [UInt32]) {
        let corpus = vocabulary.corpus
        let pass = FirstPass(
            frame: try frame.ofFirstPass(), settings: learning, heldOut: vocabulary.heldOut,
            epochs: settings.epochs)
        return try pass.run(corpus, pool: pool) { done, positions in
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
