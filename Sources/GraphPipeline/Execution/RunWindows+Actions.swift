/// Actions of compiled graphs.
extension RunWindows {
    /// Runs one graph.
    mutating func run(_ graph: CompiledGraph, _ budget: inout StepBudget) throws(LimitReached) {
        switch graph {
        case .rewrite(let rewrites, let condition):
            try budget.pay(length: value.count, regions: condition?.movingRegions ?? 0)
            try rewrite(rewrites, at: positions(condition?.condition, in: 0..<value.count), budget)
        case .append(let template, let condition):
            try budget.pay(length: value.count, regions: condition?.movingRegions ?? 0)
            let end = value.count
            guard positions(condition?.condition, in: end..<end + 1).contains(end) else { return }
            matched?.insert(end)
            var written: [Int32] = []
            var whole = WholeWindows()
            write(template, at: end, to: &written, &whole)
            guard !written.isEmpty else { return }
            try budget.check(length: end + written.count)
            value += written
            distances = nil
        case .bias(let symbol, let weight, let condition):
            try budget.pay(length: value.count, regions: condition?.movingRegions ?? 0)
            try bias(symbol, weight, positions(condition?.condition, in: 0..<value.count), &budget)
        case .exactly(let symbol, let counts):
            try budget.pay(length: value.count)
            try exactly(symbol, counts, &budget)
        case .choose(let condition, let first, let second):
            try budget.pay(regions: condition.movingRegions)
            if positions(condition.condition, in: 0..<1).contains(0) {
                try run(first, &budget)
            } else if let second {
                try run(second, &budget)
            }
        case .sequence(let graphs):
            try budget.pay()
            for graph in graphs { try run(graph, &budget) }
        case .repeated(let graph):
            for _ in 0..<ExecutionLimits.rounds(length: value.count) {
                try budget.pay()
                let before = (value, distances)
                try run(graph, &budget)
                if before == (value, distances) { return }
            }
            throw LimitReached()
        }
    }

    /// Rewrites at some positions, from left to right.
    mutating func rewrite(
        _ rewrites: [CompiledRewrite], at positions: PositionSet, _ budget: StepBudget
    )
        throws(LimitReached)
    {
        guard !positions.isEmpty else { return }
        if matched != nil {
            let found = positions.intersection(matching(rewrites))
            matched?.formUnion(found)
        }
        let (result, isAligned) = try rewritten(rewrites, at: positions, budget)
        if let table = distances {
            distances =
                isAligned
                ? table.preferring(result.map { symbols[$0] }, to: value.map { symbols[$0] }) : nil
        }
        value = result
    }

    /// The value after rewrites at some positions, and whether every match was replaced by as many tokens.
    func rewritten(
        _ rewrites: [CompiledRewrite], at positions: PositionSet, _ budget: StepBudget
    ) throws(LimitReached) -> (value: [Int32], isAligned: Bool) {
        var result: [Int32] = []
        result.reserveCapacity(value.count + 8)
        var whole = WholeWindows()
        var isAligned = true
        var position = 0
        while position < value.count {
            guard positions.contains(position),
                let rewrite = rewrites.first(where: { matches($0.pattern, at: position) })
            else {
                result.append(value[position])
                position += 1
                continue
            }
            let start = result.count
            write(rewrite.template, at: position, to: &result, &whole)
            isAligned = isAligned && result.count - start == rewrite.pattern.count
            position += rewrite.pattern.count
            try budget.check(length: result.count)
        }
        try budget.check(length: result.count)
        return (result, isAligned)
    }

    /// The positions where the pattern of one of the rewrites matches.
    func matching(_ rewrites: [CompiledRewrite]) -> PositionSet {
        var set = PositionSet()
        for position in value.indices
        where rewrites.contains(where: { matches($0.pattern, at: position) }) {
            set.insert(position)
        }
        return set
    }

    @inline(__always)
    private func matches(_ pattern: [[Int32]], at position: Int) -> Bool {
        guard !pattern.isEmpty, position + pattern.count <= value.count else { return false }
        for index in pattern.indices {
            let accepted = pattern[index]
            if !accepted.isEmpty && !accepted.contains(value[position + index]) { return false }
        }
        return true
    }

    /// What templates read of whole windows, found once for all places that are written.
    private struct WholeWindows {
        var all: [CompiledView: [Int32]] = [:]
        var most: [CompiledView: Int32?] = [:]
    }

    private func write(
        _ template: [CompiledTerm], at position: Int, to result: inout [Int32], _ whole: inout WholeWindows
    ) {
        for term in template {
            switch term {
            case .symbol(let symbol): result.append(symbol)
            case .cell(let cell):
                let symbol = Self.symbol(cell.place, of: window(cell.view), from: position)
                if symbol >= 0 { result.append(symbol) }
            case .all(let view): result += tokens(of: view, &whole)
            case .most(let view):
                let most = whole.most[view] ?? Self.mostFrequent(tokens(of: view, &whole))
                whole.most[view] = .some(most)
                if let most { result.append(most) }
            }
        }
    }

    /// The tokens that a window has.
    private func tokens(of view: CompiledView, _ whole: inout WholeWindows) -> [Int32] {
        if let known = whole.all[view] { return known }
        let tokens = window(view).filter { $0 >= 0 }
        whole.all[view] = tokens
        return tokens
    }

    static func mostFrequent(_ all: [Int32]) -> Int32? {
        var counts: [Int32: Int] = [:]
        for symbol in all { counts[symbol, default: 0] += 1 }
        let most = counts.values.max()
        return all.first { counts[$0] == most }
    }

    private mutating func bias(
        _ symbol: Int32, _ weight: BiasWeight, _ positions: PositionSet, _ budget: inout StepBudget
    ) throws(LimitReached) {
        matched?.formUnion(positions)
        guard let unit = distances?.unit else {
            // The present token is at 0 and every other one a unit away.
            guard weight.hundredths > 100 else { return }
            for position in value.indices where positions.contains(position) { value[position] = symbol }
            return
        }
        guard let output = outputs.firstIndex(of: symbol) else { return }
        let steps = weight.steps(unit: unit)
        for position in value.indices where positions.contains(position) {
            distances?[position, output] -= steps
        }
        try decode(&budget)
    }

    private mutating func exactly(
        _ symbol: Int32, _ counts: ClosedRange<Int>, _ budget: inout StepBudget
    ) throws(LimitReached) {
        defer {
            if matched != nil {
                for position in value.indices where value[position] == symbol { matched?.insert(position) }
            }
        }
        guard distances != nil else {
            let places = value.indices.filter { value[$0] == symbol }
            for place in places.dropFirst(counts.upperBound).reversed() { value.remove(at: place) }
            let missing = max(0, counts.lowerBound - places.count)
            try budget.check(length: value.count + missing)
            value += repeatElement(symbol, count: missing)
            return
        }
        guard let output = outputs.firstIndex(of: symbol) else { return }
        constraints.hold(CountConstraint(label: output, counts: counts))
        try decode(&budget)
    }

    private mutating func decode(_ budget: inout StepBudget) throws(LimitReached) {
        guard let distances else { return }
        try budget.pay(decoding: distances.count, states: distances.states(under: constraints))
        value = distances.decoded(under: constraints).map { outputs[$0] }
    }
}
