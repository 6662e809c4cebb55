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
    /// Where training writes down what it has come to; nil for nowhere.
    public var checkpoint: CheckpointPlan?
    /// What training goes on from; nil to begin anew.
    public var resumed: SavedTraining?
    /// The part of one pass that is learned, as one of several processes; nil to learn all of every pass. The outcome is what
    /// the checkpoint holds, for `MergedTraining`.
    public var shard: Shard?
    /// Asked now and then, between two sequences; when it is true, training writes its checkpoint and throws
    /// `TrainingStopped`.
    public var shouldStop: @Sendable () -> Bool = { false }

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
    ///   - pool: measures, learns graphs, and trains on several parts of the data at the same time where parts are held out;
    ///     a pass itself is one thread's work. The model is the same for any number of threads.
    ///   - probes: records the stages of the work, with a recorder for each worker of the pool. Measuring on development
    ///     data is charged to waiting.
    ///   - census: counts what the passes look up, in the decisions that probes time; not what a first pass or graphs do.
    ///   - report: called with news, on the calling thread; what it throws ends training.
    /// - Throws: `InputError` for a record that does not have the format; `InvalidStructure` for a setting that is out of
    ///   range, data without a sequence or with more decisions than can be counted (`LearningProgress.checkRoom`);
    ///   `ModelFileError` when training cannot go on from what is to be resumed; `TrainingStopped` when it was asked to
    ///   stop; the errors of the sources.
    /// - Complexity: O(epochs · positions · layers · numbers) time; memory for the data as numbers and for every context
    ///   that was ever wrong.
    public func train(
        _ source: any ByteSource, unlabelled: [any ByteSource] = [],
        dev: (() throws -> any ByteSource)? = nil,
        pool: WorkPool = WorkPool(threads: 1),
        probes: ProbeSession? = nil,
        census: LearningCensus? = nil,
        report: (TrainingEvent) throws -> Void = { _ in }
    ) throws -> Model {
        try settings.check()
        try checkShard()
        guard settings.graphChoice != .decoded || format.kind == .pairs else {
            throw InvalidStructure("graphs are decoded for pairs alone, not for \(format.kind.rawValue)")
        }
        let probe = probes.probe(ofWorker: 0)
        probes?.start()
        defer { probes?.finish() }
        let prepared = try prepared(source, unlabelled: unlabelled, pool: pool, probe: probe) { event in
            try report(event)
            if shouldStop() { throw TrainingStopped(place: "before the first pass", checkpoint: nil) }
        }
        let learner = learner(prepared.frame, prepared.vocabulary, probe: probe, census: census)
        try resumed?.restore(learner)
        func learned() throws -> Model { try finished(learner, prepared, probe: probe) }
        while learner.progress.finishedPasses < epochs {
            try report(.epoch(try pass(of: learner, prepared, probe: probe, report: report)))
            if let dev {
                let measured = try evaluation(of: learned(), dev, pool)
                try report(.evaluated(epoch: learner.progress.epoch, report: measured))
            }
        }
        var model = try learned()
        guard settings.graphs != .off else { return model }
        let learnedGraphs = try graphs(for: prepared, pool: pool) { event in
            try report(.graphs(event))
            if shouldStop() {
                throw TrainingStopped(place: "while it learned graphs", checkpoint: checkpoint?.path)
            }
        }
        (model.graphs, model.graphRows) = (learnedGraphs?.graphs, learnedGraphs?.rows)
        probe.lap(.graphs, items: prepared.corpus.count)
        if let dev, model.graphs != nil {
            let measured = try evaluation(of: model, dev, pool)
            try report(.evaluated(epoch: settings.epochs, report: measured))
        }
        return model
    }

    /// A pass, or what is left of it, with its checkpoints.
    private func pass(
        of learner: Learner, _ prepared: PreparedTraining, probe: Probe,
        report: (TrainingEvent) throws -> Void
    ) throws -> EpochReport {
        let places = shard?.range(of: prepared.corpus.count)
        let positions = prepared.positionCount(of: places)
        let clock = ContinuousClock()
        var written = clock.now
        probe.lap(.wait)
        probe.beginBlock()
        let passed = try learner.learn(prepared.corpus, places: places) { done in
            let epoch = learner.progress.epoch
            try report(
                .learning(epoch: epoch, epochs: epochs, positionsDone: done, positions: positions))
            if shouldStop() {
                try keep(learner, prepared)
                throw TrainingStopped(
                    place: "in pass \(epoch)" + (shard == nil ? " of \(epochs)" : ""),
                    checkpoint: checkpoint?.path)
            }
            if let seconds = checkpoint?.seconds, clock.now - written >= .seconds(seconds) {
                try keep(learner, prepared)
                written = clock.now
            }
        }
        probe.endBlock()
        try keep(learner, prepared)
        return passed
    }

    /// Writes the checkpoint, if one is wanted. What is beyond counting is noticed before, with one or without: once a pass, as
    /// `RowSums.check` needs it.
    private func keep(_ learner: Learner, _ prepared: PreparedTraining) throws {
        guard let checkpoint else { return try learner.state.check(prepared.frame) }
        try SavedTraining.write(
            finished(learner, prepared, probe: .off), learner.state, terms: prepared.terms, shard: shard,
            base: shard == nil ? nil : base, firstDecisions: prepared.firstDecisions, to: checkpoint.path)
    }

    /// The file from which the shard's pass began.
    private var base: String? {
        guard let resumed else { return nil }
        return resumed.shard == nil ? resumed.digest.description : resumed.description.base
    }

    private func finished(
        _ learner: Learner, _ prepared: PreparedTraining, probe: Probe
    ) throws -> Model {
        let (vocabulary, progress) = (prepared.vocabulary, learner.progress)
        defer { probe.lap(.finish, items: Int(progress.decisions)) }
        let provenance = Provenance(
            version: scattershotVersion, seed: settings.seed, epochs: progress.epoch,
            noise: settings.noise.description,
            margin: settings.margin, history: settings.history,
            minimumUpdates: settings.minimumUpdates, minimumSpans: settings.minimumSpans,
            sequences: prepared.corpus.count, positions: prepared.corpus.positionCount,
            decisions: Int(progress.decisions), states: settings.states,
            merged: resumed?.model.provenance.merged)
        return Model(
            format: vocabulary.format, tokens: try learner.model(), firstPass: prepared.firstPass,
            provenance: provenance, alignment: vocabulary.alignment)
    }

    /// - Throws: `InvalidStructure` naming a setting that training in shards cannot have, and why.
    private func checkShard() throws(InvalidStructure) {
        guard shard != nil else { return }
        func refuse(_ what: String, because why: String) throws(InvalidStructure) {
            throw InvalidStructure("training in shards cannot have \(what): \(why)")
        }
        if checkpoint == nil { try refuse("no checkpoint", because: "it is what the shards are merged from") }
        if settings.graphs != .off {
            try refuse("graphs", because: "they are learned from trainings that hold out parts of all data")
        }
        if settings.columns.last?.rule == .pass {
            try refuse("layers that see a first pass", because: "it is trained on all data")
        }
        if settings.states.node == .record {
            try refuse("the record of states", because: "it compares passes over all data")
        }
        if settings.noise != .canonical {
            try refuse("sampled noise", because: "what a sample is worth depends on all samples before it")
        }
        if settings.permuted.hasOutputs {
            try refuse(
                "outputs' keys rearranged", because: "what is confused is found in a pass over all data")
        }
    }

    private func evaluation(
        of model: Model, _ dev: () throws -> any ByteSource, _ pool: WorkPool
    ) throws -> EvaluationReport {
        try Evaluator(model: model, takesAlternatives: takesAlternatives).evaluate(
            try dev(), pool: pool, blocks: blocks, engine: engine)
    }
}
