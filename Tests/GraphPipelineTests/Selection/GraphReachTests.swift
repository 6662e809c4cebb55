import DigitKeys
import Foundation
import GraphPipeline
import KeyLayers
import TestSupport
import Testing

@Suite struct GraphReachTests {
    private static let shape = KeyShape.vector(32)

    /// Means and deviations are those of the tokens' weights, from the definition.
    @Test func keysAreMeansAndDeviations() throws {
        let dictionary = GraphDictionary.containing([], seed: 3)
        let key = SequenceKey(
            of: [4, 9, 4, 1_000_000], QueryMoments(tokens: dictionary, shape: Self.shape))
        #expect(key.count == 3)
        let weights = [4, 9, 4].map { dictionary.keySource.weights(of: $0, shape: Self.shape) }
        for number in 0..<Self.shape.numbers {
            let values = weights.map { Double($0[number]) }
            let mean = values.reduce(0, +) / 3
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
            #expect(abs(Double(key.means[number]) / 64 - mean) <= 1.0 / 64)
            #expect(abs(Double(key.deviations[number]) / 64 - variance.squareRoot()) <= 2.1)
        }
        let row = key.row(shift: 1)
        for number in 0..<Self.shape.numbers {
            let error = Double(key.deviations[number]) / 3.0.squareRoot()
            #expect(abs(Double(row[number] - key.means[number]) - error) <= 1)
        }
        let none = SequenceKey(of: [], QueryMoments(tokens: dictionary, shape: Self.shape))
        #expect(none.row(shift: 1) == Array(repeating: 0, count: 64))
        #expect(SequenceKey(of: .append([.symbol("x")], at: nil), in: dictionary, shape: Self.shape) == nil)
    }

    /// The reach of a point from the definition: every cut between two distances is tried.
    @Test(arguments: UInt64(1)..<6)
    func sweepsFindTheBestReach(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        let tokens = QueryTokens((0..<20).map { "t\($0)" }, seed: seed)
        let examples = (0..<80).map { _ in
            let input = random.list(1...6) { "t\($0.number(0...19))" }
            return (key: tokens.key(of: input), gain: random.number(-3...3))
        }
        let point = tokens.key(of: ["t3", "t5"]).row()
        let found = ReachSearch().best(
            for: examples.map { ReachExample(key: $0.key, gain: $0.gain) }, embedding: nil)
        func gain(_ reach: GraphReach) -> Int {
            examples.reduce(0) { $0 + (reach.contains($1.key) ? $1.gain : 0) }
        }
        if let found { #expect(gain(found.reach) == found.gain) }
        // No radius around a point that the search starts from gains more than what it found.
        let squares = Set(examples.map { Self.square(from: $0.key, to: point) })
        let start = ReachSearch().best(
            for: examples.map { ReachExample(key: $0.key, gain: $0.gain) },
            embedding: tokens.key(of: ["t3", "t5"]))
        for square in squares {
            let reach = try #require(GraphReach(point: point, square: square))
            #expect(gain(reach) <= start?.gain ?? 0)
        }
    }

    /// The squared distance of the nearest of a key's three points, from the definition.
    private static func square(from key: SequenceKey, to point: [Int32]) -> Int64 {
        let squares = [0.0, 1, -1].map { shift -> Int64 in
            var sum: Int64 = 0
            for (value, other) in zip(key.row(shift: shift), point) {
                let difference = Int64(value) - Int64(other)
                sum += difference * difference
            }
            return sum
        }
        return squares.min() ?? 0
    }

    /// Graphs without a guard, each right for the inputs with one cue: run everywhere they are wrong, selected by their embeddings
    /// they are right.
    @Test(arguments: MixedRules.all)
    func embeddingsTellInputsApart(rules: MixedRules) throws {
        let examples = rules.examples(1_600, seed: 1)
        let tokens = QueryTokens(examples.flatMap(\.input))
        let graphs = try rules.graphs()
        let dictionary = GraphDictionary.containing(graphs, seed: 1)
        let (reaches, untouched) = try ReachLearner().learn(
            graphs,
            SelectionExamples(
                examples.prefix(1_000).map {
                    SelectionExample(
                        windows: GraphWindows(query: [$0.input], value: $0.input), wanted: $0.output,
                        key: tokens.key(of: $0.input))
                }, seed: 1), embeddings: graphs.map { SequenceKey(of: $0, in: dictionary, shape: Self.shape) }
        )
        #expect(untouched.examples == 250)
        #expect(untouched.isBetter)
        let executor = GraphExecutor(graphs)
        var (plain, selected) = (0, 0)
        for example in examples.dropFirst(1_000) {
            let windows = GraphWindows(query: [example.input], value: example.input)
            let key = tokens.key(of: example.input)
            let chosen = graphs.indices.filter { reaches[$0]?.contains(key) ?? true }
            plain += executor.run(windows).value == example.output ? 1 : 0
            selected += executor.run(windows, only: chosen).value == example.output ? 1 : 0
        }
        print("embedding, \(rules.testDescription): in order \(plain) of 600 right, selected \(selected)")
        #expect(plain < 300)
        #expect(selected > plain + 100)
    }

    @Test func reachesAreReadAgainAndDamageIsRefused() throws {
        let reach = try #require(GraphReach(point: [1, -2, 3, 4], square: 9))
        let data = try JSONEncoder().encode(reach)
        #expect(try JSONDecoder().decode(GraphReach.self, from: data) == reach)
        #expect(GraphReach(point: [1], square: 0) == nil)
        #expect(GraphReach(point: [1, 2], square: -1) == nil)
        #expect(GraphReach(point: [1 << 25, 0], square: 1) == nil)
        let bad = Data(#"{"point":[1,2,3],"square":1}"#.utf8)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(GraphReach.self, from: bad) }
        let other = QueryTokens(["a"], shape: .vector(16)).key(of: ["a"])
        #expect(!reach.contains(other))
    }
}
