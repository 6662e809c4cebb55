import GraphPipeline
import KeyLayers
import TestSupport

/// Random graphs, conditions and graph tokens: the same seed gives the same ones.
struct GraphGenerator {
    var random: SeededGenerator
    /// Tokens of the data that graphs speak of.
    var tokens = [
        "a", "b", "c", "VERB", "root", "if", "out", "token", "x y", "\"", "\\", "→", "1", "-3", "'", "",
        "e\u{301}", "\u{301}",
        "⟨1⟩", "\n", "\t", "\u{2028}", "-", "->", "{", "end", "_", "don't", "F-1",
    ]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<Element>(_ list: [Element]) -> Element {
        list[Int.random(in: 0..<list.count, using: &random)]
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func list<Element>(_ range: ClosedRange<Int>, _ make: (inout Self) -> Element) -> [Element] {
        (0..<number(range)).map { _ in make(&self) }
    }

    mutating func symbol() -> GraphSymbol {
        chance(10) ? .marker(number(GraphSymbol.markers)) : .token(pick(tokens))
    }

    mutating func view() -> WindowView {
        switch number(0...5) {
        case 0, 1: .value
        case 2: .query(column: number(1...3), .token)
        case 3: .query(column: 1, pick([.lower, .shape, .prefix(2), .suffix(3)]))
        case 4: pick([.raw, .second])
        default: .input
        }
    }

    mutating func cell() -> WindowCell {
        let offset =
            chance(90) ? number(-2...2) : number(-CellPlace.furthestOffset...CellPlace.furthestOffset)
        let place = CellPlace(chance(60) ? .here : pick(CellPlace.Anchor.allCases), offset)
        return place.map { WindowCell(view(), $0) } ?? cell()
    }

    mutating func test() -> TokenTest {
        let relation = chance(60) ? .equal : pick(Relation.allCases)
        return chance(30)
            ? TokenTest(relation, cell()) : TokenTest(relation, .symbols(list(1...3) { $0.symbol() }))
    }

    mutating func region() -> WindowRegion {
        switch number(0...4) {
        case 0: .whole
        case 1: .before
        case 2: .after
        case 3: .within(number(WindowRegion.reach))
        default: .sample(number(WindowRegion.reach), seed: number(0...9999))
        }
    }

    mutating func quantity() -> Quantity {
        switch number(0...6) {
        case 0: .number(number(Quantity.numbers))
        case 1: .count(region(), view(), test())
        case 2: .nearest(pick(WindowSide.allCases), view(), test())
        case 3: .place
        case 4: .placeFromEnd
        case 5: .length(view())
        default: .margin(symbol())
        }
    }

    mutating func condition(depth: Int = 3) -> Condition {
        switch number(0...(depth > 0 ? 8 : 5)) {
        case 0: return .match(cell(), test())
        case 1: return .present(region(), view(), test())
        case 2: return .absent(region(), view(), test())
        case 3:
            let side = pick(WindowSide.allCases)
            return .order(side, (view(), test()), (view(), test()))
        case 4: return .compare(quantity(), pick(Relation.allCases), quantity())
        case 5:
            let divisor = number(2...5)
            return .modulo(quantity(), divisor, remainder: number(0...divisor - 1))
        case 6: return .not(condition(depth: depth - 1))
        case 7: return .and(condition(depth: depth - 1), condition(depth: depth - 1))
        default: return .or(condition(depth: depth - 1), condition(depth: depth - 1))
        }
    }

    mutating func term() -> TemplateTerm {
        switch number(0...9) {
        case 0: .all(view())
        case 1: .most(view())
        case 2...5: .cell(cell())
        default: .symbol(symbol())
        }
    }

    mutating func rewrite() -> Rewrite {
        let pattern = list(1...3) { generator -> PatternElement in
            generator.chance(40) ? .any : .symbols(generator.list(1...2) { $0.symbol() })
        }
        return Rewrite(pattern, to: list(0...3) { $0.term() })
    }

    mutating func weight() -> BiasWeight {
        BiasWeight(hundredths: number(-BiasWeight.largest...BiasWeight.largest)) ?? weight()
    }

    mutating func graph(depth: Int = 3) -> Graph {
        switch number(0...(depth > 0 ? 9 : 5)) {
        case 0, 1: return .rewrite(list(1...3) { $0.rewrite() }, at: guarding())
        case 2, 3:
            let template = chance(20) ? [] : list(1...3) { $0.term() }
            return .append(template, at: guarding())
        case 4: return .bias(symbol(), weight(), at: guarding())
        case 5:
            let least = number(0...3)
            return .exactly(symbol(), least...number(least...4))
        case 6: return .choose(condition(depth: 1), then: graph(depth: depth - 1), else: nil)
        case 7:
            return .choose(condition(depth: 1), then: graph(depth: depth - 1), else: graph(depth: depth - 1))
        case 8: return .sequence(list(0...3) { $0.graph(depth: depth - 1) })
        default: return .repeated(graph(depth: depth - 1))
        }
    }

    private mutating func guarding() -> Condition? { chance(60) ? condition(depth: 2) : nil }
}
