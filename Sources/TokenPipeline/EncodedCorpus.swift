/// Training data as numbers: sequences of token indices with the tokens that each position emits.
public struct EncodedCorpus: Sendable {
    /// Token indices of each input column, all sequences one after another.
    public private(set) var columns: [[UInt32]]
    /// Tokens of the decoder's dictionary that the positions emit, one after another.
    public private(set) var emissions: [UInt32] = []
    /// Where the emissions of each position end.
    public private(set) var emissionEnds: [Int] = []
    /// Where each sequence ends.
    public private(set) var sequenceEnds: [Int] = []

    /// No sequence yet.
    ///
    /// - Complexity: O(columns).
    public init(columnCount: Int) {
        precondition(columnCount >= 1, "input has at least one column")
        columns = Array(repeating: [], count: columnCount)
    }

    /// Adds a column of tokens for all positions.
    ///
    /// - Complexity: O(positions).
    public mutating func append(column tokens: [UInt32]) {
        precondition(tokens.count == positionCount, "one token for each position")
        columns.append(tokens)
    }

    /// Replaces the tokens of the last column.
    ///
    /// - Complexity: O(positions).
    public mutating func replaceLastColumn(by tokens: [UInt32]) {
        precondition(tokens.count == positionCount, "one token for each position")
        columns[columns.count - 1] = tokens
    }

    /// Gives the decoder's tokens other numbers.
    ///
    /// - Parameter numbers: the new number of each token.
    /// - Complexity: O(emissions).
    public mutating func renumberEmissions(_ numbers: [UInt32]) {
        for place in emissions.indices { emissions[place] = numbers[Int(emissions[place])] }
    }

    /// Number of sequences.
    public var count: Int { sequenceEnds.count }
    /// Number of positions in all sequences.
    public var positionCount: Int { emissionEnds.count }

    /// Adds a position to the sequence that is being read.
    ///
    /// - Complexity: O(columns + emissions) amortised.
    public mutating func append(tokens: [UInt32], emissions: [UInt32]) {
        precondition(tokens.count == columns.count, "one token for each column")
        for column in tokens.indices { columns[column].append(tokens[column]) }
        self.emissions.append(contentsOf: emissions)
        emissionEnds.append(self.emissions.count)
    }

    /// Ends the sequence; an empty one is not counted.
    ///
    /// - Complexity: O(1) amortised.
    public mutating func endSequence() {
        if positionCount > (sequenceEnds.last ?? 0) { sequenceEnds.append(positionCount) }
    }

    /// The positions of one sequence.
    ///
    /// - Complexity: O(1).
    public func positions(of sequence: Int) -> Range<Int> {
        (sequence == 0 ? 0 : sequenceEnds[sequence - 1])..<sequenceEnds[sequence]
    }

    /// Number of decisions that one pass takes: at each position one for each token, and one to stop where more may come.
    ///
    /// - Complexity: O(positions).
    public func decisionCount(_ plan: EmissionPlan) -> Int {
        var (count, start) = (0, 0)
        for end in emissionEnds {
            count += min(end - start + 1, plan.maximum)
            start = end
        }
        return count
    }

    /// Number of positions in some sequences.
    ///
    /// - Complexity: O(sequences).
    public func positionCount(of sequences: ArraySlice<Int>) -> Int {
        sequences.reduce(0) { $0 + positions(of: $1).count }
    }

    /// The tokens that several positions emit, one after another.
    ///
    /// - Complexity: O(1).
    public func emissions(of positions: Range<Int>) -> ArraySlice<UInt32> {
        let start = positions.lowerBound == 0 ? 0 : emissionEnds[positions.lowerBound - 1]
        return emissions[start..<(positions.isEmpty ? start : emissionEnds[positions.upperBound - 1])]
    }

    /// The tokens that one position emits.
    ///
    /// - Complexity: O(1).
    public func emissions(at position: Int) -> ArraySlice<UInt32> {
        emissions[(position == 0 ? 0 : emissionEnds[position - 1])..<emissionEnds[position]]
    }
}
