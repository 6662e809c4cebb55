/// A label that every sequence must have a fixed number of times: the graph token `exactly`.
public struct ExactCount: Sendable, Hashable, Codable {
    /// Number of the label.
    public let label: Int
    /// How often it stands in every sequence, at least once.
    public let count: Int

    /// A constraint.
    ///
    /// - Complexity: O(1).
    public init(label: Int, count: Int) {
        self.label = label
        self.count = count
    }

    /// Largest count that a constraint may have.
    public static let mostCount = 16
    /// Largest product of counts, each one more, over all constraints: the states that decoding keeps at a position.
    static let mostStates = 1024

    /// The counts that hold in nearly all sequences, for labels that can be asked to be somewhere.
    ///
    /// - Parameters:
    ///   - share: of the sequences in which a count must hold.
    ///   - labels: of all sequences, one after another.
    /// - Returns: candidates by label; whether they help is for held-out data to tell.
    /// - Complexity: O(positions + sequences · labels).
    public static func candidates(
        in labels: [UInt32], sequenceEnds: [Int], labelCount: Int, share: Double = 0.995
    ) -> [ExactCount] {
        // Label × count; the last count stands for more.
        var seen = [Int](repeating: 0, count: labelCount * (mostCount + 2))
        var counts = [Int](repeating: 0, count: labelCount)
        var start = 0
        for end in sequenceEnds {
            for label in counts.indices { counts[label] = 0 }
            for position in start..<end { counts[Int(labels[position])] += 1 }
            for label in counts.indices {
                seen[label * (mostCount + 2) + min(counts[label], mostCount + 1)] += 1
            }
            start = end
        }
        var states = 1
        return (0..<labelCount).compactMap { label in
            for count in 1...mostCount
            where Double(seen[label * (mostCount + 2) + count]) >= share * Double(sequenceEnds.count) {
                states *= count + 1
                return states <= mostStates ? ExactCount(label: label, count: count) : nil
            }
            return nil
        }
    }
}
