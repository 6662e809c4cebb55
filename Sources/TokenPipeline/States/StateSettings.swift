import Platform

/// Which of the links of node A a model uses; see `NodeLink`.
public enum NodeRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// What the record of the present state says: `CandidateRecord`.
    case record
    /// Both links.
    case both
    /// Link B alone: layers of link C are left out.
    case b
    /// Link C alone: layers of link B are left out.
    case c
    /// The input alone: no layer sees what was emitted.
    case none
}

/// The order of the decoder's tokens, which decides between those that are equally near.
public enum OutputOrder: String, Sendable, Hashable, Codable, CaseIterable {
    /// As they first come in the training data.
    case first
    /// By their rank as states, the highest first.
    case rank
}

/// Where a walk over the states starts anew.
public enum Teleport: String, Sendable, Hashable, Codable, CaseIterable {
    /// At any state alike.
    case even
    /// Where sequences start.
    case starts
}

/// How training deals with node A: the emitted states, their links and their ranks.
public struct StateSettings: Sendable, Hashable, Codable {
    /// Which links are used.
    public var node = NodeRule.both
    /// Whether states without a row of their own borrow that of the most similar state; see `StateBorrowing`.
    public var borrows = false
    /// How the decoder's tokens are ordered.
    public var order = OutputOrder.first
    /// Rows that see a present state with a lower rank are left out; 0 keeps all.
    public var minimumRank = 0.0
    /// Of `PageRank`, from 0 up to, but not including, 1.
    public var damping = 0.85
    /// Where the ranks' walk starts anew.
    public var teleport = Teleport.even

    /// Settings that change nothing.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Checks the settings before any data is read.
    ///
    /// - Throws: `InvalidStructure` naming the setting that is out of range.
    /// - Complexity: O(1).
    public func check() throws(InvalidStructure) {
        guard damping >= 0, damping < 1 else {
            throw InvalidStructure("the damping must be at least 0 and below 1, not \(damping)")
        }
        guard (0...1).contains(minimumRank) else {
            throw InvalidStructure("the lowest rank must be 0 to 1, not \(minimumRank)")
        }
    }
}
