/// What rewriting is learned from: an input, what the token decoder makes of it, and what is wanted.
public struct RewritingExample: Sendable, Hashable {
    /// Input tokens, column by column.
    public let query: [[String]]
    /// The token decoder's output; it must be held out, since a decoder's output on its own training data is too clean.
    public let value: [String]
    /// The output that is wanted.
    public let wanted: [String]

    /// An example.
    ///
    /// - Complexity: O(1).
    public init(query: [[String]], value: [String], wanted: [String]) {
        self.query = query
        self.value = value
        self.wanted = wanted
    }
}

/// How rewriting is learned.
public struct RewritingSettings: Sendable, Hashable {
    /// Decides which examples select, validate and stay untouched.
    public var seed: UInt64 = 1
    /// Most graphs of the list.
    public var mostGraphs = 6
    /// Lists that are continued at the same time.
    public var beam = 3
    /// Most tokens of the data that conditions speak of.
    public var mostTokens = 12
    /// What a graph token must earn, in edits.
    public var tokenCost = 0.1
    /// Least gain of a graph, in edits for each hundred examples; never below two edits.
    public var leastGain = 2.0
    /// Sequences of graph tokens that are decoded from sampled noise each time that a list is continued.
    public var draws = 192
    /// Whether an eighth of the examples takes no part, so that ways to choose among the graphs can be compared on it.
    public var reservesComparison = false

    /// The defaults.
    public init() {}
}

/// How far learning is.
public struct RewritingProgress: Sendable, Hashable {
    /// Graphs of the lists that are being continued.
    public let round: Int
    /// Edits between output and wanted output with the best list so far, in the selecting half.
    public let edits: Int
    /// The best list so far.
    public let graphs: [Graph]
}
