/// Actions that the errors of an output suggest.
struct ActionProposals {
    /// Rewrites that are tried with every selector.
    private(set) var selected: [[Rewrite]] = []
    /// Graphs that are tried as they are.
    private(set) var plain: [Graph] = []
    private var seen: Set<[Rewrite]> = []

    private typealias Counts = [TokenEdit: Int]

    /// Looks at what outputs need to become the wanted ones.
    ///
    /// - Complexity: O(examples · length²).
    init(values: [[Int32]], wanted: [[Int32]], symbol: (Int32) -> GraphSymbol) {
        var counts: Counts = [:]
        var bigrams: [[Int32]: Int] = [:]
        for (value, wanted) in zip(values, wanted) where value != wanted {
            for edit in TokenEdit.edits(from: value, to: wanted) { counts[edit, default: 0] += 1 }
            for index in value.indices.dropLast() {
                bigrams[Array(value[index...index + 1]), default: 0] += 1
            }
            for index in wanted.indices.dropLast() {
                bigrams[Array(wanted[index...index + 1]), default: 0] -= 1
            }
        }
        let substitutions = Self.most(counts, 12) { edit -> (GraphSymbol, GraphSymbol)? in
            if case .substitute(let old, let new) = edit { (symbol(old), symbol(new)) } else { nil }
        }
        let deletions = Self.most(counts, 8) { edit -> GraphSymbol? in
            if case .delete(let old) = edit { symbol(old) } else { nil }
        }
        let insertions = Self.most(counts, 6) { edit -> GraphSymbol? in
            if case .insert(let new) = edit { symbol(new) } else { nil }
        }
        let written = Self.unique(substitutions.map(\.1) + insertions)
        let removed = Self.unique(substitutions.map(\.0) + deletions)
        substitute(substitutions, insertions)
        delete(deletions)
        insert(insertions, written)
        copy(to: removed.prefix(4))
        map(substitutions)
        let surplus = bigrams.filter { $0.value > 0 }.sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
        }
        rewritePairs(surplus.prefix(10).map { $0.key.map { symbol($0) } }, written.prefix(4))
        proceed(written)
        count(values: values, wanted: wanted, symbol: symbol)
    }

    private mutating func add(_ rewrites: [Rewrite]) {
        if seen.insert(rewrites).inserted { selected.append(rewrites) }
    }

    private mutating func add(_ pattern: PatternElement, _ template: [TemplateTerm]) {
        add([Rewrite([pattern], to: template)])
    }

    private mutating func substitute(_ pairs: [(GraphSymbol, GraphSymbol)], _ insertions: [GraphSymbol]) {
        for (old, new) in pairs { add(.symbols([old]), [.symbol(new)]) }
        for (old, new) in pairs.prefix(4) {
            add(.symbols([old]), [.symbol(new), .symbol(new)])
            for other in insertions.prefix(3) {
                add(.symbols([old]), [.symbol(new), .symbol(other)])
                add(.symbols([old]), [.symbol(other), .symbol(new)])
            }
        }
        for new in Self.unique(pairs.map(\.1)).prefix(4) { add(.any, [.symbol(new)]) }
    }

    private mutating func delete(_ symbols: [GraphSymbol]) {
        for symbol in symbols { add(.symbols([symbol]), []) }
        add(.any, [])
    }

    private mutating func insert(_ insertions: [GraphSymbol], _ written: [GraphSymbol]) {
        guard let here = WindowCell(.value, 0) else { return }
        add(.any, [.cell(here), .cell(here)])
        for symbol in insertions {
            add(.symbols([symbol]), [.symbol(symbol), .symbol(symbol)])
            add(.any, [.cell(here), .symbol(symbol)])
            add(.any, [.symbol(symbol), .cell(here)])
        }
    }

    private mutating func copy(to symbols: some Sequence<GraphSymbol>) {
        let places: [(WindowView, CellPlace.Anchor, Int)] = [
            (.input, .mirror, 0), (.input, .first, 0), (.input, .last, 0), (.value, .here, -1),
            (.value, .here, 1),
            (.value, .here, -2), (.value, .here, 2),
        ]
        let cells = places.compactMap { view, anchor, offset in
            CellPlace(anchor, offset).map { WindowCell(view, $0) }
        }
        for element in [PatternElement.any] + symbols.map({ .symbols([$0]) }) {
            for cell in cells { add(element, [.cell(cell)]) }
            add(element, [.most(.input)])
        }
    }

    /// Several substitutions at once: cycles, and the likeliest substitution of each token.
    private mutating func map(_ pairs: [(GraphSymbol, GraphSymbol)]) {
        var next: [GraphSymbol: GraphSymbol] = [:]
        for (old, new) in pairs where next[old] == nil { next[old] = new }
        let all = pairs.map { Edge(old: $0.0, new: $0.1) }
        for edge in all where all.contains(Edge(old: edge.new, new: edge.old)) {
            add([edge, Edge(old: edge.new, new: edge.old)].sorted().map(\.rewrite))
        }
        for first in all {
            for second in all where second.old == first.new && second.new != first.old {
                let third = Edge(old: second.new, new: first.old)
                if all.contains(third) { add([first, second, third].sorted().map(\.rewrite)) }
            }
        }
        let likeliest = next.map { Edge(old: $0.key, new: $0.value) }.sorted()
        if likeliest.count > 1 { add(likeliest.prefix(Graph.mostRewrites).map(\.rewrite)) }
    }

    private mutating func rewritePairs(_ pairs: [[GraphSymbol]], _ written: some Sequence<GraphSymbol>) {
        guard let here = WindowCell(.value, 0), let right = WindowCell(.value, 1) else { return }
        let swap = Rewrite([.any, .any], to: [.cell(right), .cell(here)])
        for relation in [Relation.greater, .less] {
            let graph = Graph.rewrite([swap], at: .match(here, TokenTest(relation, right)))
            plain += [graph, .repeated(graph)]
        }
        for pair in pairs {
            let pattern = pair.map { PatternElement.symbols([$0]) }
            let templates: [[TemplateTerm]] =
                [[], [.cell(right), .cell(here)], [.cell(here)], [.cell(right)]]
                + written.map { [.symbol($0)] }
            for template in templates {
                let graph = Graph.rewrite([Rewrite(pattern, to: template)], at: nil)
                plain += template.count < 2 ? [graph, .repeated(graph)] : [graph]
            }
        }
    }

    private mutating func proceed(_ written: [GraphSymbol]) {
        plain += written.map { .append([.symbol($0)], at: nil) }
        for view in [WindowView.input, .value] {
            for (anchor, offset) in [(CellPlace.Anchor.first, 0), (.first, 1), (.last, 0), (.last, -1)] {
                guard let place = CellPlace(anchor, offset) else { continue }
                plain.append(.append([.cell(WindowCell(view, place))], at: nil))
            }
            plain += [.append([.all(view)], at: nil), .append([.most(view)], at: nil)]
        }
    }

    /// Counts that hold in nearly all wanted outputs and not in all outputs.
    private mutating func count(values: [[Int32]], wanted: [[Int32]], symbol: (Int32) -> GraphSymbol) {
        var occurrences: [Int32: Int] = [:]
        for token in (values + wanted).joined() { occurrences[token, default: 0] += 1 }
        for token in occurrences.keys.sorted() where occurrences[token, default: 0] * 20 > values.count {
            let counts = wanted.map { sequence in sequence.count { $0 == token } }.sorted()
            let present = values.map { sequence in sequence.count { $0 == token } }
            for trim in [0, counts.count / 20] {
                let range = counts[trim]...counts[counts.count - 1 - trim]
                let broken = present.count { !range.contains($0) }
                if range.upperBound <= 4, broken * 50 > present.count {
                    let graph = Graph.exactly(symbol(token), range)
                    if !plain.contains(graph) { plain.append(graph) }
                }
            }
        }
    }

    /// The most frequent edits of a kind, at least two of each.
    private static func most<Value>(_ counts: Counts, _ most: Int, _ pick: (TokenEdit) -> Value?)
        -> [Value]
    {
        let ordered = counts.filter { $0.value > 1 }.sorted {
            $0.value != $1.value ? $0.value > $1.value : "\($0.key)" < "\($1.key)"
        }
        return Array(ordered.compactMap { pick($0.key) }.prefix(most))
    }

    private static func unique(_ symbols: [GraphSymbol]) -> [GraphSymbol] {
        var seen: Set<GraphSymbol> = []
        return symbols.filter { seen.insert($0).inserted }
    }

    /// A substitution of one token.
    private struct Edge: Hashable, Comparable {
        let old: GraphSymbol
        let new: GraphSymbol

        var rewrite: Rewrite { Rewrite([.symbols([old])], to: [.symbol(new)]) }

        static func < (left: Edge, right: Edge) -> Bool { left.old < right.old }
    }
}
