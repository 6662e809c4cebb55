/// What sequences emitted: the decoder's tokens of all positions, ⟨stop⟩ left out.
public struct Emissions: Sendable {
    /// Tokens; or, where every position takes one decision, these decisions, ⟨stop⟩ among them.
    private var values: [UInt32] = []
    /// Where the tokens of each position end; unused where every position takes one decision.
    private var valueEnds: [Int] = []
    private var isDecisions = false
    private var hasStop = false

    /// Nothing emitted.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Number of positions.
    ///
    /// - Complexity: O(1).
    public var count: Int { isDecisions ? values.count : valueEnds.count }

    /// Indices in the decoder's dictionary, of all positions.
    ///
    /// - Complexity: O(positions).
    public var tokens: [UInt32] {
        isDecisions && hasStop ? values.filter { $0 != EmissionPlan.stop } : values
    }

    /// Where the tokens of each position end in `tokens`.
    ///
    /// - Complexity: O(positions).
    public var ends: [Int] {
        guard isDecisions else { return valueEnds }
        var end = 0
        return values.map { value in
            end += hasStop && value == EmissionPlan.stop ? 0 : 1
            return end
        }
    }

    /// The tokens of one position.
    ///
    /// - Complexity: O(1).
    public subscript(position: Int) -> ArraySlice<UInt32> {
        guard isDecisions else { return values[start(of: position)..<valueEnds[position]] }
        let isStop = hasStop && values[position] == EmissionPlan.stop
        return values[position..<(isStop ? position : position + 1)]
    }

    /// The tokens of several positions, one after another.
    ///
    /// - Complexity: O(positions).
    public subscript(positions: Range<Int>) -> [UInt32] {
        if positions.isEmpty { return [] }
        guard isDecisions else {
            return Array(values[start(of: positions.lowerBound)..<valueEnds[positions.upperBound - 1]])
        }
        return values[positions].filter { !(hasStop && $0 == EmissionPlan.stop) }
    }

    /// The decision of each position, ⟨stop⟩ being 0 in plans that have it; nil where positions take several. The
    /// pointer must not leave `body`.
    ///
    /// - Complexity: O(1) and the cost of `body`.
    public func withDecisions<Result>(
        _ body: (UnsafeBufferPointer<UInt32>) throws -> Result
    ) rethrows -> Result? {
        isDecisions ? try values.withUnsafeBufferPointer(body) : nil
    }

    /// Replaces everything by one decision for each of `count` positions.
    ///
    /// - Parameters:
    ///   - plan: one that asks the decoder once a position.
    ///   - fill: writes all decisions, valid tokens of the decoder's dictionary; they are undefined before.
    /// - Complexity: O(`count`) and the cost of `fill`.
    public mutating func writeDecisions(
        of plan: EmissionPlan, count: Int, _ fill: (UnsafeMutableBufferPointer<UInt32>) throws -> Void
    ) rethrows {
        precondition(plan.maximum == 1, "a plan of several decisions a position")
        isDecisions = true
        hasStop = plan.hasStop
        valueEnds.removeAll(keepingCapacity: true)
        if values.count > count {
            values.removeLast(values.count - count)
        } else {
            values.reserveCapacity(count)
            values.append(contentsOf: repeatElement(0, count: count - values.count))
        }
        try values.withUnsafeMutableBufferPointer { try fill($0) }
    }

    private func start(of position: Int) -> Int { position == 0 ? 0 : valueEnds[position - 1] }

    /// Adds a token to the present position.
    mutating func append(_ token: Int) { values.append(UInt32(truncatingIfNeeded: token)) }

    /// Ends the present position.
    mutating func endPosition() { valueEnds.append(values.count) }

    mutating func removeAll(reservingPositions count: Int) {
        isDecisions = false
        values.removeAll(keepingCapacity: true)
        valueEnds.removeAll(keepingCapacity: true)
        valueEnds.reserveCapacity(count)
    }
}

extension Emissions: Equatable {
    /// The same tokens at the same positions.
    ///
    /// - Complexity: O(positions).
    public static func == (first: Emissions, second: Emissions) -> Bool {
        first.count == second.count && first.tokens == second.tokens && first.ends == second.ends
    }
}
