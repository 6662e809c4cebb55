import KeyLayers

/// The conditions that are tried: selectors, asked about positions, and guards, asked about the input as a whole.
struct ConditionProposals {
    /// The most frequent tokens of inputs and outputs.
    let tokens: [GraphSymbol]
    /// Values of other views of the input that are worth asking for.
    let viewed: [(view: WindowView, symbol: GraphSymbol)]
    /// Longest input.
    let longest: Int

    init(_ examples: some Sequence<RewritingExample>, mostTokens: Int) {
        var counts: [GraphSymbol: Int] = [:]
        var viewCounts: [WindowView: [GraphSymbol: Int]] = [:]
        var longest = 0
        for example in examples {
            for token in (example.query.first ?? []) + example.value {
                counts[.token(token), default: 0] += 1
                guard token.count > 1 else { continue }
                for view in [TokenView.suffix(2), .suffix(3), .prefix(2), .shape] {
                    viewCounts[.query(column: 1, view), default: [:]][
                        .token(view.applied(to: token)), default: 0] += 1
                }
            }
            for (column, tokens) in example.query.enumerated().dropFirst() {
                for token in tokens {
                    viewCounts[.query(column: column + 1, .token), default: [:]][.token(token), default: 0] +=
                        1
                }
            }
            longest = max(longest, example.query.first?.count ?? 0)
        }
        tokens = Self.mostFrequent(counts, mostTokens)
        viewed = viewCounts.sorted { $0.key.description < $1.key.description }.flatMap { view, counts in
            Self.mostFrequent(counts, mostTokens).map { (view, $0) }
        }
        self.longest = longest
    }

    /// The most frequent keys, in the order of tokens among equals.
    static func mostFrequent<Key: Comparable & Hashable>(_ counts: [Key: Int], _ most: Int) -> [Key] {
        let ordered = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return ordered.prefix(most).map(\.key)
    }

    /// How far the nearest token of a kind may be.
    private static let steps = [2, 3, 4, 6, 8]

    private static func cell(_ view: WindowView, _ anchor: CellPlace.Anchor, _ offset: Int = 0) -> WindowCell?
    {
        CellPlace(anchor, offset).map { WindowCell(view, $0) }
    }

    /// Conditions about a position, the simplest first.
    var selectors: [Condition] {
        var list = places
        for symbol in tokens { list += about(symbol) }
        list += relations
        list += orders
        if let here = CellPlace(.here) {
            for (view, symbol) in viewed { list.append(.match(WindowCell(view, here), TokenTest(symbol))) }
        }
        return list
    }

    private var places: [Condition] {
        var list: [Condition] = []
        for number in 0...3 {
            for place in [Quantity.place, .placeFromEnd] {
                for relation in [Relation.equal, .greater] {
                    list.append(.compare(place, relation, .number(number)))
                }
            }
        }
        for divisor in 2...4 {
            for remainder in 0..<divisor { list.append(.modulo(.place, divisor, remainder: remainder)) }
        }
        return list
    }

    private func about(_ symbol: GraphSymbol) -> [Condition] {
        let isSymbol = TokenTest(symbol)
        var list: [Condition] = []
        for offset in [0, -1, 1] {
            guard let cell = WindowCell(.value, offset) else { continue }
            list += [.match(cell, isSymbol), .match(cell, TokenTest(.unequal, symbol))]
        }
        for region in [WindowRegion.before, .after] {
            list += [.present(region, .value, isSymbol), .absent(region, .value, isSymbol)]
            list += (2...3).map { .compare(.count(region, .value, isSymbol), .atLeast, .number($0)) }
            list += (0...1).map { .modulo(.count(region, .value, isSymbol), 2, remainder: $0) }
        }
        for side in WindowSide.allCases {
            for relation in [Relation.atMost, .equal] {
                list += Self.steps.map { .compare(.nearest(side, .value, isSymbol), relation, .number($0)) }
            }
        }
        return list
    }

    /// Comparisons of cells.
    private var relations: [Condition] {
        guard let here = WindowCell(.value, 0), let left = WindowCell(.value, -1),
            let right = WindowCell(.value, 1)
        else { return [] }
        var list: [Condition] = []
        for relation in Relation.allCases { list.append(.match(here, TokenTest(relation, right))) }
        for relation in [Relation.equal, .unequal] {
            list.append(.match(here, TokenTest(relation, left)))
            list.append(.match(left, TokenTest(relation, right)))
            for anchor in [CellPlace.Anchor.first, .last, .mirror] {
                guard let cell = Self.cell(.input, anchor) else { continue }
                list.append(.match(here, TokenTest(relation, cell)))
            }
        }
        for region in [WindowRegion.before, .after] {
            list.append(.present(region, .value, TokenTest(.equal, here)))
            list.append(.absent(region, .value, TokenTest(.equal, here)))
        }
        return list
    }

    private var orders: [Condition] {
        var list: [Condition] = []
        for nearer in tokens {
            for further in tokens where further != nearer {
                for side in WindowSide.allCases {
                    list.append(.order(side, (.value, TokenTest(nearer)), (.value, TokenTest(further))))
                }
            }
        }
        return list
    }

    /// Conditions about the input; each is tried with its negation.
    var guards: [Condition] {
        guard let first = Self.cell(.input, .first), let last = Self.cell(.input, .last) else { return [] }
        var list: [Condition] = []
        for symbol in tokens {
            let test = TokenTest(symbol)
            let count = Quantity.count(.whole, .input, test)
            list += [.match(first, test), .match(last, test), .modulo(count, 2, remainder: 1)]
            for number in 1...5 { list.append(.compare(count, .atLeast, .number(number))) }
        }
        for length in 1...max(1, min(longest, 40)) {
            list.append(.compare(.length(.input), .atLeast, .number(length)))
        }
        for left in tokens {
            for right in tokens where right != left {
                let counts = [left, right].map { Quantity.count(.whole, .input, TokenTest($0)) }
                list.append(.compare(counts[0], .greater, counts[1]))
            }
        }
        list.append(.modulo(.length(.input), 2, remainder: 1))
        list.append(.match(first, TokenTest(.equal, last)))
        return list
    }
}
