import GraphPipeline
import TestSupport
import Testing

@Suite struct ProgramLearnerTests {
    /// Inputs in which a cue decides what becomes of 'a'.
    private func examples(_ count: Int, seed: UInt64) -> SelectionExamples {
        var random = GraphGenerator(seed: seed)
        let tokens = QueryTokens(["a", "b", "c", "d", "m", "n"])
        let examples = (0..<count).map { _ in
            let cue = random.pick(["m", "n", "d"])
            let input = random.list(3...7) { $0.pick(["a", "b", "c"]) } + [cue]
            let wanted = input.map { $0 == "a" ? ["m": "b", "n": "c"][cue] ?? $0 : $0 }
            return SelectionExample(
                windows: GraphWindows(query: [input], value: input), wanted: wanted,
                key: tokens.key(of: input))
        }
        return SelectionExamples(examples, seed: 1)
    }

    @Test func whatAListComesToIsDecoded() throws {
        let graphs = try ["m", "n"].map { cue in
            try Graph(
                text: "when present token=\(cue) then substitute a -> \(cue == "m" ? "b" : "c")")
        }
        let examples = examples(800, seed: 2)
        #expect(
            [examples.selection, examples.validation, examples.comparison].map(\.count) == [400, 200, 200])
        var shares: [Double] = []
        let learned = try #require(try ProgramLearner().learn(graphs, examples) { shares.append($0) })
        #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
        let score = learned.untouched
        #expect(score.examples == 200 && score.rightInOrder == 200 && score.editsInOrder == 0)
        #expect(score.rightChosen >= 195 && learned.refused <= 2, "\(score)")
        // The guards are gone from what is decoded: the decoder sees the input itself.
        let decoded = learned.model.makeDecoder().graphs(
            for: examples.comparison.map { ($0.windows.query[0], $0.key) })
        #expect(
            Set(decoded.compactMap(\.graph?.description)).isSubset(
                of: ["substitute a -> b", "substitute a -> c"]))
        #expect(decoded.contains { $0.graph == nil })
    }

    @Test func aListThatDoesNothingTeachesNothing() throws {
        let graph = try Graph(text: "substitute x -> y")
        #expect(try ProgramLearner().learn([graph], examples(100, seed: 3)) == nil)
    }
}
