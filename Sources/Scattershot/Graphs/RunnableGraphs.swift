import GraphPipeline
import Platform
import TokenPipeline

/// The graphs of a model ready to run, to be shared by workers.
struct RunnableGraphs: Sendable {
    /// What was learned and nobody has changed, and which part of it runs first; nil where that is nothing.
    let learned: (graphs: TaggingGraphs, product: TaggingGraphDecoder.Product)?
    /// The graphs that run after it, one by one; nil where there are none.
    let executor: GraphExecutor?
    /// Numbers of the executor's graphs in the list that people see; from 1.
    let numbers: [Int]
    /// Whether the distances of the outputs must be known.
    let needsDistances: Bool
    /// The distance that a weight of 1.00 stands for.
    let unit: Int32

    /// The graphs that run; nil where there are none.
    ///
    /// - Parameters:
    ///   - stepByStep: the list is run graph by graph, even where nobody has changed it, so that each step can be told.
    ///   - limits: bounds of each graph that runs one by one.
    init?(_ model: Model, stepByStep: Bool = false, limits: ExecutionLimits = ExecutionLimits()) {
        guard let graphs = model.graphs else { return nil }
        let (entries, tagging) = (graphs.entries, graphs.tagging)
        let runsBesideList = graphs.product != .list && tagging?.isEmpty == false
        let isUnchanged =
            !stepByStep && tagging.map { $0.graphs == entries.map(\.line.graph) } == true
            && entries.allSatisfy(\.line.isEnabled)
        let runsLearned = (runsBesideList || isUnchanged) && tagging?.isEmpty == false
        learned = runsLearned ? tagging.map { ($0, graphs.product) } : nil
        // What runs beside the list takes its place; graphs that people wrote run after it.
        let running = entries.indices.filter { index in
            entries[index].line.isEnabled
                && (runsBesideList ? entries[index].origin == .written : !runsLearned)
        }
        guard runsLearned || !running.isEmpty else { return nil }
        let own = running.map { entries[$0].line.graph }
        executor = own.isEmpty ? nil : GraphExecutor(own, limits: limits)
        numbers = running.map { $0 + 1 }
        needsDistances =
            model.format.kind != .pairs && (runsLearned || own.contains(where: \.usesDistances))
        let share = model.tokens.frame.distance.maximum / 100
        unit = tagging?.list?.unit ?? Int32(clamping: max(share, 1))
    }
}
