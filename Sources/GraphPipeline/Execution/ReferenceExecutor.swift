/// Runs graphs in the plainest way; the oracle of `GraphExecutor`, which gives the same results faster.
public struct ReferenceExecutor: Sendable {
    /// The graphs, in running order.
    public let graphs: [Graph]
    /// Bounds of each of them.
    public let limits: ExecutionLimits

    /// An executor.
    ///
    /// - Complexity: O(1).
    public init(_ graphs: [Graph], limits: ExecutionLimits = ExecutionLimits()) {
        self.graphs = graphs
        self.limits = limits
    }

    /// Runs the graphs one after the other on windows.
    ///
    /// - Complexity: O(steps · tokens of conditions · window lengths).
    public func run(_ windows: GraphWindows) -> GraphResult {
        var state = ReferenceWindows(windows)
        var effects: [GraphResult.Effect] = []
        for graph in graphs {
            let before = state
            var budget = StepBudget(limits, query: state.length(.input), output: state.raw.count)
            do {
                try state.run(graph, &budget)
                try limits.check(before: before.value.count, after: state.value.count)
                effects.append(state.value == before.value ? .none : .changed)
            } catch {
                state = before
                effects.append(.skipped)
            }
        }
        return GraphResult(value: state.value.compactMap(\.text), effects: effects)
    }
}

extension ReferenceWindows {
    /// Runs one graph.
    mutating func run(_ graph: Graph, _ budget: inout StepBudget) throws(LimitReached) {
        switch graph {
        case .rewrite(let rewrites, let condition):
            try budget.pay(length: value.count, regions: condition?.movingRegions ?? 0)
            try rewrite(rewrites, condition, budget)
        case .append(let template, let condition):
            try budget.pay(length: value.count, regions: condition?.movingRegions ?? 0)
            guard holds(condition, at: value.count) else { return }
            let written = written(template, at: value.count)
            guard !written.isEmpty else { return }
            try budget.check(length: value.count + written.count)
            value += written
            distances = nil
        case .bias(let symbol, let weight, let condition):
            try budget.pay(length: value.count, regions: condition?.movingRegions ?? 0)
            try bias(symbol, weight, condition, &budget)
        case .exactly(let symbol, let counts):
            try budget.pay(length: value.count)
            try exactly(symbol, counts, &budget)
        case .choose(let condition, let first, let second):
            try budget.pay(regions: condition.movingRegions)
            if holds(condition, at: 0) {
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

    private mutating func rewrite(_ rewrites: [Rewrite], _ condition: Condition?, _ budget: StepBudget)
        throws(LimitReached)
    {
        var result: [GraphSymbol] = []
        var isAligned = true
        var position = 0
        while position < value.count {
            guard holds(condition, at: position),
                let rewrite = rewrites.first(where: { matches($0.pattern, at: position) })
            else {
                result.append(value[position])
                position += 1
                continue
            }
            let written = written(rewrite.template, at: position)
            isAligned = isAligned && written.count == rewrite.pattern.count
            result += written
            position += rewrite.pattern.count
            try budget.check(length: result.count)
        }
        try budget.check(length: result.count)
        distances = isAligned ? distances?.preferring(result, to: value) : nil
        value = result
    }

    private func matches(_ pattern: [PatternElement], at position: Int) -> Bool {
        guard !pattern.isEmpty, position + pattern.count <= value.count else { return false }
        return pattern.indices.allSatisfy { index in
            switch pattern[index] {
            case .any: true
            case .symbols(let symbols): symbols.contains(value[position + index])
            }
        }
    }

    private func written(_ template: [TemplateTerm], at position: Int) -> [GraphSymbol] {
        template.flatMap { term -> [GraphSymbol] in
            switch term {
            case .symbol(let symbol): return [symbol]
            case .cell(let cell): return symbol(cell, from: position).map { [$0] } ?? []
            case .all(let view): return (0..<length(view)).compactMap { symbol(view, at: $0) }
            case .most(let view):
                var counts: [GraphSymbol: Int] = [:]
                let all = (0..<length(view)).compactMap { symbol(view, at: $0) }
                for symbol in all { counts[symbol, default: 0] += 1 }
                let most = counts.values.max()
                return all.first { counts[$0] == most }.map { [$0] } ?? []
            }
        }
    }

    private mutating func bias(
        _ symbol: GraphSymbol, _ weight: BiasWeight, _ condition: Condition?, _ budget: inout StepBudget
    ) throws(LimitReached) {
        let positions = value.indices.filter { holds(condition, at: $0) }
        guard var table = distances else {
            // The present token is at 0 and every other one a unit away.
            if weight.hundredths > 100 { for position in positions { value[position] = symbol } }
            return
        }
        guard let output = table.index(of: symbol) else { return }
        for position in positions { table[position, output] -= weight.steps(unit: table.unit) }
        distances = table
        try decode(&budget)
    }

    private mutating func exactly(
        _ symbol: GraphSymbol, _ counts: ClosedRange<Int>, _ budget: inout StepBudget
    ) throws(LimitReached) {
        if let output = distances?.index(of: symbol) {
            constraints.hold(CountConstraint(label: output, counts: counts))
            try decode(&budget)
        } else if distances == nil {
            let places = value.indices.filter { value[$0] == symbol }
            for place in places.dropFirst(counts.upperBound).reversed() { value.remove(at: place) }
            let missing = max(0, counts.lowerBound - places.count)
            try budget.check(length: value.count + missing)
            value += repeatElement(symbol, count: missing)
        }
    }

    private mutating func decode(_ budget: inout StepBudget) throws(LimitReached) {
        guard let distances else { return }
        try budget.pay(decoding: distances.count, states: distances.states(under: constraints))
        value = distances.plainlyDecoded(under: constraints).map { distances.outputs[$0] }
    }
}

extension OutputDistances {
    /// The table in which every token that was written over another one is a unit nearer than all others; nil when one
    /// of them is no output.
    func preferring(_ result: [GraphSymbol], to value: [GraphSymbol]) -> OutputDistances? {
        var table = self
        for position in result.indices where result[position] != value[position] {
            guard let output = index(of: result[position]), let best = nearest(at: position) else {
                return nil
            }
            table[position, output] = self[position, best] - Int(unit)
        }
        return table
    }
}
