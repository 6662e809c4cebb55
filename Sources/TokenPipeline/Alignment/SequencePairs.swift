/// Pairs of an input and an output sequence as numbers, before anything is known of which output belongs to which
/// input.
public struct SequencePairs: Sendable {
    /// Input tokens of all pairs, one pair after another.
    public private(set) var inputs: [UInt32] = []
    /// Output tokens of all pairs, one pair after another.
    public private(set) var outputs: [UInt32] = []
    private var inputEnds: [Int] = []
    private var outputEnds: [Int] = []

    /// No pair yet.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Number of pairs.
    public var count: Int { inputEnds.count }

    /// Adds a pair; either side may be empty.
    ///
    /// - Complexity: O(tokens) amortised.
    public mutating func append(input: some Sequence<UInt32>, output: some Sequence<UInt32>) {
        inputs.append(contentsOf: input)
        outputs.append(contentsOf: output)
        inputEnds.append(inputs.count)
        outputEnds.append(outputs.count)
    }

    /// Where the input of a pair stands in `inputs`.
    ///
    /// - Complexity: O(1).
    public func inputRange(of pair: Int) -> Range<Int> {
        (pair == 0 ? 0 : inputEnds[pair - 1])..<inputEnds[pair]
    }

    /// Where the output of a pair stands in `outputs`.
    ///
    /// - Complexity: O(1).
    public func outputRange(of pair: Int) -> Range<Int> {
        (pair == 0 ? 0 : outputEnds[pair - 1])..<outputEnds[pair]
    }

    /// True when every pair has as many output as input tokens: then token stands beside token, and nothing is left to
    /// align.
    ///
    /// - Complexity: O(pairs).
    public var isOneForOne: Bool { inputEnds == outputEnds }
}
