import GraphPipeline
import Testing

@Suite struct GraphTextTests {
    @Test(arguments: UInt64(0)..<20)
    func whatIsPrintedIsReadBack(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        for _ in 0..<300 {
            let graph = random.graph()
            guard graph.tokens.count <= Graph.mostTokens else { continue }
            let read = try Graph(text: graph.description)
            #expect(read == graph, "seed \(seed): \(graph)")
            #expect(read.description == graph.description)
        }
    }

    @Test(arguments: UInt64(0)..<10)
    func conditionsAreReadBack(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        for _ in 0..<300 {
            let condition = random.condition()
            #expect(try Condition(text: condition.description) == condition, "seed \(seed): \(condition)")
        }
    }

    @Test(arguments: UInt64(0)..<10)
    func listsAreReadBack(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        let lines = GraphLines(
            (0..<20).map { _ in .init(random.graph(depth: 1), isEnabled: random.chance(70)) })
        #expect(try GraphLines(text: lines.description) == lines, "seed \(seed)")
        let withComments =
            "# one\n\n" + lines.description.split(separator: "\n").joined(separator: "\r\n  # two\r\n")
        #expect(try GraphLines(text: withComments) == lines, "seed \(seed)")
    }

    @Test(
        arguments: [
            (
                "bias root +1.00 if absent before 2.token=VERB and not order left 2.token=SCONJ < 2.token=PROPN",
                nil
            ),
            ("substitute a -> b", nil), ("map a -> b", "substitute a -> b"),
            ("map a->b,b->a", "map a -> b, b -> a"),
            ("substitute {a} -> nothing", "substitute a -> nothing"),
            ("repeat substitute _ _ -> out[1] out[0] if out[0]>out[1]", nil),
            ("when token[first]=g then substitute a -> b else substitute a -> c", nil),
            ("when a[0]=b then x", "column 6: 'a[0]' begins no condition"),
            (
                "(when place = 0 then (when place = 1 then continue a) else continue b)",
                "when place = 0 then (when place = 1 then continue a) else continue b"
            ),
            ("continue a if (((length token > 3)))", "continue a if length token > 3"),
            ("continue a if place = 0 and (place = 1 and place = 2)", nil),
            (
                "continue a if (place = 0 and place = 1) and place = 2",
                "continue a if place = 0 and place = 1 and place = 2"
            ),
            ("continue a if place = 0 and (place = 1 or place = 2)", nil),
            ("continue a if not not count before out={a b} >= 2", nil), ("exactly 0..1 root", nil),
            ("continue a if count token=a modulo 2 = 1", nil), ("{ }", nil), ("{}", "{ }"),
            ("substitute \"->\" -> \"if\" ⟨3⟩ token[last-1] all token most out", nil),
        ] as [(String, String?)])
    func textsHaveOneCanonicalForm(text: String, canonical: String?) throws {
        if let canonical, canonical.hasPrefix("column") {
            let error = #expect(throws: GraphTextError.self) { try Graph(text: text) }
            #expect(
                error?.description.hasPrefix("graph line 1, \(canonical)") == true,
                "\(String(describing: error))")
        } else {
            #expect(try Graph(text: text).description == canonical ?? text)
        }
    }

    @Test(
        arguments: [
            ("", 1, "begins no graph"), ("substitute", 11, "expected a token"),
            ("substitute a", 13, "expected '->'"),
            ("substitute -> b", 15, "empty pattern"), ("substitute a -> b, b -> a", 18, "'map'"),
            ("substitute if -> b", 12, "write \"if\""), ("substitute a -> b c[0]", 19, "write \"c[0]\""),
            ("bias root 1", 11, "a weight such as +1.00"), ("bias root +1.0", 11, "a weight"),
            ("exactly -1 root", 9, "a count"), ("exactly 2..1 root", 9, "a count"),
            ("continue a if present", 22, "a view"), ("continue a if out[99]=a", 15, "begins no condition"),
            ("continue a if out[0]", 21, "expected one of = !="),
            ("continue a if place modulo 1 = 0", 28, "from 2 to 64"),
            ("continue a if place modulo 3 = 3", 32, "from 0 to 2"),
            ("continue a if @known[0]=a", 15, "begins no condition"),
            ("continue \"a", 10, "not closed"), ("continue \"\\x\"", 11, "unknown escape"),
            ("continue ⟨16⟩", 10, "no marker"),
            ("continue ⟨1", 10, "no marker"), ("continue a b ! c", 14, "cannot read '!'"),
            ("continue a; continue b", 11, "join graphs"), ("{ continue a; }", 15, "begins no graph"),
            ("when place = 0 continue a", 16, "expected 'then'"),
            ("continue a if place = x", 23, "expected a number"),
            ("continue a if place = 10000", 23, "from -9999 to 9999"), ("substitute {} -> a", 12, "no token"),
            ("continue \"\\u{110000}\"", 11, "unknown escape"),
            ("continue \"\\u{d800}\"", 11, "unknown escape"),
        ] as [(String, Int, String)])
    func errorsNameColumnAndRemedy(text: String, column: Int, problem: String) {
        let error = #expect(throws: GraphTextError.self) { try Graph(text: text) }
        #expect(error?.column == column, "\(text): \(String(describing: error))")
        #expect(error?.problem.contains(problem) == true, "\(text): \(String(describing: error))")
    }

    @Test func errorsOfListsNameTheLine() {
        let error = #expect(throws: GraphTextError.self) {
            try GraphLines(text: "continue a\n\n  off continue\n")
        }
        #expect(error?.line == 3)
        #expect(error?.column == 15)
    }

    @Test func deepAndLongTextsAreRefused() {
        let deep = String(repeating: "(", count: 100_000) + "continue a"
        #expect(throws: GraphTextError.self) { try Graph(text: deep) }
        let nots = "continue a if " + String(repeating: "not ", count: 40) + "place = 0"
        #expect(throws: GraphTextError.self) { try Graph(text: nots) }
        let ands = "continue a if place = 0" + String(repeating: " and place = 0", count: 100_000)
        #expect(throws: GraphTextError.self) { try Graph(text: ands) }
        let long = "{ " + (0..<32).map { _ in "continue a b c d e f g h i" }.joined(separator: "; ") + " }"
        let error = #expect(throws: GraphTextError.self) { try Graph(text: long) }
        #expect(error?.problem.contains("at most \(Graph.mostTokens)") == true)
    }
}
