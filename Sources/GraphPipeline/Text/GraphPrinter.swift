/// The text form for people, one graph on a line. Parsing it gives the same graph.
///
///     graph     = action [ "if" condition ] | "exactly" counts symbol
///               | "when" condition "then" graph [ "else" graph ]
///               | "repeat" graph | "{" [ graph { ";" graph } ] "}" | "(" graph ")"
///     action    = "substitute" rewrite | "map" rewrite { "," rewrite }
///               | "continue" template | "bias" symbol weight
///     rewrite   = element { element } "->" template
///     element   = "_" | symbols
///     template  = "nothing" | term { term }
///     term      = symbol | cell | "all" view | "most" view
///     condition = condition "or" condition | condition "and" condition | "not" condition | "(" condition ")"
///               | cell test | "present" region view test | "absent" region view test
///               | "order" side view test "<" view test
///               | quantity relation quantity | quantity "modulo" number "=" number
///     quantity  = number | "count" region view test | "nearest" side view test
///               | "place" | "place-from-end" | "length" view | "margin" symbol
///     region    = [ "before" | "after" | "within" number | "sample" number "seed" number ]
///     test      = relation ( symbols | cell )
///     symbols   = symbol | "{" symbol { symbol } "}"
extension Graph: CustomStringConvertible {
    /// The canonical text.
    ///
    /// - Complexity: O(size).
    public var description: String {
        switch self {
        case .rewrite(let rewrites, let condition):
            let list = rewrites.map(\.description).joined(separator: ", ")
            return "\(rewrites.count == 1 ? "substitute" : "map") \(list)" + Self.text(guarding: condition)
        case .append(let template, let condition):
            return "continue \(Rewrite.text(of: template))" + Self.text(guarding: condition)
        case .bias(let symbol, let weight, let condition):
            return "bias \(GraphText.text(of: symbol)) \(weight)" + Self.text(guarding: condition)
        case .exactly(let symbol, let counts):
            return "exactly \(GraphTokenWriter.token(of: counts)) \(GraphText.text(of: symbol))"
        case .choose(let condition, let first, nil): return "when \(condition) then \(first)"
        case .choose(let condition, let first, let second?):
            // An 'else' belongs to the nearest 'when' before it.
            return "when \(condition) then \(first.endsOpen ? "(\(first))" : "\(first)") else \(second)"
        case .sequence(let graphs):
            return graphs.isEmpty ? "{ }" : "{ \(graphs.map(\.description).joined(separator: "; ")) }"
        case .repeated(let graph): return "repeat \(graph)"
        }
    }

    /// Whether an `else` that followed would become a part of this graph.
    private var endsOpen: Bool {
        switch self {
        case .choose(_, _, nil): true
        case .choose(_, _, let second?): second.endsOpen
        case .repeated(let graph): graph.endsOpen
        default: false
        }
    }

    private static func text(guarding condition: Condition?) -> String {
        condition.map { " if \($0)" } ?? ""
    }
}

extension Condition: CustomStringConvertible {
    /// The canonical text.
    ///
    /// - Complexity: O(size).
    public var description: String {
        switch self {
        case .match(let cell, let test): return "\(cell)\(test)"
        case .compare(.count(let region, let view, let test), .atLeast, .number(1)):
            return "present \(region)\(view)\(test)"
        case .compare(.count(let region, let view, let test), .equal, .number(0)):
            return "absent \(region)\(view)\(test)"
        case .compare(
            .nearest(let side, let view, let test), .less, .nearest(let otherSide, let other, let otherTest))
        where side == otherSide:
            return "order \(side.rawValue) \(view)\(test) < \(other)\(otherTest)"
        case .compare(let left, let relation, let right): return "\(left) \(relation.rawValue) \(right)"
        case .modulo(let quantity, let divisor, let remainder):
            return "\(quantity) modulo \(divisor) = \(remainder)"
        case .not(let inner): return "not \(inner.text(inside: 2))"
        case .and(let left, let right): return "\(left.text(inside: 1)) and \(right.text(inside: 2))"
        case .or(let left, let right): return "\(left.text(inside: 0)) or \(right.text(inside: 1))"
        }
    }

    /// How strongly the outermost word binds: 'or' 0, 'and' 1, all others 2.
    private var strength: Int {
        switch self {
        case .or: 0
        case .and: 1
        default: 2
        }
    }

    private func text(inside wanted: Int) -> String {
        strength < wanted ? "(\(self))" : description
    }
}

extension Quantity: CustomStringConvertible {
    /// The canonical text.
    public var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .count(let region, let view, let test): "count \(region)\(view)\(test)"
        case .nearest(let side, let view, let test): "nearest \(side.rawValue) \(view)\(test)"
        case .place: "place"
        case .placeFromEnd: "place-from-end"
        case .length(let view): "length \(view)"
        case .margin(let symbol): "margin \(GraphText.text(of: symbol))"
        }
    }
}

extension WindowRegion: CustomStringConvertible {
    /// The words before a view, with the space that follows; nothing for the whole window.
    public var description: String {
        switch self {
        case .whole: ""
        case .before: "before "
        case .after: "after "
        case .within(let reach): "within \(reach) "
        case .sample(let count, let seed): "sample \(count) seed \(seed) "
        }
    }
}

extension TokenTest: CustomStringConvertible {
    /// The canonical text.
    public var description: String {
        switch operand {
        case .symbols(let symbols): relation.rawValue + Rewrite.text(of: symbols)
        case .cell(let cell): "\(relation.rawValue)\(cell)"
        }
    }
}

extension Rewrite: CustomStringConvertible {
    /// The canonical text.
    public var description: String {
        let elements = pattern.map { element in
            switch element {
            case .any: "_"
            case .symbols(let symbols): Self.text(of: symbols)
            }
        }
        return "\(elements.joined(separator: " ")) -> \(Self.text(of: template))"
    }

    static func text(of symbols: [GraphSymbol]) -> String {
        let list = symbols.map(GraphText.text).joined(separator: " ")
        return symbols.count == 1 ? list : "{\(list)}"
    }

    static func text(of template: [TemplateTerm]) -> String {
        guard !template.isEmpty else { return "nothing" }
        return template.map { term in
            switch term {
            case .symbol(let symbol): GraphText.text(of: symbol)
            case .cell(let cell): cell.description
            case .all(let view): "all \(view)"
            case .most(let view): "most \(view)"
            }
        }.joined(separator: " ")
    }
}
