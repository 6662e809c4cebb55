/// Reads graphs from their text form; the grammar stands at `Graph.description`.
struct GraphParser {
    private let lexemes: [GraphLexeme]
    private var position = 0
    private var depth = 0

    init(_ line: some StringProtocol) throws(GraphTextError) {
        var lexer = GraphLexer(line)
        lexemes = try lexer.lexemes()
    }

    /// The graph that the whole line is.
    mutating func whole() throws(GraphTextError) -> Graph {
        let graph = try graph()
        guard next.kind == .end else {
            throw refusal("the graph ends before \(next.name); join graphs as { …; … }")
        }
        try check(graph)
        return graph
    }

    /// The condition that the whole line is.
    mutating func wholeCondition() throws(GraphTextError) -> Condition {
        let condition = try condition()
        guard next.kind == .end else {
            throw refusal("the condition ends before \(next.name); join conditions with 'and' or 'or'")
        }
        return condition
    }

    private func check(_ graph: Graph) throws(GraphTextError) {
        guard graph.nesting <= Graph.deepestNesting else {
            throw GraphTextError(
                column: 1,
                "nested deeper than \(Graph.deepestNesting); use fewer 'and', 'or', 'not' and brackets")
        }
        let count = graph.tokens.count
        guard count <= Graph.mostTokens else {
            throw GraphTextError(
                column: 1,
                "\(count) graph tokens; at most \(Graph.mostTokens) are allowed: write several graphs")
        }
    }

    mutating func graph() throws(GraphTextError) -> Graph {
        try descend()
        defer { depth -= 1 }
        if take(sign: "(") {
            let graph = try graph()
            try expect(sign: ")")
            return graph
        }
        if take(sign: "{") { return .sequence(try steps()) }
        if take("when") {
            let condition = try condition()
            try expect("then")
            let first = try graph()
            return .choose(condition, then: first, else: take("else") ? try graph() : nil)
        }
        if take("repeat") { return .repeated(try graph()) }
        if take("exactly") {
            let counts = try counts()
            return .exactly(try symbol(), counts)
        }
        if take("substitute") {
            let rewrite = try rewrite()
            guard next.kind != .sign(",") else { throw refusal("several rewrites at once are a 'map'") }
            return .rewrite([rewrite], at: try guarding())
        }
        if take("map") {
            var rewrites = [try rewrite()]
            while take(sign: ",") {
                guard rewrites.count < Graph.mostRewrites else {
                    throw refusal("a map has at most \(Graph.mostRewrites) rewrites")
                }
                rewrites.append(try rewrite())
            }
            return .rewrite(rewrites, at: try guarding())
        }
        if take("continue") {
            let template = try template()
            return .append(template, at: try guarding())
        }
        if take("bias") {
            let symbol = try symbol()
            let weight = try word("a weight such as +1.00", BiasWeight.init)
            return .bias(symbol, weight, at: try guarding())
        }
        throw refusal(
            "\(next.name) begins no graph; graphs begin with substitute, map, continue, bias, exactly, when, repeat or {"
        )
    }

    private mutating func steps() throws(GraphTextError) -> [Graph] {
        if take(sign: "}") { return [] }
        var graphs = [try graph()]
        while take(sign: ";") {
            guard graphs.count < Graph.mostSteps else {
                throw refusal("a sequence has at most \(Graph.mostSteps) graphs")
            }
            graphs.append(try graph())
        }
        try expect(sign: "}")
        return graphs
    }

    private mutating func guarding() throws(GraphTextError) -> Condition? {
        take("if") ? try condition() : nil
    }

    private mutating func rewrite() throws(GraphTextError) -> Rewrite {
        var pattern: [PatternElement] = []
        while !take(sign: "->") {
            guard pattern.count < Rewrite.mostElements else {
                throw refusal("a pattern has at most \(Rewrite.mostElements) tokens")
            }
            if take("_") {
                pattern.append(.any)
            } else if pattern.isEmpty || startsSymbols {
                pattern.append(.symbols(try symbols()))
            } else {
                throw refusal("expected '->' or another token of the pattern, not \(next.name)")
            }
        }
        guard !pattern.isEmpty else {
            throw refusal("an empty pattern; write what is replaced before '->', '_' for any token")
        }
        return Rewrite(pattern, to: try template())
    }

    private mutating func template() throws(GraphTextError) -> [TemplateTerm] {
        if take("nothing") { return [] }
        var terms: [TemplateTerm] = []
        repeat {
            guard terms.count < Rewrite.mostTerms else {
                throw refusal("a template has at most \(Rewrite.mostTerms) terms")
            }
            if take("all") {
                terms.append(.all(try view()))
            } else if take("most") {
                terms.append(.most(try view()))
            } else if let cell = takeCell() {
                terms.append(.cell(cell))
            } else {
                terms.append(.symbol(try symbol()))
            }
        } while startsTerm
        return terms
    }

    private var startsTerm: Bool {
        switch next.kind {
        case .word(let text): text == "all" || text == "most" || !GraphText.reserved.contains(text)
        case .quoted, .marker: true
        case .sign, .end: false
        }
    }
}

/// Words and signs.
extension GraphParser {
    var next: GraphLexeme { lexemes[position] }

    var startsSymbols: Bool {
        switch next.kind {
        case .word(let text): !GraphText.reserved.contains(text)
        case .quoted, .marker: true
        case .sign(let text): text == "{"
        case .end: false
        }
    }

    mutating func advance() { position = min(position + 1, lexemes.count - 1) }

    mutating func take(_ word: String) -> Bool {
        guard next.kind == .word(word) else { return false }
        advance()
        return true
    }

    mutating func take(sign: String) -> Bool {
        guard next.kind == .sign(sign) else { return false }
        advance()
        return true
    }

    mutating func takeCell() -> WindowCell? {
        guard case .word(let text) = next.kind, let cell = WindowCell(text) else { return nil }
        advance()
        return cell
    }

    mutating func expect(_ word: String) throws(GraphTextError) {
        guard take(word) else { throw refusal("expected '\(word)', not \(next.name)") }
    }

    mutating func expect(sign: String) throws(GraphTextError) {
        guard take(sign: sign) else { throw refusal("expected '\(sign)', not \(next.name)") }
    }

    /// The next word as `make` reads it.
    mutating func word<Value>(_ wanted: String, _ make: (String) -> Value?) throws(GraphTextError) -> Value {
        guard case .word(let text) = next.kind, let value = make(text) else {
            throw refusal("expected \(wanted), not \(next.name)")
        }
        advance()
        return value
    }

    mutating func number(_ wanted: String, in range: ClosedRange<Int>) throws(GraphTextError) -> Int {
        try word("\(wanted) from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) && "\($0)" == text ? $0 : nil }
        }
    }

    mutating func counts() throws(GraphTextError) -> ClosedRange<Int> {
        try word("a count such as 1 or 0..1, at most \(Graph.counts.upperBound)") { ClosedRange(counts: $0) }
    }

    mutating func view() throws(GraphTextError) -> WindowView {
        try word("a view such as token, 2.token, suffix3 or out") { WindowView($0) }
    }

    mutating func symbol() throws(GraphTextError) -> GraphSymbol {
        switch next.kind {
        case .quoted(let text):
            advance()
            return .token(text)
        case .marker(let number):
            advance()
            return .marker(number)
        case .word(let text) where GraphText.isPlain(text):
            advance()
            return .token(text)
        case .word(let text):
            throw refusal(
                "expected a token, not '\(text)'; as a token of the data write \(GraphText.quoted(text))")
        case .sign, .end: throw refusal("expected a token, not \(next.name)")
        }
    }

    /// One symbol, or those in braces.
    mutating func symbols() throws(GraphTextError) -> [GraphSymbol] {
        let column = next.column
        guard take(sign: "{") else { return [try symbol()] }
        var symbols: [GraphSymbol] = []
        while !take(sign: "}") {
            guard symbols.count < TokenTest.mostSymbols else {
                throw refusal("at most \(TokenTest.mostSymbols) tokens between braces")
            }
            symbols.append(try symbol())
        }
        guard !symbols.isEmpty else {
            throw GraphTextError(column: column, "no token between the braces; write at least one")
        }
        return symbols
    }

    mutating func descend() throws(GraphTextError) {
        depth += 1
        guard depth <= 2 * Graph.deepestNesting else {
            throw refusal("nested too deeply; use fewer brackets")
        }
    }

    mutating func ascend() { depth -= 1 }

    func refusal(_ problem: String) -> GraphTextError { GraphTextError(column: next.column, problem) }
}

extension Graph {
    /// Reads one graph.
    ///
    /// - Throws: `GraphTextError` naming the column, what is wrong there and what can be written instead.
    /// - Complexity: O(characters).
    public init(text: some StringProtocol) throws(GraphTextError) {
        var parser = try GraphParser(text)
        self = try parser.whole()
    }
}
