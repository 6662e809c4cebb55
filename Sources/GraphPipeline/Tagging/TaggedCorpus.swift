/// Training data for graphs on a task that gives each position one label: what was read, what was wanted, and how near a
/// decoder that did not see a sequence came to every label.
public struct TaggedCorpus: Sendable {
    /// Token indices of each query column, all sequences one after another.
    public let columns: [[UInt32]]
    /// The tokens' texts by index, of each query column.
    public let tokens: [[String]]
    /// The labels' texts, in the order of the decoder's dictionary.
    public let labels: [String]
    /// The label wanted at each position.
    public let wanted: [UInt32]
    /// Held-out distances: positions × labels.
    public let distances: [Int32]
    /// Where each sequence ends.
    public let sequenceEnds: [Int]

    /// A corpus.
    ///
    /// - Precondition: counts agree, indices are in range, and sequences follow each other.
    /// - Complexity: O(positions · columns).
    public init(
        columns: [[UInt32]], tokens: [[String]], labels: [String], wanted: [UInt32], distances: [Int32],
        sequenceEnds: [Int]
    ) {
        precondition(columns.count == tokens.count && !columns.isEmpty, "the tokens of each column")
        precondition((2...64).contains(labels.count), "2 to 64 labels")
        precondition(columns.allSatisfy { $0.count == wanted.count }, "one token for each position")
        precondition(distances.count == wanted.count * labels.count, "a distance for each label")
        precondition((sequenceEnds.last ?? 0) == wanted.count, "sequences of other positions")
        precondition(wanted.allSatisfy { $0 < labels.count }, "labels that there are")
        precondition(
            zip(columns, tokens).allSatisfy { $0.allSatisfy { [count = $1.count] in $0 < count } },
            "tokens that there are")
        self.columns = columns
        self.tokens = tokens
        self.labels = labels
        self.wanted = wanted
        self.distances = distances
        self.sequenceEnds = sequenceEnds
    }

    /// Number of positions.
    public var count: Int { wanted.count }

    /// The positions of one sequence.
    ///
    /// - Complexity: O(1).
    public func positions(of sequence: Int) -> Range<Int> {
        (sequence == 0 ? 0 : sequenceEnds[sequence - 1])..<sequenceEnds[sequence]
    }

    /// Some of the sequences, in the given order.
    ///
    /// - Complexity: O(positions · (columns + labels)).
    public func selecting(_ sequences: some Sequence<Int>) -> TaggedCorpus {
        let ranges = sequences.map(positions)
        var end = 0
        return TaggedCorpus(
            columns: columns.map { column in ranges.flatMap { column[$0] } }, tokens: tokens, labels: labels,
            wanted: ranges.flatMap { wanted[$0] },
            distances: ranges.flatMap {
                distances[$0.lowerBound * labels.count..<$0.upperBound * labels.count]
            },
            sequenceEnds: ranges.map { range in
                end += range.count
                return end
            })
    }
}
