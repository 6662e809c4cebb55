import KeyLayers

/// How the nearest keys were found: what was visited, and how often a proof that would have saved work failed.
public struct SearchCensus: Sendable, Hashable {
    /// How a decision is found.
    public enum Method: Sendable, Hashable {
        /// By the distances of all keys.
        case keys(KeyComparison)
        /// In a table, by the sum of multiples of one vector, so that no key is visited. Rows of the running span are left
        /// out where the sum without them proves that they cannot change the decision.
        case table
    }

    /// How decisions are found.
    public let method: Method
    /// The decoder's keys.
    public let keys: Int
    /// Decisions taken.
    public internal(set) var decisions = 0
    /// Keys visited by all decisions together.
    ///
    /// - Complexity: O(1).
    public var keysVisited: Int { method == .table ? 0 : decisions * keys }
    /// Decisions whose proofs were counted: some of the first by leading digits, and those of a table that some row of the
    /// running span could change.
    public internal(set) var examined = 0
    /// Proofs that failed in these. By leading digits there is a proof for every key, and it fails when the key has to be
    /// compared to its last digit. In a table there is one for the decision, and it fails when rows of the span have to be
    /// looked up.
    public internal(set) var failures = 0

    /// Whether there are proofs that can fail and are counted.
    ///
    /// - Complexity: O(1).
    public var hasProofs: Bool { examined > 0 }

    init(_ method: Method, keys: Int) {
        self.method = method
        self.keys = keys
    }
}
