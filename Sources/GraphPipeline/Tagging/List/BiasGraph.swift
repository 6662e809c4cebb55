/// A condition of a graph that may be turned round.
public struct GraphLiteral: Sendable, Hashable, Codable {
    /// What is asked.
    public let condition: TagCondition
    /// Whether it must not hold.
    public let isNegated: Bool

    /// A literal.
    ///
    /// - Complexity: O(1).
    public init(_ condition: TagCondition, isNegated: Bool = false) {
        self.condition = condition
        self.isNegated = isNegated
    }
}

/// A learned graph: where all literals hold, a label comes nearer by a weight, or goes further away, and the sequence is
/// decided again.
public struct BiasGraph: Sendable, Hashable, Codable {
    /// At most `mostLiterals`.
    public var literals: [GraphLiteral]
    /// Number of the label.
    public var label: Int
    /// What is subtracted from the label's distance, in hundredths of the list's unit.
    public var hundredths: Int

    /// Most literals of a learned graph.
    public static let mostLiterals = 3

    /// A graph.
    ///
    /// - Complexity: O(1).
    public init(literals: [GraphLiteral], label: Int, hundredths: Int) {
        self.literals = literals
        self.label = label
        self.hundredths = hundredths
    }
}

/// Graphs that run one after the other.
public struct GraphList: Sendable, Hashable, Codable {
    /// In the order in which they run.
    public var graphs: [BiasGraph]
    /// The distance that a weight of 1.00 stands for.
    public let unit: Int32

    /// A list.
    ///
    /// - Complexity: O(1).
    public init(graphs: [BiasGraph], unit: Int32) {
        self.graphs = graphs
        self.unit = unit
    }

    /// What a graph subtracts from its label's distance.
    ///
    /// - Complexity: O(1).
    public func bias(of graph: BiasGraph) -> Int32 { Int32(graph.hundredths * Int(unit) / 100) }
}
