/// Conditions, quantities and regions.
extension GraphTokenReader {
    mutating func condition() throws(GraphTokenError) -> Condition {
        try descend()
        defer { depth -= 1 }
        switch try next("a condition") {
        case "match":
            let text = try next("a cell")
            guard let cell = WindowCell(text) else {
                throw refusal("'\(text)' is not a cell such as out[-1]", back: 1)
            }
            return .match(cell, try test())
        case "present":
            let region = try region()
            let view = try view()
            return .present(region, view, try test())
        case "absent":
            let region = try region()
            let view = try view()
            return .absent(region, view, try test())
        case "order":
            let side = try side()
            let (view, test) = (try view(), try test())
            return .order(side, (view, test), (try self.view(), try self.test()))
        case "compare":
            let left = try quantity()
            let relation = try relation()
            return .compare(left, relation, try quantity())
        case "modulo":
            let quantity = try quantity()
            let divisor = try number(in: Condition.divisors)
            return .modulo(quantity, divisor, remainder: try number(in: 0...divisor - 1))
        case "not": return .not(try condition())
        case "and":
            let left = try condition()
            return .and(left, try condition())
        case "or":
            let left = try condition()
            return .or(left, try condition())
        case let word: throw refusal("'\(word)' does not begin a condition", back: 1)
        }
    }

    mutating func quantity() throws(GraphTokenError) -> Quantity {
        switch try next("a quantity") {
        case "count":
            let region = try region()
            let view = try view()
            return .count(region, view, try test())
        case "nearest":
            let side = try side()
            let view = try view()
            return .nearest(side, view, try test())
        case "place": return .place
        case "place-from-end": return .placeFromEnd
        case "length": return .length(try view())
        case "margin": return .margin(try symbol())
        default:
            position -= 1
            return .number(try number(in: Quantity.numbers))
        }
    }

    mutating func region() throws(GraphTokenError) -> WindowRegion {
        switch try next("a region") {
        case "whole": return .whole
        case "before": return .before
        case "after": return .after
        case "within": return .within(try number(in: WindowRegion.reach))
        case "sample":
            let count = try number(in: WindowRegion.reach)
            return .sample(count, seed: try number(in: 0...Quantity.numbers.upperBound))
        case let word: throw refusal("'\(word)' is not a region", back: 1)
        }
    }
}
