import GraphPipeline
import TokenPipeline

/// The graphs of a model ready to run, to be shared by workers.
struct RunnableGraphs: Sendable {
    let executor: GraphExecutor
    /// Numbers of the graphs that run, in the list that people see; from 1.
    let numbers: [Int]

    /// The graphs that run; nil where there are none.
    init?(_ model: Model) {
        guard let graphs = model.graphs else { return nil }
        let running = graphs.entries.indices.filter { graphs.entries[$0].line.isEnabled }
        guard !running.isEmpty else { return nil }
        executor = GraphExecutor(running.map { graphs.entries[$0].line.graph })
        numbers = running.map { $0 + 1 }
    }
}
