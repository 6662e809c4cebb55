import GraphPipeline

/// What graphs did to one record.
public struct GraphTrace: Sendable, Hashable, Codable {
    /// The input tokens, column by column.
    public var input: [[String]]
    /// The token decoder's answer.
    public var tokens: [String]
    /// What was learned, where it changed something, and the graphs that matched somewhere, in the order in which they ran.
    public var steps: [GraphStep]
    /// The answer.
    public var output: [String]
    /// Why the answer is not that of the last step but what the graphs began with; nil where it is.
    public var reversal: String?
    /// What the rows over conditions do at a position; nil where none was asked for, and where no rows run.
    public var conditions: ExplainedConditions?
}

extension TaggingGraphDecoder.Product {
    /// What runs as one step, for people.
    var title: String {
        switch self {
        case .constraints: "counts that must hold"
        case .list: "list of graphs"
        case .rows: "rows over conditions"
        }
    }
}

/// What one graph did to one record.
public struct GraphStep: Sendable, Hashable, Codable {
    /// Number of the graph in the model's list, from 1; nil for what was learned beside the list and runs as one step, and for a
    /// decoded graph.
    public let graph: Int?
    /// Its text; the graph tokens where they make no graph.
    public let text: String
    /// True when it would have gone beyond the limits or makes no graph, and changed nothing for that reason.
    public let isSkipped: Bool
    /// Positions of the output where it matched, from 1, each in the output as an action of the graph found it; empty for what runs
    /// as one step. See `GraphObservation.matched`.
    public let matched: [Int]
    /// The output after it.
    public let output: [String]
    /// Why decoded graph tokens make no graph; nil for a graph.
    public var refusal: String?
}
