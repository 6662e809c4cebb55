import Platform
import WorkPool

/// What decides the outcome of learning graphs beside the data.
public struct TaggingSettings: Sendable, Hashable {
    /// Seed of orders and candidates. The same seed gives the same graphs.
    public var seed: UInt64 = 1
    /// How a list is searched; nil for no list.
    public var list: ListSettings? = ListSettings()
    /// How rows are learned; nil for no rows.
    public var rows: RowSettings? = RowSettings()
    /// A list, or rows, must gain on data that no search has seen with at least this certainty.
    public var certainty = 2.0
    /// Whether a tenth of the data takes no part, so that ways to choose among the graphs can be compared on it.
    public var reservesComparison = false

    /// The settings as measured on development data.
    public init() {}
}

/// Learns what is to run after a decoder on a task that gives each position one label.
///
/// Nothing about the task is told: classes come from the tokens, counts that must hold from the labels. Whatever does not gain
/// on a slice of the data that no search has seen is left out, so that nothing at all is a possible outcome.
public struct TaggingGraphLearner: Sendable {
    /// What decides the outcome.
    public var settings: TaggingSettings

    /// A learner.
    ///
    /// - Complexity: O(1).
    public init(settings: TaggingSettings = TaggingSettings()) { self.settings = settings }

    /// Learns from held-out distances.
    ///
    /// - Parameters:
    ///   - pool: shares the work; what is learned is the same for any number of threads.
    ///   - progress: called with news, on the calling thread; throwing ends learning.
    /// - Throws: what `progress` throws.
    /// - Complexity: O(conditions · positions · labels / 64) for each pass and candidate; see the parts.
    public func learn(
        _ corpus: TaggedCorpus, pool: WorkPool = WorkPool(threads: 1),
        progress: (TaggingProgress) throws -> Void = { _ in }
    ) throws -> (graphs: TaggingGraphs, report: TaggingReport) {
        let slices = DataSlices(corpus, reservesComparison: settings.reservesComparison)
        var report = TaggingReport()
        (report.sequences, report.positions) = (corpus.sequenceEnds.count, corpus.count)
        let margins = Margins(of: slices.used)
        var graphs = TaggingGraphs(
            labels: corpus.labels, classes: [], marginSteps: margins.steps, constraints: [], list: nil,
            rows: nil)
        guard slices.areFilled else { return (graphs, report) }
        graphs.constraints = constraints(slices, &report)
        let finder = ClassFinder(slices.seen, marginSteps: margins.steps.count)
        graphs = TaggingGraphs(
            labels: corpus.labels, classes: finder.classes, marginSteps: margins.steps,
            constraints: graphs.constraints, list: nil, rows: nil)
        let conditions = ConditionPool.all(of: finder)
        if let rows = settings.rows {
            let learning = RowLearning(
                graphs: graphs, settings: rows, seed: settings.seed, certainty: settings.certainty,
                crossed: finder.crossed, margins: margins, pool: pool)
            graphs.rows = try learning.run(
                slices, conditions: conditions, report: &report, progress: progress)
        }
        if let list = settings.list {
            let learning = ListLearning(
                graphs: graphs, settings: list, seed: settings.seed, certainty: settings.certainty,
                unit: margins.unit, pool: pool)
            graphs.list = try learning.run(
                slices, conditions: conditions, report: &report, progress: progress)
        }
        _ = graphs.keepUsedClasses()
        return (graphs, report)
    }

    /// The counts that hold in nearly all sequences, and help.
    private func constraints(_ slices: DataSlices, _ report: inout TaggingReport) -> [ExactCount] {
        let labels = slices.seen.labels
        var accepted: [ExactCount] = []
        for candidate in ExactCount.candidates(
            in: slices.seen.wanted, sequenceEnds: slices.seen.sequenceEnds, labelCount: labels.count)
        {
            func effect(on corpus: TaggedCorpus) -> GraphEffect {
                let before = ConstrainedDecision(constraints: accepted, labels: labels.count)
                let after = ConstrainedDecision(constraints: accepted + [candidate], labels: labels.count)
                return GraphEffect(
                    from: before.labels(of: corpus), to: after.labels(of: corpus), wanted: corpus.wanted)
            }
            let effects = TaggingReport.Effects(
                selection: effect(on: slices.selection), validation: effect(on: slices.validation),
                untouched: effect(on: slices.untouched))
            let isAccepted =
                effects.selection.gain > 0 && effects.validation.gain > 0
                && effects.untouched.certainty >= settings.certainty
            report.constraints.append(
                TaggingReport.Entry(
                    text: "exactly \(candidate.count) \(labels[candidate.label])", effects: effects,
                    isAccepted: isAccepted))
            if isAccepted { accepted.append(candidate) }
        }
        return accepted
    }
}
