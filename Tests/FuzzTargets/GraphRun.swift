import GraphPipeline

/// What must hold for every graph, however it came about.
enum GraphRun {
    private static let limits = ExecutionLimits(steps: 3_000, growth: 3, room: 16)

    /// Prints and reads back, writes as tokens and reads back, and runs on windows: compiled and plain executors give the same
    /// within the limits.
    static func check(_ graph: Graph, on windows: GraphWindows) throws {
        require(graph.nesting <= Graph.deepestNesting, "nested \(graph.nesting) deep: \(graph)")
        require(graph.tokens.count <= Graph.mostTokens, "\(graph.tokens.count) graph tokens: \(graph)")
        require(try Graph(text: graph.description) == graph, "printed and read as another graph: \(graph)")
        require(try Graph(tokens: graph.tokens) == graph, "written and read as another graph: \(graph)")
        let dictionary = GraphDictionary.containing([graph], seed: 1)
        require(
            try dictionary.indices(of: graph).map { try dictionary.graph(of: $0) } == graph,
            "another graph from its indices: \(graph)")
        let result = GraphExecutor([graph], limits: limits).run(windows)
        let plain = ReferenceExecutor([graph], limits: limits).run(windows)
        require(result == plain, "\(graph) on \(windows) gives \(result), but plainly \(plain)")
        let length = windows.query.first?.count ?? 0
        let longest = max(windows.raw.count, limits.growth * length + limits.room)
        require(result.value.count <= longest, "\(result.value.count) output tokens: \(graph)")
    }

    /// Windows that an input chooses.
    static func windows(_ choices: inout ChoiceReader) -> GraphWindows {
        let tokens = ["a", "b", "c", "10", "9", "VERB", "é", ""]
        let length = choices.number(0...9)
        let query = (0..<choices.number(1...2)).map { _ in (0..<length).map { _ in choices.pick(tokens) } }
        let isAligned = choices.byte() % 2 == 0
        let value =
            isAligned ? query[0] : (0..<choices.number(0...9)).map { _ in choices.pick(tokens) }
        var distances: OutputDistances?
        if choices.byte() % 2 == 0 {
            let outputs = tokens.prefix(choices.number(1...4)).map(GraphSymbol.token).sorted()
            let values = (0..<value.count * outputs.count).map { _ in Int32(choices.number(0...999)) }
            distances = OutputDistances(
                outputs: outputs, unit: Int32(choices.number(1...200)), values: values)
        }
        return GraphWindows(query: query, value: value, distances: distances)
    }
}

/// Graphs as people write them. What stands after a zero byte chooses the windows.
struct GraphTextTarget: FuzzTarget {
    static let name = "graph-text"

    init() throws {}

    func seeds() throws -> [[UInt8]] {
        [
            "bias VERB +1.00 if absent before 2.token=VERB and not order left token=a < 2.token=b",
            "map a->b, b->a", "substitute {a} -> nothing",
            "repeat substitute _ _ -> out[1] out[0] if out[0]>out[1]",
            "when token[first]=a then substitute a -> b else substitute a -> c",
            "continue a if place = 0 and (place = 1 or length token > 3)",
            "continue most token if count token=b > count token=a modulo 2 = 1",
            "exactly 0..1 VERB\n# a comment\noff continue all token\n",
            "substitute \"->\" -> \"\\u{e9}\" ⟨3⟩ token[last-1] if margin a < 300 and nearest left out={a b} <= 2",
            "{ substitute a -> ⟨1⟩; substitute b -> a if suffix2[0]=c; bias a -0.50 }",
            "continue a if present within 3 raw!=out[-1] and sample 2 7 token=a",
        ].map { Array(($0 + "\0").utf8) + [7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 2, 9, 9] }
    }

    func run(_ bytes: [UInt8]) throws {
        let end = bytes.firstIndex(of: 0) ?? bytes.count
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        var choices = ChoiceReader(Array(bytes[end...].dropFirst()))
        let windows = GraphRun.windows(&choices)
        do {
            let list = try GraphLines(text: text)
            require(try GraphLines(text: list.description) == list, "another list: \(list)")
            for graph in list.lines.prefix(4).map(\.graph) { try GraphRun.check(graph, on: windows) }
        } catch let error as GraphTextError {
            checkRefusal(error)
            require(error.line >= 1 && error.column >= 1, "a place that there is not: \(error)")
        }
        do {
            let condition = try Condition(text: text)
            require(try Condition(text: condition.description) == condition, "another one: \(condition)")
        } catch {
            checkRefusal(error)
        }
    }
}

/// Graphs as sequences of graph tokens, which is how search and models make them.
struct GraphTokenTarget: FuzzTarget {
    static let name = "graph-tokens"

    private let words =
        GraphDictionary.words + [
            "'a", "'b", "'VERB", "'", "out", "token", "2.token", "raw", "second", "suffix2", "out[0]",
            "out[1]", "out[-1]", "token[0]", "token[mirror]", "token[first]", "2.token[last-1]", "0", "1",
            "2", "3", "-1", "64", "999", "⟨1⟩", "⟨15⟩", "+2.00", "-0.50", "+999.99",
        ]

    init() throws {}

    func seeds() throws -> [[UInt8]] {
        try [
            "substitute a -> b", "map a -> out[1], b -> nothing if token[0]=b",
            "repeat substitute _ _ -> out[1] out[0] if out[0]>out[1]", "exactly 1 VERB",
            "bias VERB +2.00 if absent before 2.token=b and not present within 3 token=a",
            "when length token > 2 then continue a else { substitute b -> ⟨1⟩; continue most token }",
        ].map { text in
            try Graph(text: text).tokens.map { token in
                UInt8(truncatingIfNeeded: words.firstIndex(of: token) ?? 0)
            } + [0xFF, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 2, 9, 9]
        }
    }

    func run(_ bytes: [UInt8]) throws {
        let end = bytes.firstIndex(of: 0xFF) ?? bytes.count
        var choices = ChoiceReader(Array(bytes[end...].dropFirst()))
        let windows = GraphRun.windows(&choices)
        let tokens = bytes[..<end].map { words[Int($0) % words.count] }
        do {
            let graph = try Graph(tokens: tokens)
            require(graph.tokens == tokens, "a graph of two sequences: \(tokens)")
            try GraphRun.check(graph, on: windows)
        } catch let error as GraphTokenError {
            checkRefusal(error)
            require((1...tokens.count + 1).contains(error.place), "a place that there is not: \(error)")
        }
    }
}
