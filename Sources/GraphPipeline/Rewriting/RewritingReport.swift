/// What a list does in a slice of the examples.
public struct RewritingScore: Sendable, Hashable, Codable {
    /// Number of examples.
    public let examples: Int
    /// Edits between the token decoder's outputs and the wanted ones.
    public let editsBefore: Int
    /// Edits that are left.
    public let editsAfter: Int
    /// Examples that are right without graphs.
    public let rightBefore: Int
    /// Examples that are right with them.
    public let rightAfter: Int
}

/// What one graph of a list does in a slice of the examples, to what the graphs before it left.
public struct RewritingEffect: Sendable, Hashable, Codable {
    /// Examples whose output it changes.
    public internal(set) var examples = 0
    /// Of these, those that come nearer to the wanted output, and those that go further away.
    public internal(set) var right = 0, wrong = 0
    /// Edits that it saves.
    public internal(set) var gain = 0
}

/// What learning to rewrite tried, what it kept and why.
public struct RewritingReport: Sendable, Hashable, Codable {
    /// A graph that was learned, whether or not the list was kept.
    public struct Entry: Sendable, Hashable, Codable {
        /// The graph.
        public let text: String
        /// What made it.
        public let maker: CandidateMaker
        /// What it does in the half that graphs were chosen on.
        public let selection: RewritingEffect
        /// In the quarter on which each graph had to help as well.
        public let validation: RewritingEffect
        /// In the examples that the search did not see.
        public let untouched: RewritingEffect
    }

    /// The graphs of the list that was found, in running order.
    public internal(set) var graphs: [Entry] = []
    /// Whether the list is the result: it helps in the examples that the search did not see.
    public internal(set) var isAccepted = false
    /// The makers of the graphs that were accepted.
    public internal(set) var makers = MakerCounts([])
    /// What came of sampled noise.
    public internal(set) var noise = NoiseDraws()
    /// The list in the half that graphs were chosen on.
    public let selection: RewritingScore
    /// In the quarter on which each graph had to help as well.
    public let validation: RewritingScore
    /// In the examples that the search did not see, on which the whole list had to help.
    public let untouched: RewritingScore
}

/// What was learned.
public struct LearnedRewriting: Sendable, Hashable {
    /// The graphs, in running order; empty when none earned its place.
    public let graphs: [Graph]
    /// What was found, and what it does.
    public let report: RewritingReport
}
