import GraphPipeline

/// What graphs did to one record.
public struct GraphTrace: Sendable, Hashable, Codable {
    /// The input tokens, column by column.
    public var input: [[String]]
    /// The token decoder's answer.
    public var tokens: [String]
    /// The graphs that did something, in the order in which they ran.
    public var steps: [GraphStep]
    /// The answer.
    public var output: [String]
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
    /// The output after it.
    public let output: [String]
    /// Why decoded graph tokens make no graph; nil for a graph.
    public var refusal: String?
}
