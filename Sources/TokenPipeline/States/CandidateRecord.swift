import KeyLayers
import Platform

/// What decides after a state: A with link B, A with link C, or A with B modified by C.
public enum NodeCandidate: String, Sendable, Hashable, Codable, CaseIterable {
    /// The rows of the input and of link B.
    case present
    /// The rows of the input and of link C.
    case window
    /// All rows.
    case both
}

/// For each state, how often each candidate found the wanted token: the record by which inference chooses between them.
///
/// Each candidate goes through the data once with rows of its own, and is measured before a decision is learned from, so
/// that what is measured was not seen before. Source: Blum, Kalai and Langford, "Beating the hold-out: bounds for k-fold and
/// progressive cross-validation", COLT 1999.
public struct CandidateRecord: Sendable {
    /// Numbers that are kept for a state: decisions, then those that each candidate got right.
    public static let width = 1 + NodeCandidate.allCases.count

    /// States × `width`. States are values of the last decision, while learning of the wanted one: `PartValue.outside` where there
    /// is none yet.
    public let counts: Slab<UInt32>

    /// A record from its counts.
    ///
    /// - Parameter stateCount: values that a state can take.
    /// - Throws: `InvalidStructure` when there are not as many counts as states need, or more right decisions than decisions.
    /// - Complexity: O(states).
    public init(counts: Slab<UInt32>, stateCount: Int) throws(InvalidStructure) {
        guard counts.count == stateCount * Self.width else {
            throw InvalidStructure(
                "the record of the states has \(counts.count) counts for \(stateCount) states")
        }
        for place in 0..<counts.count where counts[place] > counts[place / Self.width * Self.width] {
            throw InvalidStructure("the record of the states has more right decisions than decisions")
        }
        self.counts = counts
    }

    /// A record of what was measured, by state.
    ///
    /// - Parameters: `present`, `window` and `both` are right decisions; empty where a candidate sees nothing at all.
    init(decisions: [UInt32], present: [UInt32], window: [UInt32], both: [UInt32]) {
        counts = Slab(
            decisions.indices.flatMap { state in
                [decisions[state]] + [present, window, both].map { $0.isEmpty ? 0 : $0[state] }
            })
    }

    /// Number of states.
    ///
    /// - Complexity: O(1).
    public var stateCount: Int { counts.count / Self.width }

    /// How often something was decided after a state.
    ///
    /// - Complexity: O(1).
    public func decisions(after state: Int) -> Int { Int(counts[state * Self.width]) }

    /// How often a candidate was right after a state.
    ///
    /// - Complexity: O(1).
    public func rightDecisions(of candidate: NodeCandidate, after state: Int) -> Int {
        Int(counts[state * Self.width + Self.place(of: candidate)])
    }

    /// The candidate that the record is for: the one that was right most often; of equals both links, then B.
    ///
    /// - Complexity: O(1).
    public func candidate(after state: Int) -> NodeCandidate {
        let right = NodeCandidate.allCases.map { rightDecisions(of: $0, after: state) }
        let (present, window, both) = (right[0], right[1], right[2])
        guard max(present, window) > both else { return .both }
        return present >= window ? .present : .window
    }

    private static func place(of candidate: NodeCandidate) -> Int {
        switch candidate {
        case .present: 1
        case .window: 2
        case .both: 3
        }
    }
}
