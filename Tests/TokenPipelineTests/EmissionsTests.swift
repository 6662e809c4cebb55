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
}
