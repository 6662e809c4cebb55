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

/// What one graph did to one record.
public struct GraphStep: Sendable, Hashable, Codable {
    /// Number of the graph in the model's list, from 1; nil for the rows over conditions.
    public let graph: Int?
    /// Its text.
    public let text: String
    /// True when it would have gone beyond the limits, and changed nothing for that reason.
    public let isSkipped: Bool
    /// The output after it.
    public let output: [String]
}
