/// Reads a graph from graph tokens. Every sequence either is a graph or is refused with a reason.
struct GraphTokenReader {
    let tokens: [String]
    var position = 0
    var depth = 0

    init(_ tokens: [String]) { self.tokens = tokens }

    /// The graph that all tokens make together.
    mutating func whole() throws(GraphTokenError) -> Graph {
        guard tokens.count <= Graph.mostTokens else {
            throw refusal("\(tokens.count) graph tokens; at most \(Graph.mostTokens) are allowed")
        }
        let graph = try graph()
        guard position == tokens.count else {
            throw refusal("the graph has ended before '\(tokens[position])'")
        }
        return graph
    }

    mutating func graph() throws(GraphTokenError) -> Graph {
        try descend()
        defer { depth -= 1 }
        switch try next("a graph") {
        case "if":
            let condition = try condition()
            return try action(try next("an action"), at: condition)
        case "when":
            let condition = try condition()
            return .choose(condition, then: try graph(), else: nil)
        case "when-else":
            let condition = try condition()
            let first = try graph()
            return .choose(condition, then: first, else: try graph())
        case "repeat": return .repeated(try graph())
        case "sequence":
            var graphs: [Graph] = []
            while !take("end") {
                guard graphs.count < Graph.mostSteps else {
                    throw refusal("more than \(Graph.mostSteps) graphs in a sequence")
                }
                graphs.append(try graph())
            }
            return .sequence(graphs)
        case "exactly":
            let counts = try counts()
            return .exactly(try symbol(), counts)
        case let word: return try action(word, at: nil)
        }
    }

    mutating func action(_ word: String, at condition: Condition?) throws(GraphTokenError) -> Graph {
        switch word {
        case "substitute":
            let rewrite = try rewrite()
            guard take("end") else { throw refusal("'substitute' has one rewrite; 'map' has several") }
            return .rewrite([rewrite], at: condition)
        case "map":
            var rewrites = [try rewrite()]
            while !take("end") {
                _ = try next("','")
                guard rewrites.count < Graph.mostRewrites else {
                    throw refusal("more than \(Graph.mostRewrites) rewrites in a map")
                }
                rewrites.append(try rewrite())
            }
            guard rewrites.count > 1 else {
                throw refusal("'map' has several rewrites; 'substitute' has one")
            }
            return .rewrite(rewrites, at: condition)
        case "continue":
            let template = try template()
            guard take("end") else { throw refusal("'continue' has no ','") }
            return .append(template, at: condition)
        case "bias":
            let symbol = try symbol()
            let text = try next("a weight")
            guard let weight = BiasWeight(text) else {
                throw refusal("'\(text)' is not a weight such as +1.00", back: 1)
            }
            return .bias(symbol, weight, at: condition)
        default: throw refusal("'\(word)' does not begin an action", back: 1)
        }
    }

    mutating func rewrite() throws(GraphTokenError) -> Rewrite {
        var pattern: [PatternElement] = []
        while !take("to") {
            guard pattern.count < Rewrite.mostElements else {
                throw refusal("a pattern of more than \(Rewrite.mostElements) tokens")
            }
            pattern.append(take("_") ? .any : .symbols(try symbols()))
        }
        guard !pattern.isEmpty else { throw refusal("an empty pattern", back: 1) }
        return Rewrite(pattern, to: try template())
    }

    /// The terms up to `end` or `,`, which stays to be read.
    mutating func template() throws(GraphTokenError) -> [TemplateTerm] {
        var terms: [TemplateTerm] = []
        while position < tokens.count, tokens[position] != "end", tokens[position] != "," {
            guard terms.count < Rewrite.mostTerms else {
                throw refusal("a template of more than \(Rewrite.mostTerms) terms")
            }
            if take("all") {
                terms.append(.all(try view()))
            } else if take("most") {
                terms.append(.most(try view()))
            } else if let cell = WindowCell(tokens[position]) {
                position += 1
                terms.append(.cell(cell))
            } else {
                terms.append(.symbol(try symbol()))
            }
        }
        return terms
    }

    mutating func side() throws(GraphTokenError) -> WindowSide {
        let word = try next("a side")
        guard let side = WindowSide(rawValue: word) else {
            throw refusal("'\(word)' is not a side; sides are 'left' and 'right'", back: 1)
        }
        return side
    }

    mutating func view() throws(GraphTokenError) -> WindowView {
        let word = try next("a view")
        guard let view = WindowView(word) else {
            throw refusal("'\(word)' is not a view such as out or 2.token", back: 1)
        }
        return view
    }

    mutating func relation() throws(GraphTokenError) -> Relation {
        let word = try next("a relation")
        guard let relation = Relation(rawValue: word) else {
            throw refusal("'\(word)' is not a relation", back: 1)
        }
        return relation
    }

    mutating func test() throws(GraphTokenError) -> TokenTest {
        let relation = try relation()
        if position < tokens.count, let cell = WindowCell(tokens[position]) {
            position += 1
            return TokenTest(relation, cell)
        }
        return TokenTest(relation, .symbols(try symbols()))
    }

    /// One symbol, or those between `any` and `end`.
    mutating func symbols() throws(GraphTokenError) -> [GraphSymbol] {
        guard take("any") else { return [try symbol()] }
        var symbols: [GraphSymbol] = []
        while !take("end") {
            guard symbols.count < TokenTest.mostSymbols else {
                throw refusal("more than \(TokenTest.mostSymbols) tokens to choose from")
            }
            symbols.append(try symbol())
        }
        guard !symbols.isEmpty else { throw refusal("no token to choose from", back: 1) }
        guard symbols.count > 1 else { throw refusal("one token needs no 'any'", back: 1) }
        return symbols
    }

    mutating func symbol() throws(GraphTokenError) -> GraphSymbol {
        let word = try next("a token of the data")
        if word.utf8.first == UInt8(ascii: "'") {
            // By bytes: a mark that follows the apostrophe makes one character with it.
            return .token(String(word.utf8.dropFirst()) ?? "")
        }
        guard let marker = GraphSymbol(marker: word) else {
            throw refusal(
                "'\(word)' is neither a token of the data, such as 'a with its apostrophe, nor a marker",
                back: 1)
        }
        return marker
    }

    mutating func counts() throws(GraphTokenError) -> ClosedRange<Int> {
        let word = try next("a count")
        guard let counts = ClosedRange(counts: word) else {
            throw refusal("'\(word)' is not a count such as 1 or 0..1", back: 1)
        }
        return counts
    }

    mutating func number(in range: ClosedRange<Int>) throws(GraphTokenError) -> Int {
        let word = try next("a number")
        guard let number = Int(word), range.contains(number), "\(number)" == word else {
            throw refusal(
                "'\(word)' is not a number from \(range.lowerBound) to \(range.upperBound)", back: 1)
        }
        return number
    }

    mutating func next(_ wanted: String) throws(GraphTokenError) -> String {
        guard position < tokens.count else { throw refusal("\(wanted) is missing") }
        position += 1
        return tokens[position - 1]
    }

    mutating func take(_ word: String) -> Bool {
        guard position < tokens.count, tokens[position] == word else { return false }
        position += 1
        return true
    }

    mutating func descend() throws(GraphTokenError) {
        depth += 1
        guard depth <= Graph.deepestNesting else {
            throw refusal("nested deeper than \(Graph.deepestNesting)")
        }
    }

    func refusal(_ problem: String, back: Int = 0) -> GraphTokenError {
        GraphTokenError(place: position + 1 - back, problem: problem)
    }
}

extension Graph {
    /// Reads a graph from graph tokens in prefix order.
    ///
    /// - Throws: `GraphTokenError` with the place and the reason.
    /// - Complexity: O(tokens).
    public init(tokens: [String]) throws(GraphTokenError) {
        var reader = GraphTokenReader(tokens)
        self = try reader.whole()
    }
}
