import KeyLayers
import Testing
import TokenPipeline

@Suite struct EmissionsTests {
    @Test func nothingIsEmittedAtFirst() {
        let emissions = Emissions()
        #expect(emissions.count == 0)
        #expect(emissions.tokens.isEmpty && emissions.ends.isEmpty)
    }

    /// A decoder's emissions: the positions' slices are the tokens, one after another.
    @Test func positionsShareOutTheTokens() throws {
        let task = try SyntheticTask.transcription(minimum: 0, maximum: 3, seed: 2)
        let decoder = StringDecoder(model: try task.learn(epochs: 3).model)
        var sizes: Set<Int> = []
        for tokens in task.inputs.prefix(50) {
            let emissions = decoder.decode(tokens)
            #expect(emissions.count == tokens.count)
            #expect((0..<emissions.count).flatMap { emissions[$0] } == emissions.tokens)
            #expect(emissions.ends.last == emissions.tokens.count)
            #expect(zip(emissions.ends, emissions.ends.dropFirst()).allSatisfy { $0 <= $1 })
            sizes.formUnion((0..<emissions.count).map { emissions[$0].count })
        }
        #expect(sizes.isSuperset(of: [0, 1, 2]))
        #expect(decoder.decode([]) == Emissions())
    }

    /// One decision a position is another way to say the same.
    @Test func decisionsEmitAllButStop() throws {
        var emissions = Emissions()
        #expect(emissions.withDecisions { $0.count } == nil)
        emissions.writeDecisions(of: .copyAndMaybeOne, count: 5) { decisions in
            for (index, value) in [0, 3, 0, 1, 2].enumerated() { decisions[index] = UInt32(value) }
        }
        #expect(emissions.count == 5)
        #expect(emissions.tokens == [3, 1, 2])
        #expect(emissions.ends == [0, 1, 1, 2, 3])
        #expect((0..<5).map { Array(emissions[$0]) } == [[], [3], [], [1], [2]])
        #expect(emissions[1..<4] == [3, 1] && emissions[0..<0] == [])
        #expect(emissions.withDecisions { Array($0) } == [0, 3, 0, 1, 2])
        // Where there is no ⟨stop⟩, token 0 is like any other.
        emissions.writeDecisions(of: .oneForOne, count: 2) { $0.update(repeating: 0) }
        #expect(emissions.tokens == [0, 0] && emissions.ends == [1, 2])
        emissions.writeDecisions(of: .oneForOne, count: 0) { _ in }
        #expect(emissions == Emissions())
    }

    /// Sequences decoded together emit what each emits alone.
    @Test(arguments: [(0, 1), (1, 1), (0, 3)]) func sequencesDecodedTogether(minimum: Int, maximum: Int)
        throws
    {
        let task = try SyntheticTask.transcription(minimum: minimum, maximum: maximum, seed: 4)
        let model = try task.learn(epochs: 2).model
        let decoder = GreedyDecoder(model: model)
        let resolver = TokenResolver(columns: model.frame.columns)
        let inputs = Array(task.inputs.prefix(40))
        var (entries, ends, expected): ([UInt32], [Int], [[UInt32]]) = ([], [], [])
        var emissions = Emissions()
        for tokens in inputs {
            let sequence = tokens.map { token -> UInt32 in
                var text = token[0]
                return text.withUTF8 { resolver.entry(of: $0, column: 0) }
            }
            decoder.decode(columns: [sequence[...]], resolver: resolver, into: &emissions)
            expected += (0..<emissions.count).map { Array(emissions[$0]) }
            entries += sequence
            ends.append(entries.count)
        }
        entries.withUnsafeBufferPointer { entries in
            ends.withUnsafeBufferPointer { ends in
                decoder.decode(columns: [entries], sequenceEnds: ends, resolver: resolver, into: &emissions)
            }
        }
        #expect((0..<emissions.count).map { Array(emissions[$0]) } == expected)
        #expect(emissions[0..<emissions.count] == expected.flatMap { $0 })
    }
}
