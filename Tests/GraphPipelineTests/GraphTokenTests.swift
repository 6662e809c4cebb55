import DigitKeys
import GraphPipeline
import Testing
import TokenPipeline

@Suite struct GraphTokenTests {
    @Test(arguments: UInt64(0)..<20)
    func tokensMakeTheSameGraph(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        for _ in 0..<300 {
            let graph = random.graph()
            guard graph.tokens.count <= Graph.mostTokens else { continue }
            #expect(try Graph(tokens: graph.tokens) == graph, "seed \(seed): \(graph.tokens)")
        }
    }

    @Test(arguments: UInt64(0)..<5)
    func dictionariesHoldGraphs(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        let graphs = (0..<100).map { _ in random.graph(depth: 1) }
        let dictionary = GraphDictionary.containing(graphs, seed: seed)
        for graph in graphs {
            let indices = try #require(dictionary.indices(of: graph))
            #expect(try dictionary.graph(of: indices) == graph, "seed \(seed)")
        }
        for (index, word) in ([EmissionPlan.stopText] + GraphDictionary.words).enumerated() {
            #expect(dictionary[index] == word)
            #expect(
                dictionary.canonicalKey(of: index)
                    == KeySource(seed: seed, dictionary: GraphDictionary.number).canonicalKey(of: index))
        }
        #expect(dictionary.indices(of: .append([.symbol("never seen")], at: nil)) == nil)
        #expect(throws: GraphTokenError.self) { try dictionary.graph(of: [UInt32(dictionary.count)]) }
    }

    /// Whatever is read as a graph is written as the same tokens, so no graph has two sequences.
    @Test(arguments: UInt64(0)..<10)
    func sequencesAreReadOrRefused(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        var readable = 0
        for _ in 0..<1_000 {
            var tokens = random.graph(depth: 2).tokens
            for _ in 0..<random.number(0...2) {
                let place = random.number(0...max(0, tokens.count - 1))
                switch random.number(0...2) {
                case 0: tokens[place] = random.pick(GraphDictionary.words)
                case 1: tokens.remove(at: place)
                default: tokens.insert(random.pick(GraphDictionary.words), at: place)
                }
                if tokens.isEmpty { break }
            }
            do {
                #expect(try Graph(tokens: tokens).tokens == tokens)
                readable += 1
            } catch {
                #expect(error.place >= 1 && error.place <= tokens.count + 1)
                #expect(!error.problem.isEmpty)
            }
        }
        #expect((100..<1_000).contains(readable), "seed \(seed)")
    }

    @Test(
        arguments: [
            ([], 1, "a graph is missing"), (["end"], 1, "does not begin an action"),
            (["repeat"], 2, "a graph is missing"),
            (["continue", "'a", "end", "end"], 4, "has ended"),
            (["substitute", "to", "end"], 2, "an empty pattern"),
            (["bias", "'root", "1"], 3, "not a weight"), (["bias", "root", "+1.00"], 2, "apostrophe"),
            (["if", "match", "out", "=", "'a"], 3, "not a cell"),
            (["map", "'a", "to", "end"], 5, "has several"),
            (["if", "modulo", "place", "3", "3"], 5, "from 0 to 2"),
            (["exactly", "01", "'a"], 2, "not a count"),
        ] as [([String], Int, String)])
    func refusalsNamePlaceAndReason(tokens: [String], place: Int, problem: String) {
        let error = #expect(throws: GraphTokenError.self) { try Graph(tokens: tokens) }
        #expect(error?.place == place, "\(String(describing: error))")
        #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    }

    @Test func deepSequencesAreRefused() {
        let error = #expect(throws: GraphTokenError.self) {
            try Graph(tokens: Array(repeating: "repeat", count: 200) + ["continue", "end"])
        }
        #expect(error?.problem.contains("nested deeper") == true)
    }
}
