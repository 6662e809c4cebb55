import Platform
import WorkPool

/// Learns a list of graphs: searches on the selection slice, confirms on the validation slice, and leaves the whole list
/// out unless it gains on the untouched one.
struct ListLearning {
    let graphs: TaggingGraphs
    let settings: ListSettings
    let seed: UInt64
    let certainty: Double
    /// The median margin; half of it is the unit of weights.
    let unit: Int32
    /// Shares the work.
    let pool: WorkPool

    func run(
        _ slices: DataSlices, conditions: [TagCondition], report: inout TaggingReport,
        progress: (TaggingProgress) throws -> Void
    ) rethrows -> GraphList? {
        let (selection, validation) = (slice(slices.selection), slice(slices.validation))
        let untouched = slice(slices.untouched)
        let ranking = ConditionRanking(
            wanted: slices.selection.wanted, decided: selection.decided, labels: graphs.labels.count)
        // The language of graphs has no word for steps of margins.
        let sayable = conditions.filter { $0.classes.allSatisfy { graphs.classes[$0].column != .margin } }
        let start = [selection, validation, untouched].map(\.decided)
        let learner = ListLearner(
            selection: selection, validation: validation, graphs: graphs,
            conditions: ranking.best(
                settings.conditions, of: sayable, in: selection.windows.sets, pool: pool),
            unit: unit / 2, settings: settings, seed: seed, pool: pool)
        try learner.run(progress: progress)
        (report.tried, report.noise) = (learner.tried, learner.noise)
        guard !learner.list.graphs.isEmpty else { return nil }
        var effects: [GraphEffect] = []
        for graph in learner.list.graphs {
            let bias = learner.list.bias(of: graph)
            let match = untouched.matches(graph.literals)
            effects.append(untouched.effect(of: bias, on: graph.label, at: match))
            untouched.apply(bias, on: graph.label, at: match)
        }
        let wholes = zip(start, [selection, validation, untouched]).map {
            GraphEffect(from: $0, to: $1.decided, wanted: $1.corpus.wanted)
        }
        let isAccepted = wholes[2].certainty >= certainty
        for (index, graph) in learner.list.graphs.enumerated() {
            report.graphs.append(
                TaggingReport.Entry(
                    text: graphs.graph(graph).description,
                    effects: TaggingReport.Effects(
                        selection: learner.accepted[index].selection,
                        validation: learner.accepted[index].validation, untouched: effects[index]),
                    isAccepted: isAccepted, maker: learner.accepted[index].maker))
        }
        report.list = TaggingReport.Entry(
            text: "\(learner.list.graphs.count) graphs",
            effects: TaggingReport.Effects(
                selection: wholes[0], validation: wholes[1], untouched: wholes[2]),
            isAccepted: isAccepted)
        if isAccepted { report.makers = MakerCounts(learner.accepted.map(\.maker)) }
        return isAccepted ? learner.list : nil
    }

    private func slice(_ corpus: TaggedCorpus) -> GraphSlice {
        GraphSlice(
            corpus, windows: graphs.windows(of: corpus), constraints: graphs.constraints)
    }
}
