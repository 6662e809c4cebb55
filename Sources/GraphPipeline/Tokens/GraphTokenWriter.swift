/// The form of a graph that keys belong to: a sequence of graph tokens in prefix order, without brackets.
///
/// Words are the names of things that graphs can do; numbers, views (`2.token`), cells (`out[-1]`) and weights (`+1.00`) are
/// written as in the text form; a token of the data has an apostrophe before it (`'VERB`), so that it is never taken for a
/// word; a marker is `⟨1⟩`. Lists close with `end`.
struct GraphTokenWriter {
    private(set) var tokens: [String] = []

    mutating func write(_ graph: Graph) {
        switch graph {
        case .rewrite(let rewrites, let condition):
            write(guarding: condition)
            tokens.append(rewrites.count == 1 ? "substitute" : "map")
            for (index, rewrite) in rewrites.enumerated() {
                if index > 0 { tokens.append(",") }
                for element in rewrite.pattern { write(element) }
                tokens.append("to")
                for term in rewrite.template { write(term) }
            }
            tokens.append("end")
        case .append(let template, let condition):
            write(guarding: condition)
            tokens.append("continue")
            for term in template { write(term) }
            tokens.append("end")
        case .bias(let symbol, let weight, let condition):
            write(guarding: condition)
            tokens += ["bias", Self.token(of: symbol), weight.description]
        case .exactly(let symbol, let counts):
            tokens += ["exactly", Self.token(of: counts), Self.token(of: symbol)]
        case .choose(let condition, let first, let second):
            tokens.append(second == nil ? "when" : "when-else")
            write(condition)
            write(first)
            if let second { write(second) }
        case .sequence(let graphs):
            tokens.append("sequence")
            for graph in graphs { write(graph) }
            tokens.append("end")
        case .repeated(let graph):
            tokens.append("repeat")
            write(graph)
        }
    }

    private mutating func write(guarding condition: Condition?) {
        guard let condition else { return }
        tokens.append("if")
        write(condition)
    }

    mutating func write(_ condition: Condition) {
        switch condition {
        case .match(let cell, let test):
            tokens += ["match", cell.description]
            write(test)
        case .compare(.count(let region, let view, let test), .atLeast, .number(1)):
            tokens.append("present")
            write(region, view, test)
        case .compare(.count(let region, let view, let test), .equal, .number(0)):
            tokens.append("absent")
            write(region, view, test)
        case .compare(
            .nearest(let side, let view, let test), .less, .nearest(let otherSide, let other, let otherTest))
        where side == otherSide:
            tokens += ["order", side.rawValue, view.description]
            write(test)
            tokens.append(other.description)
            write(otherTest)
        case .compare(let left, let relation, let right):
            tokens.append("compare")
            write(left)
            tokens.append(relation.rawValue)
            write(right)
        case .modulo(let quantity, let divisor, let remainder):
            tokens.append("modulo")
            write(quantity)
            tokens += ["\(divisor)", "\(remainder)"]
        case .not(let inner):
            tokens.append("not")
            write(inner)
        case .and(let left, let right):
            tokens.append("and")
            write(left)
            write(right)
        case .or(let left, let right):
            tokens.append("or")
            write(left)
            write(right)
        }
    }

    private mutating func write(_ quantity: Quantity) {
        switch quantity {
        case .number(let number): tokens.append("\(number)")
        case .count(let region, let view, let test):
            tokens.append("count")
            write(region, view, test)
        case .nearest(let side, let view, let test):
            tokens += ["nearest", side.rawValue, view.description]
            write(test)
        case .place: tokens.append("place")
        case .placeFromEnd: tokens.append("place-from-end")
        case .length(let view): tokens += ["length", view.description]
        case .margin(let symbol): tokens += ["margin", Self.token(of: symbol)]
        }
    }

    private mutating func write(_ region: WindowRegion, _ view: WindowView, _ test: TokenTest) {
        switch region {
        case .whole: tokens.append("whole")
        case .before: tokens.append("before")
        case .after: tokens.append("after")
        case .within(let reach): tokens += ["within", "\(reach)"]
        case .sample(let count, let seed): tokens += ["sample", "\(count)", "\(seed)"]
        }
        tokens.append(view.description)
        write(test)
    }

    private mutating func write(_ test: TokenTest) {
        tokens.append(test.relation.rawValue)
        switch test.operand {
        case .symbols(let symbols): write(symbols)
        case .cell(let cell): tokens.append(cell.description)
        }
    }

    private mutating func write(_ element: PatternElement) {
        switch element {
        case .any: tokens.append("_")
        case .symbols(let symbols): write(symbols)
        }
    }

    private mutating func write(_ term: TemplateTerm) {
        switch term {
        case .symbol(let symbol): tokens.append(Self.token(of: symbol))
        case .cell(let cell): tokens.append(cell.description)
        case .all(let view): tokens += ["all", view.description]
        case .most(let view): tokens += ["most", view.description]
        }
    }

    private mutating func write(_ symbols: [GraphSymbol]) {
        guard symbols.count != 1 else { return tokens.append(Self.token(of: symbols[0])) }
        tokens.append("any")
        for symbol in symbols { tokens.append(Self.token(of: symbol)) }
        tokens.append("end")
    }

    static func token(of symbol: GraphSymbol) -> String {
        switch symbol {
        case .token(let text): "'" + text
        case .marker(let number): "⟨\(number)⟩"
        }
    }

    static func token(of counts: ClosedRange<Int>) -> String {
        counts.lowerBound == counts.upperBound
            ? "\(counts.lowerBound)" : "\(counts.lowerBound)..\(counts.upperBound)"
    }
}

extension Graph {
    /// The graph tokens, in prefix order.
    ///
    /// - Complexity: O(size).
    public var tokens: [String] {
        var writer = GraphTokenWriter()
        writer.write(self)
        return writer.tokens
    }
}
