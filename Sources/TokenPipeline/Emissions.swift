/// What a sequence emitted: the decoder's tokens of all positions, ⟨stop⟩ left out.
public struct Emissions: Sendable, Equatable {
    /// Indices in the decoder's dictionary.
    public private(set) var tokens: [UInt32] = []
    /// Where the tokens of each position end.
    public private(set) var ends: [Int] = []

    /// Nothing emitted.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Number of positions.
    public var count: Int { ends.count }

    /// The tokens of one position.
    ///
    /// - Complexity: O(1).
    public subscript(position: Int) -> ArraySlice<UInt32> {
        tokens[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
    }

    mutating func append(_ token: Int) { tokens.append(UInt32(truncatingIfNeeded: token)) }

    mutating func endPosition() { ends.append(tokens.count) }

    mutating func removeAll(reservingPositions count: Int) {
        tokens.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        ends.reserveCapacity(count)
    }
}
