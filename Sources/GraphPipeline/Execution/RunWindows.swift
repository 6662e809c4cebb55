/// The windows while compiled graphs run: tokens as numbers.
struct RunWindows {
    var symbols: RunSymbols
    /// The input, one array for each view of the alphabet.
    let query: [[Int32]]
    let raw: [Int32]
    /// The second-nearest outputs of the token decoder, −1 where there are none; empty where no graph of the alphabet looks.
    let second: [Int32]
    var value: [Int32]
    var distances: OutputDistances?
    /// Numbers of the outputs of the distances.
    let outputs: [Int32]
    var constraints: [CountConstraint]
    /// Where actions matched, in the windows as they then were; nil where nobody asks.
    var matched: PositionSet?

    init(_ windows: GraphWindows, alphabet: GraphAlphabet) {
        var symbols = RunSymbols(alphabet)
        query = alphabet.views.map { view in
            guard case .query(let column, let tokenView) = view, windows.query.indices.contains(column - 1)
            else { return [] }
            return windows.query[column - 1].map { symbols.index(of: .token(tokenView.applied(to: $0))) }
        }
        raw = windows.raw.map { symbols.index(of: $0) }
        value = windows.value.map { symbols.index(of: $0) }
        second =
            alphabet.seesSecond
            ? windows.decoderDistances.map { distances in
                let outputs = distances.outputs.map { symbols.index(of: $0) }
                return (0..<distances.count).map { distances.runnerUp(at: $0).map { outputs[$0] } ?? -1 }
            } ?? [] : []
        distances = windows.distances
        outputs = windows.distances?.outputs.map { symbols.index(of: $0) } ?? []
        constraints = windows.constraints
        self.symbols = symbols
    }

    /// A window.
    func window(_ view: CompiledView) -> [Int32] {
        switch view {
        case .query(let index): query[index]
        case .value: value
        case .raw: raw
        case .second: second
        }
    }

    func length(_ view: CompiledView) -> Int {
        switch view {
        case .query(let index): query[index].count
        case .value: value.count
        case .raw: raw.count
        case .second: second.count
        }
    }

    /// The token of a cell of a window, or −1.
    @inline(__always)
    static func symbol(_ place: CellPlace, of window: [Int32], from position: Int) -> Int32 {
        place.index(from: position, count: window.count).map { window[$0] } ?? -1
    }
}

/// Conditions, for many positions at once.
extension RunWindows {
    /// The positions of a range where a condition holds.
    ///
    /// - Complexity: O(positions) for each part of the condition; O(positions · window) where tokens of a region are
    ///   compared with a cell.
    func positions(_ condition: CompiledCondition?, in range: Range<Int>) -> PositionSet {
        guard let condition else { return PositionSet(range) }
        switch condition {
        case .match(let cell, let test):
            let subjects = window(cell.view)
            return positions(test, in: range) { Self.symbol(cell.place, of: subjects, from: $0) }
        case .compare(let left, let relation, let right):
            let (left, right) = (numbers(left, in: range), numbers(right, in: range))
            var set = PositionSet()
            for index in left.indices where relation.holds(left[index], right[index]) {
                set.insert(range.lowerBound + index)
            }
            return set
        case .modulo(let quantity, let divisor, let remainder):
            var set = PositionSet()
            guard divisor > 0 else { return set }
            for (index, number) in numbers(quantity, in: range).enumerated()
            where number != Quantity.infinite && (number % divisor + divisor) % divisor == remainder {
                set.insert(range.lowerBound + index)
            }
            return set
        case .not(let inner):
            var set = PositionSet(range)
            set.subtract(positions(inner, in: range))
            return set
        case .and(let left, let right):
            var set = positions(left, in: range)
            if !set.isEmpty { set.formIntersection(positions(right, in: range)) }
            return set
        case .or(let left, let right):
            var set = positions(left, in: range)
            set.formUnion(positions(right, in: range))
            return set
        }
    }

    /// The positions whose subject passes a test that is seen from them.
    @inline(__always)
    func positions(_ test: CompiledTest, in range: Range<Int>, _ subject: (Int) -> Int32)
        -> PositionSet
    {
        var set = PositionSet()
        switch test.operand {
        case .symbol(let symbol):
            for position in range where passes(subject(position), test.relation, symbol) {
                set.insert(position)
            }
        case .symbols(let symbols):
            for position in range where passes(subject(position), test.relation, symbols) {
                set.insert(position)
            }
        case .cell(let cell):
            let others = window(cell.view)
            for position in range {
                let other = Self.symbol(cell.place, of: others, from: position)
                if passes(subject(position), test.relation, other) { set.insert(position) }
            }
        }
        return set
    }

    /// Whether two tokens compare so; −1 is a token that there is not.
    @inline(__always)
    private func passes(_ subject: Int32, _ relation: Relation, _ other: Int32) -> Bool {
        subject < 0 || other < 0 ? relation == .unequal : symbols.holds(relation, subject, other)
    }

    private func passes(_ subject: Int32, _ relation: Relation, _ others: [Int32]) -> Bool {
        guard subject >= 0 else { return relation == .unequal }
        return relation == .equal
            ? others.contains(subject) : others.allSatisfy { symbols.holds(relation, subject, $0) }
    }

    /// The positions of a window whose token compares so with another one.
    func passing(_ window: [Int32], _ relation: Relation, _ other: Int32) -> PositionSet {
        var set = PositionSet()
        for index in window.indices where passes(window[index], relation, other) { set.insert(index) }
        return set
    }
}
