import TestSupport
import Testing
import TokenPipeline

@Suite struct SequenceAlignerTests {
    /// The least cost over all ways to cut the output, found by trying all of them.
    private func leastCost(
        _ input: ArraySlice<UInt32>, _ output: ArraySlice<UInt32>, _ costs: AlignmentCosts, most: Int
    ) -> Int? {
        guard let token = input.first else { return output.isEmpty ? 0 : nil }
        var least: Int?
        for length in 0...min(most, output.count) {
            let rest = leastCost(input.dropFirst(), output.dropFirst(length), costs, most: most)
            guard let rest else { continue }
            let cost = rest + costs.cost(of: output.prefix(length), from: token)
            least = min(least ?? cost, cost)
        }
        return least
    }

    @Test(arguments: UInt64(0)..<20)
    func noWayIsCheaper(seed: UInt64) {
        let random = RandomPairs(count: 40, seed: seed)
        for costs in [.levenshtein(twins: random.twins), random.randomCosts(seed: seed)] {
            let most = 1 + Int(seed % 4)
            let aligner = SequenceAligner(costs: costs, most: most)
            for pair in 0..<random.pairs.count {
                let input = random.pairs.inputs[random.pairs.inputRange(of: pair)]
                let output = random.pairs.outputs[random.pairs.outputRange(of: pair)]
                var lengths: [UInt8] = []
                let cost = aligner.align(input: input, output: output, into: &lengths)
                #expect(
                    cost == leastCost(input, output, costs, most: most),
                    "\(input) \(output) seed \(seed)")
                guard cost != nil else { continue }
                // The way that is told has that cost, and uses up the output.
                var (place, sum) = (output.startIndex, 0)
                for (token, length) in zip(input, lengths) {
                    sum += costs.cost(of: output[place..<place + Int(length)], from: token)
                    place += Int(length)
                }
                #expect(lengths.count == input.count && place == output.endIndex && sum == cost)
            }
        }
    }

    /// With room for every insertion, the costs at the start are the Levenshtein distance.
    @Test(arguments: UInt64(0)..<10)
    func theStartIsTheLevenshteinDistance(seed: UInt64) {
        func distance(_ first: ArraySlice<UInt32>, _ second: ArraySlice<UInt32>) -> Int {
            guard let a = first.first, let b = second.first else { return max(first.count, second.count) }
            return min(
                distance(first.dropFirst(), second.dropFirst()) + (a == b ? 0 : 1),
                distance(first.dropFirst(), second) + 1, distance(first, second.dropFirst()) + 1)
        }
        let random = RandomPairs(count: 20, seed: seed + 100)
        let unit = AlignmentCosts.levenshtein(twins: []).cost(of: [], from: 0)
        let aligner = SequenceAligner(costs: .levenshtein(twins: random.twins), most: 16)
        for pair in 0..<random.pairs.count {
            let input = random.pairs.inputs[random.pairs.inputRange(of: pair)]
            let output = random.pairs.outputs[random.pairs.outputRange(of: pair)]
            var lengths: [UInt8] = []
            guard !input.isEmpty else { continue }
            #expect(
                aligner.align(input: input, output: output, into: &lengths) == distance(input, output) * unit,
                "\(input) \(output) seed \(seed)")
        }
    }

    @Test func whatCannotBeAligned() {
        let aligner = SequenceAligner(costs: .levenshtein(twins: []), most: 2)
        var lengths: [UInt8] = []
        #expect(aligner.align(input: [], output: [1], into: &lengths) == nil)
        #expect(aligner.align(input: [0], output: [1, 1, 1], into: &lengths) == nil)
        #expect(aligner.align(input: [], output: [], into: &lengths) == 0)
        #expect(lengths.isEmpty)
        #expect(aligner.align(input: [0], output: [1, 1], into: &lengths) != nil && lengths == [2])
        let long = [UInt32](repeating: 0, count: 20_000)
        #expect(aligner.align(input: long[...], output: long[...], into: &lengths) == nil)
    }

    /// Of equal ways the one whose last chunks are longest.
    @Test func tiesAreDecided() {
        let aligner = SequenceAligner(costs: .levenshtein(twins: []), most: 3)
        var lengths: [UInt8] = []
        _ = aligner.align(input: [0, 1, 2], output: [5], into: &lengths)
        #expect(lengths == [0, 0, 1])
    }
}
