import TestSupport
import TokenPipeline

/// Small random pairs.
struct RandomPairs {
    var pairs = SequencePairs()
    /// Tokens of each dictionary.
    let alphabet: Int
    /// Input tokens and output tokens of the same number have the same text.
    var twins: [UInt32] { (0..<UInt32(alphabet)).map { $0 } }

    /// Pairs of sequences that have nothing to do with each other.
    init(count: Int, alphabet: Int = 3, longest: Int = 5, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        self.alphabet = alphabet
        for _ in 0..<count {
            pairs.append(
                input: Self.sequence(alphabet, longest, using: &generator),
                output: Self.sequence(alphabet, longest, using: &generator))
        }
    }

    /// Pairs that follow a rule: each input token has an output of its own, mostly.
    init(ruled rule: [[UInt32]], count: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        alphabet = 1 + Int(rule.joined().max() ?? 0)
        for _ in 0..<count {
            let input = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                UInt32.random(in: 0..<UInt32(rule.count), using: &generator)
            }
            pairs.append(input: input, output: input.flatMap { rule[Int($0)] })
        }
    }

    private static func sequence(
        _ alphabet: Int, _ longest: Int, using generator: inout SeededGenerator
    ) -> [UInt32] {
        (0..<Int.random(in: 0...longest, using: &generator)).map { _ in
            UInt32.random(in: 0..<UInt32(alphabet), using: &generator)
        }
    }

    /// Costs of some table of random counts.
    func randomCosts(seed: UInt64) -> AlignmentCosts {
        var generator = SeededGenerator(seed: seed)
        var table: [LearnedAlignment.Entry] = []
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            table.append(
                LearnedAlignment.Entry(
                    input: UInt32.random(in: 0..<UInt32(alphabet), using: &generator),
                    chunk: Self.sequence(alphabet, 3, using: &generator),
                    count: UInt32.random(in: 1...50, using: &generator)))
        }
        return .learned(table, outputCount: alphabet)
    }
}
