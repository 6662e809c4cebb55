/// Tokens as numbers, and the views of the input that graphs look at: what graphs and windows have in common when they run.
struct GraphAlphabet: Sendable {
    private(set) var symbols: [GraphSymbol] = []
    private(set) var indices: [GraphSymbol: Int32] = [:]
    /// Views of the input, `token` of column 1 the first.
    private(set) var views: [WindowView] = []
    /// Whether a graph looks at the second-nearest outputs.
    private(set) var seesSecond = false
    /// Place of each symbol in the order of symbols.
    private(set) var ranks: [Int32] = []

    init() { views = [.input] }

    /// The number of a symbol, which is added when it is new; `rank` must follow before graphs run.
    mutating func add(_ symbol: GraphSymbol) -> Int32 {
        if let index = indices[symbol] { return index }
        let index = Int32(symbols.count)
        symbols.append(symbol)
        indices[symbol] = index
        return index
    }

    /// The number of a view of the input, which is added when it is new.
    mutating func add(_ view: WindowView) -> Int {
        if let index = views.firstIndex(of: view) { return index }
        views.append(view)
        return views.count - 1
    }

    /// Notes that a graph looks at the second-nearest outputs.
    mutating func addSecond() { seesSecond = true }

    /// Numbers the symbols in their order.
    mutating func rank() {
        ranks = [Int32](repeating: 0, count: symbols.count)
        for (rank, index) in symbols.indices.sorted(by: { symbols[$0] < symbols[$1] }).enumerated() {
            ranks[index] = Int32(rank)
        }
    }
}

/// The symbols of an alphabet and those that only one run meets.
struct RunSymbols {
    let alphabet: GraphAlphabet
    private var added: [GraphSymbol: Int32] = [:]
    private var extra: [GraphSymbol] = []

    init(_ alphabet: GraphAlphabet) { self.alphabet = alphabet }

    mutating func index(of symbol: GraphSymbol) -> Int32 {
        if let index = alphabet.indices[symbol] ?? added[symbol] { return index }
        let index = Int32(alphabet.symbols.count + extra.count)
        extra.append(symbol)
        added[symbol] = index
        return index
    }

    subscript(index: Int32) -> GraphSymbol {
        let known = alphabet.symbols.count
        return Int(index) < known ? alphabet.symbols[Int(index)] : extra[Int(index) - known]
    }

    /// Whether a relation holds between two symbols.
    @inline(__always)
    func holds(_ relation: Relation, _ left: Int32, _ right: Int32) -> Bool {
        switch relation {
        case .equal: left == right
        case .unequal: left != right
        default: inOrder(relation, left, right)
        }
    }

    private func inOrder(_ relation: Relation, _ left: Int32, _ right: Int32) -> Bool {
        let known = alphabet.ranks.count
        guard left < known, right < known else { return relation.holds(self[left], self[right]) }
        return relation.holds(alphabet.ranks[Int(left)], alphabet.ranks[Int(right)])
    }
}
