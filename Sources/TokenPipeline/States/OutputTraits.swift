import KeyLayers

/// What is known of the decoder's tokens as a class, for layers that look at what was emitted: which of them leave no
/// unit behind, what separates the units of one token, and which come at most once in a sequence.
public struct OutputTraits: Sendable, Hashable, Codable {
    /// What separates units in the text of a token; nil when a token is one unit.
    public var unitSeparator: String?
    /// Tokens that leave no unit behind, beside ⟨stop⟩: layers that see units look past them.
    public var silent: [Int]
    /// Tokens that come at most once in a sequence.
    public var once: [Int]

    /// Most tokens whose coming is remembered.
    public static let mostOnce = 8

    /// Every token is one unit, and any may come again.
    public static let plain = OutputTraits(unitSeparator: nil, silent: [], once: [])

    /// Traits.
    ///
    /// - Complexity: O(1).
    public init(unitSeparator: String?, silent: [Int], once: [Int]) {
        self.unitSeparator = unitSeparator
        self.silent = silent
        self.once = once
    }

    /// The traits that training data shows: a token that is more than half of all emissions is silent; what no sequence
    /// emits twice, and at least half of them emit, comes at most once.
    ///
    /// - Complexity: O(emissions).
    public init(of corpus: EncodedCorpus, outputCount: Int, unitSeparator: String?) {
        var counts = [Int](repeating: 0, count: outputCount)
        var sequences = [Int](repeating: 0, count: outputCount)
        var lastSequence = [Int](repeating: -1, count: outputCount)
        var comesTwice = [Bool](repeating: false, count: outputCount)
        for sequence in 0..<corpus.count {
            for token in corpus.emissions(of: corpus.positions(of: sequence)) {
                let token = Int(token)
                counts[token] += 1
                if lastSequence[token] == sequence {
                    comesTwice[token] = true
                } else {
                    lastSequence[token] = sequence
                    sequences[token] += 1
                }
            }
        }
        self.unitSeparator = unitSeparator
        silent = (0..<outputCount).filter { 2 * counts[$0] > corpus.emissions.count }
        once = Array(
            (0..<outputCount).filter { !comesTwice[$0] && 2 * sequences[$0] >= corpus.count }
                .prefix(Self.mostOnce))
    }
}
