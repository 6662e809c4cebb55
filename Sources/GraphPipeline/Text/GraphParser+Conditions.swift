/// Conditions, quantities, regions and tests.
extension GraphParser {
    mutating func condition() throws(GraphTextError) -> Condition {
        var left = try conjunction()
        while take("or") { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(GraphTextError) -> Condition {
        var left = try primary()
        while take("and") { left = .and(left, try primary()) }
        return left
    }

    private mutating func primary() throws(GraphTextError) -> Condition {
        try descend()
        defer { ascend() }
        if take("not") { return .not(try primary()) }
        if take(sign: "(") {
            let condition = try condition()
            try expect(sign: ")")
            return condition
        }
        if take("present") {
            let region = try region()
            let view = try view()
            return .present(region, view, try test())
        }
        if take("absent") {
            let region = try region()
            let view = try view()
            return .absent(region, view, try test())
        }
        if take("order") {
            let side = try side()
            let (view, test) = (try view(), try test())
            try expect(sign: "<")
            return .order(side, (view, test), (try self.view(), try self.test()))
        }
        if let cell = takeCell() { return .match(cell, try test()) }
        return try comparison()
    }

    private mutating func comparison() throws(GraphTextError) -> Condition {
        guard let left = try quantity() else {
            throw refusal(
                "\(next.name) begins no condition; conditions begin with a cell such as out[0], present, absent, order, nearest, "
                    + "count, place, length, margin, a number, not or (")
        }
        if take("modulo") {
            let divisor = try number("a number", in: Condition.divisors)
            try expect(sign: "=")
            return .modulo(left, divisor, remainder: try number("a remainder", in: 0...divisor - 1))
        }
        let relation = try relation()
        guard let right = try quantity() else {
            throw refusal("expected a number or another quantity, not \(next.name)")
        }
        return .compare(left, relation, right)
    }

    /// A quantity, or nil when none begins here.
    private mutating func quantity() throws(GraphTextError) -> Quantity? {
        if take("count") {
            let region = try region()
            let view = try view()
            return .count(region, view, try test())
        }
        if take("nearest") {
            let side = try side()
            let view = try view()
            return .nearest(side, view, try test())
        }
        if take("place") { return .place }
        if take("place-from-end") { return .placeFromEnd }
        if take("length") { return .length(try view()) }
        if take("margin") { return .margin(try symbol()) }
        guard case .word(let text) = next.kind, Int(text) != nil else { return nil }
        return .number(try number("a number", in: Quantity.numbers))
    }

    private mutating func region() throws(GraphTextError) -> WindowRegion {
        if take("before") { return .before }
        if take("after") { return .after }
        if take("within") { return .within(try number("a number", in: WindowRegion.reach)) }
        if take("sample") {
            let count = try number("a number", in: WindowRegion.reach)
            try expect("seed")
            return .sample(count, seed: try number("a seed", in: 0...Quantity.numbers.upperBound))
        }
        return .whole
    }

    private mutating func side() throws(GraphTextError) -> WindowSide {
        try word("'left' or 'right'") { WindowSide(rawValue: $0) }
    }

    private mutating func relation() throws(GraphTextError) -> Relation {
        guard case .sign(let text) = next.kind, let relation = Relation(rawValue: text) else {
            throw refusal("expected one of = != < <= > >=, not \(next.name)")
        }
        advance()
        return relation
    }

    private mutating func test() throws(GraphTextError) -> TokenTest {
        let relation = try relation()
        if let cell = takeCell() { return TokenTest(relation, cell) }
        return TokenTest(relation, .symbols(try symbols()))
    }
}

extension Condition {
    /// Reads one condition.
    ///
    /// - Throws: `GraphTextError` naming the column, what is wrong there and what can be written instead.
    /// - Complexity: O(characters).
    public init(text: some StringProtocol) throws(GraphTextError) {
        var parser = try GraphParser(text)
        self = try parser.wholeCondition()
    }
}
