/// What it costs that an input token emits a chunk, in whole 65536ths: of an edit at the start, of a nat once costs are
/// learned. Sums of whole numbers are the same on every machine, and so are ties.
///
/// Learned costs are `−log p(chunk | token)` with the mean of a Dirichlet process: `p = (n(token, chunk) + s·q(chunk)) /
/// (n(token) + s)`, where `q(c) = 2^−(|c|+1) · V^−|c|` for an output dictionary of `V` tokens gives every chunk
/// a share, and `s` is 1. A token or a chunk that was never seen costs `−log q` at most and a little.
public struct AlignmentCosts {
    /// 1 in these units.
    static let unit = 65536
    /// Weight of `q`, in chunks: `s`.
    private static let priorWeight = 1.0

    private enum Rule {
        /// The output token that is the same text as each input token, or `noTwin`.
        case levenshtein(twins: [UInt32])
        case learned(Learned)
    }

    private struct Learned {
        var counts: ChunkCounts
        /// −log of `n + s·q` for every entry of the counts.
        var seen: [Int]
        /// log of `n(token) + s` for every input token.
        var totals: [Int]
        /// −log of `s·q` for every length.
        var prior: [Int]

        @inline(__always)
        func cost(_ node: UInt32, length: Int, input: UInt32) -> Int {
            let total = Int(input) < totals.count ? totals[Int(input)] : 0
            guard let entry = counts.entry(input, node) else { return total + prior[length] }
            return total + seen[entry]
        }
    }

    private let rule: Rule
    /// What stands for no token in a list of twins.
    public static let noTwin = UInt32.max

    /// Levenshtein's costs: a chunk of `k` tokens takes `max(k, 1)` edits, one less when the input token is among them.
    ///
    /// - Parameter twins: for each input token the output token of the same text, or `noTwin`.
    /// - Complexity: O(1).
    public static func levenshtein(twins: [UInt32]) -> AlignmentCosts {
        AlignmentCosts(rule: .levenshtein(twins: twins))
    }

    private init(rule: Rule) { self.rule = rule }

    /// Costs learned from counts.
    ///
    /// - Parameters:
    ///   - outputCount: tokens in the output dictionary.
    /// - Complexity: O(different chunks).
    init(_ counts: ChunkCounts, outputCount: Int) {
        let prior = (0...EmissionPlan.mostEmissions).map { Self.prior(length: $0, outputCount: outputCount) }
        rule = .learned(
            Learned(
                counts: counts,
                seen: counts.entries.map { entry in
                    Self.cost(Double(entry.count) + prior[counts.length(of: entry.node)])
                },
                totals: counts.totals.map { -Self.cost(Double($0) + Self.priorWeight) },
                prior: prior.map(Self.cost)))
    }

    /// `s·q` of one chunk.
    private static func prior(length: Int, outputCount: Int) -> Double {
        let share = 0.5 / Double(max(outputCount, 1))
        return (0..<length).reduce(0.5 * priorWeight) { product, _ in product * share }
    }

    private static func cost(_ share: Double) -> Int {
        Int((-NaturalLogarithm.of(share) * Double(unit)).rounded())
    }

    /// What learning from scratch pays for the costs themselves: −log of the prior's density, as far as it depends on
    /// them. With it, rounds of learning never raise the sum.
    ///
    /// - Complexity: O(different chunks).
    func priorCost(outputCount: Int) -> Double {
        guard case .learned(let learned) = rule else { return 0 }
        let weight = Self.priorWeight
        // Σ q log q over all chunks there could be: lengths are geometric, tokens uniform.
        let entropy = 2 * NaturalLogarithm.of(2) + NaturalLogarithm.of(Double(max(outputCount, 1)))
        var cost = 0.0
        for total in learned.counts.totals where total > 0 {
            cost += weight * (entropy + NaturalLogarithm.of((Double(total) + weight) / weight))
        }
        for entry in learned.counts.entries {
            let share = Self.prior(length: learned.counts.length(of: entry.node), outputCount: outputCount)
            cost -= share * NaturalLogarithm.of((Double(entry.count) + share) / share)
        }
        return cost
    }

    /// The cost of one chunk, found from nothing but the definition.
    ///
    /// - Complexity: O(chunk).
    public func cost(of chunk: ArraySlice<UInt32>, from input: UInt32) -> Int {
        switch rule {
        case .levenshtein(let twins):
            let hasTwin = Int(input) < twins.count && chunk.contains(twins[Int(input)])
            return (max(chunk.count, 1) - (hasTwin ? 1 : 0)) * Self.unit
        case .learned(let learned):
            let node = chunk.reduce(ChunkCounts.root) { learned.counts.child(of: $0, $1) }
            return learned.cost(node, length: chunk.count, input: input)
        }
    }

    /// Writes the costs of all chunks of at most `most` tokens for one input token.
    ///
    /// - Parameters:
    ///   - nodes: what `writeNodes` wrote for the same output.
    ///   - costs: places × (`most` + 1); the chunk of `k` tokens at place `j` is at `j · (most + 1) + k`. Chunks that would
    ///     reach beyond the output are left out.
    func write(
        from input: UInt32, places: Range<Int>, output: UnsafeBufferPointer<UInt32>,
        nodes: UnsafePointer<UInt32>, most: Int, into costs: UnsafeMutablePointer<Int>
    ) {
        let width = most + 1
        switch rule {
        case .levenshtein(let twins):
            let twin = Int(input) < twins.count ? twins[Int(input)] : Self.noTwin
            for place in places {
                var saved = 0
                costs[place * width] = Self.unit
                for length in 1...most where place + length <= output.count {
                    if output[place + length - 1] == twin { saved = 1 }
                    costs[place * width + length] = (length - saved) * Self.unit
                }
            }
        case .learned(let learned):
            for place in places {
                for length in 0...most where place + length <= output.count {
                    costs[place * width + length] = learned.cost(
                        nodes[place * width + length], length: length, input: input)
                }
            }
        }
    }

    /// Writes the trie's node of every chunk of an output, place by place, as `write` wants them.
    func writeNodes(
        output: UnsafeBufferPointer<UInt32>, most: Int, into nodes: UnsafeMutablePointer<UInt32>
    ) {
        guard case .learned(let learned) = rule else { return }
        for place in 0...output.count {
            var node = ChunkCounts.root
            nodes[place * (most + 1)] = node
            for length in 1...most where place + length <= output.count {
                node = learned.counts.child(of: node, output[place + length - 1])
                nodes[place * (most + 1) + length] = node
            }
        }
    }
}
