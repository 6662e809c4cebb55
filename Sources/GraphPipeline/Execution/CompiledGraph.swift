/// A window as compiled graphs name it.
enum CompiledView: Sendable, Hashable {
    /// A view of the input, by its number in the alphabet.
    case query(Int)
    case value, raw, second
}

struct CompiledCell: Sendable, Hashable {
    let view: CompiledView
    let place: CellPlace
}

/// A test whose tokens are numbers.
struct CompiledTest: Sendable, Hashable {
    enum Operand: Sendable, Hashable {
        case symbol(Int32)
        case symbols([Int32])
        case cell(CompiledCell)
    }

    let relation: Relation
    let operand: Operand
}

enum CompiledQuantity: Sendable, Hashable {
    case number(Int)
    case count(WindowRegion, CompiledView, CompiledTest)
    case nearest(WindowSide, CompiledView, CompiledTest)
    case place, placeFromEnd
    case length(CompiledView)
    case margin(Int32)
}

indirect enum CompiledCondition: Sendable, Hashable {
    case match(CompiledCell, CompiledTest)
    case compare(CompiledQuantity, Relation, CompiledQuantity)
    case modulo(CompiledQuantity, Int, remainder: Int)
    case not(CompiledCondition)
    case and(CompiledCondition, CompiledCondition)
    case or(CompiledCondition, CompiledCondition)
}

/// A condition of a graph, with what its steps pay for it.
struct PricedCondition: Sendable, Hashable {
    let condition: CompiledCondition
    /// As `Condition.movingRegions`.
    let movingRegions: Int
}

enum CompiledTerm: Sendable, Hashable {
    case symbol(Int32)
    case cell(CompiledCell)
    case all(CompiledView)
    case most(CompiledView)
}

struct CompiledRewrite: Sendable, Hashable {
    /// The symbols that each place of the pattern accepts; none for any symbol.
    let pattern: [[Int32]]
    let template: [CompiledTerm]
}

indirect enum CompiledGraph: Sendable, Hashable {
    case rewrite([CompiledRewrite], at: PricedCondition?)
    case append([CompiledTerm], at: PricedCondition?)
    case bias(Int32, BiasWeight, at: PricedCondition?)
    case exactly(Int32, ClosedRange<Int>)
    case choose(PricedCondition, then: CompiledGraph, else: CompiledGraph?)
    case sequence([CompiledGraph])
    case repeated(CompiledGraph)
}

/// Graphs and conditions with numbers in the place of texts; what the alphabet does not know is added to it.
extension GraphAlphabet {
    mutating func compile(_ graph: Graph) -> CompiledGraph {
        switch graph {
        case .rewrite(let rewrites, let condition):
            .rewrite(rewrites.map { compile($0) }, at: condition.map { price($0) })
        case .append(let template, let condition):
            .append(template.map { compile($0) }, at: condition.map { price($0) })
        case .bias(let symbol, let weight, let condition):
            .bias(add(symbol), weight, at: condition.map { price($0) })
        case .exactly(let symbol, let counts): .exactly(add(symbol), counts)
        case .choose(let condition, let first, let second):
            .choose(price(condition), then: compile(first), else: second.map { compile($0) })
        case .sequence(let graphs): .sequence(graphs.map { compile($0) })
        case .repeated(let graph): .repeated(compile(graph))
        }
    }

    private mutating func price(_ condition: Condition) -> PricedCondition {
        PricedCondition(condition: compile(condition), movingRegions: condition.movingRegions)
    }

    mutating func compile(_ condition: Condition) -> CompiledCondition {
        switch condition {
        case .match(let cell, let test): .match(compile(cell), compile(test))
        case .compare(let left, let relation, let right): .compare(compile(left), relation, compile(right))
        case .modulo(let quantity, let divisor, let remainder):
            .modulo(compile(quantity), divisor, remainder: remainder)
        case .not(let inner): .not(compile(inner))
        case .and(let left, let right): .and(compile(left), compile(right))
        case .or(let left, let right): .or(compile(left), compile(right))
        }
    }

    private mutating func compile(_ quantity: Quantity) -> CompiledQuantity {
        switch quantity {
        case .number(let number): .number(number)
        case .count(let region, let view, let test): .count(region, compile(view), compile(test))
        case .nearest(let side, let view, let test): .nearest(side, compile(view), compile(test))
        case .place: .place
        case .placeFromEnd: .placeFromEnd
        case .length(let view): .length(compile(view))
        case .margin(let symbol): .margin(add(symbol))
        }
    }

    mutating func compile(_ rewrite: Rewrite) -> CompiledRewrite {
        let pattern = rewrite.pattern.map { element -> [Int32] in
            switch element {
            case .any: []
            case .symbols(let symbols): symbols.map { add($0) }
            }
        }
        return CompiledRewrite(pattern: pattern, template: rewrite.template.map { compile($0) })
    }

    private mutating func compile(_ term: TemplateTerm) -> CompiledTerm {
        switch term {
        case .symbol(let symbol): .symbol(add(symbol))
        case .cell(let cell): .cell(compile(cell))
        case .all(let view): .all(compile(view))
        case .most(let view): .most(compile(view))
        }
    }

    private mutating func compile(_ test: TokenTest) -> CompiledTest {
        switch test.operand {
        case .symbols(let symbols) where symbols.count == 1:
            CompiledTest(relation: test.relation, operand: .symbol(add(symbols[0])))
        case .symbols(let symbols):
            CompiledTest(relation: test.relation, operand: .symbols(symbols.map { add($0) }))
        case .cell(let cell): CompiledTest(relation: test.relation, operand: .cell(compile(cell)))
        }
    }

    private mutating func compile(_ cell: WindowCell) -> CompiledCell {
        CompiledCell(view: compile(cell.view), place: cell.place)
    }

    private mutating func compile(_ view: WindowView) -> CompiledView {
        if view == .second { addSecond() }
        return switch view {
        case .query: .query(add(view))
        case .value: .value
        case .raw: .raw
        case .second: .second
        }
    }
}
