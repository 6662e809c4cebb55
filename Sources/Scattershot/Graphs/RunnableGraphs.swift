import DigitKeys
import GraphPipeline
import KeyLayers
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
    /// Which of the executor's graphs run on an input; nil where all do.
    let selection: GraphSelection?
    /// Decodes the graph that runs before those of the executor; nil where none is decoded.
    let sequences: DecodableGraphs?
    /// Makes the keys of inputs; nil where nothing depends on them.
    let moments: QueryMoments?
    /// Whether the distances of the outputs must be known, and whether the executor's graphs look at them.
    let needsDistances: Bool
    let executorNeedsDistances: Bool
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
        let selects = graphs.choice == .embedding
        let runsBesideList = graphs.product != .list && tagging?.isEmpty == false
        let isUnchanged =
            !stepByStep && tagging.map { $0.graphs == entries.map(\.line.graph) } == true
            && entries.allSatisfy { $0.line.isEnabled && !(selects && $0.reach != nil) }
        let runsLearned = (runsBesideList || isUnchanged) && tagging?.isEmpty == false
        learned = runsLearned ? tagging.map { ($0, graphs.product) } : nil
        // `ModelGraphs.replacement` says which of these take the place of the list.
        sequences = graphs.choice == .decoded ? model.graphDecoder.map { DecodableGraphs($0) } : nil
        let replacesList = runsBesideList || sequences != nil
        // What runs beside the list takes the place of what was learned; graphs that people wrote or changed run after it.
        let running = entries.indices.filter { index in
            entries[index].line.isEnabled
                && (replacesList ? entries[index].origin != .learned : !runsLearned)
        }
        guard runsLearned || sequences != nil || !running.isEmpty else { return nil }
        let own = running.map { entries[$0].line.graph }
        var limits = limits
        limits.keepsLength = model.format.kind != .pairs
        executor = own.isEmpty ? nil : GraphExecutor(own, limits: limits)
        numbers = running.map { $0 + 1 }
        let reaches = running.map { selects ? entries[$0].reach : nil }
        selection = reaches.contains { $0 != nil } ? GraphSelection(reaches: reaches) : nil
        let frame = model.tokens.frame
        moments =
            selection == nil && sequences == nil
            ? nil : QueryMoments(tokens: frame.columns[0].tokens, shape: frame.distance.shape)
        executorNeedsDistances = model.format.kind != .pairs && own.contains(where: \.usesDistances)
        needsDistances = model.format.kind != .pairs && runsLearned || executorNeedsDistances
        unit = tagging?.list?.unit ?? Self.unit(of: frame)
    }

    /// The unit of distances where none was learned.
    static func unit(of frame: TokenModelFrame) -> Int32 {
        Int32(clamping: max(frame.distance.maximum / 100, 1))
    }
}

extension Model {
    /// The decoder of graph sequences; nil where none was learned.
    var graphDecoder: GraphSequenceModel? {
        guard let frame = graphs?.sequences, let graphRows else { return nil }
        return GraphSequenceModel(frame: frame, tokens: graphRows)
    }
}
