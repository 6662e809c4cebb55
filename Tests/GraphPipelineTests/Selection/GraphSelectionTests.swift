import DigitKeys
import GraphPipeline
import NoiseSampling
import TestSupport
import Testing

@Suite struct GraphSelectionTests {
    private static let shape = KeyShape.vector(32)

    /// Means and variances are those of the tokens' weights.
    @Test func keysAreMeansAndVariances() throws {
        let dictionary = GraphDictionary.containing([], seed: 3)
        let tokens: [UInt32] = [4, 9, 4, 1_000_000]
        let key = SequenceKey(of: tokens, in: dictionary, shape: Self.shape)
        #expect(key.count == 3)
        let weights = [4, 9, 4].map { dictionary.keySource.weights(of: $0, shape: Self.shape) }
        for number in 0..<Self.shape.numbers {
            let values = weights.map { Double($0[number]) / 1_000 }
            let mean = values.reduce(0, +) / 3
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
            #expect(abs(Double(key.mean[number]) - mean) < 1e-5)
            #expect(abs(Double(key.variance[number]) - variance) < 1e-5)
        }
        #expect(SequenceKey(of: [], in: dictionary, shape: Self.shape).mean == Array(repeating: 0, count: 32))
        #expect(SequenceKey(of: .append([.symbol("x")], at: nil), in: dictionary, shape: Self.shape) == nil)
    }

    /// Inputs of four kinds, each with tokens and a graph of its own: new inputs find their graph.
    @Test(arguments: UInt64(1)..<4)
    func queriesFindTheirGraphs(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: seed, dictionary: 1))
        let kinds = (0..<4).map { kind in (0..<6).map { "k\(kind)t\($0)" } }
        for token in kinds.joined() { _ = builder.intern(token) }
        let dictionary = builder.finished()
        let graphs = try kinds.map {
            try Graph(text: "substitute \($0[0]) -> x if present before out=\($0[1])")
        }
        let executor = GraphExecutor(graphs)
        let inputs = (0..<800).map { _ in
            let kind = random.pick(kinds)
            return random.list(4...14) { $0.pick(kind) }
        }
        let keys = inputs.map { input in
            SequenceKey(
                of: input.compactMap { dictionary.index(of: $0) }.map { UInt32($0) }, in: dictionary,
                shape: Self.shape)
        }
        let effects = inputs.map { executor.run(GraphWindows(query: [$0], value: $0)).effects }
        let useful = effects.map { effects in effects.indices.filter { effects[$0] == .changed } }
        let selection = GraphSelection(
            of: Array(keys[..<400]), useful: Array(useful[..<400]), centers: 16, seed: seed)
        var (same, selected) = (0, 0)
        for index in 400..<800 {
            let chosen = selection.graphs(for: keys[index])
            let windows = GraphWindows(query: [inputs[index]], value: inputs[index])
            same += executor.run(windows, only: chosen).value == executor.run(windows).value ? 1 : 0
            selected += chosen.count
        }
        #expect(same >= 396, "seed \(seed)")
        #expect(selected <= 600, "seed \(seed): \(selected) of 1600")
        #expect(
            GraphSelection(centers: selection.centers, columns: selection.columns, graphs: selection.graphs)
                == selection)
    }

    @Test func partsThatDoNotFitAreRefused() {
        #expect(GraphSelection(centers: [1, 2], columns: 2, graphs: []) == nil)
        #expect(GraphSelection(centers: [.nan, 2], columns: 2, graphs: [[]]) == nil)
        #expect(GraphSelection(centers: [], columns: 0, graphs: []) == nil)
        let none = GraphSelection(of: [], useful: [], seed: 1)
        let key = SequenceKey(of: [1], in: GraphDictionary.containing([], seed: 1), shape: Self.shape)
        #expect(none.graphs(for: key).isEmpty)
    }
}
