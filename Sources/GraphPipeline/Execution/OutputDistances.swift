/// How far the output tokens are from being chosen at each position of an aligned task: what bias and exactly move.
public struct OutputDistances: Sendable, Hashable {
    /// The output tokens; ties go to the one that comes first.
    public let outputs: [GraphSymbol]
    /// The distance that a weight of 1.00 stands for; at least 1.
    public let unit: Int32
    /// Distances, position × output.
    public private(set) var values: [Int]

    /// Biases move no distance further than this, so that no sum of four million distances overflows.
    private static let furthest = 1 << 40

    /// Number of positions.
    public var count: Int { values.count / outputs.count }

    /// A table; nil when there is no output, the unit is not positive or the values are not positions × outputs.
    ///
    /// - Complexity: O(positions · outputs).
    public init?(outputs: [GraphSymbol], unit: Int32, values: [Int32]) {
        guard !outputs.isEmpty, unit > 0, values.count.isMultiple(of: outputs.count) else { return nil }
        self.outputs = outputs
        self.unit = unit
        self.values = values.map(Int.init)
    }

    /// The number of an output token, or nil.
    func index(of symbol: GraphSymbol) -> Int? { outputs.firstIndex(of: symbol) }

    /// The nearest output at a position among those not left out.
    func nearest(at position: Int, without left: (Int) -> Bool = { _ in false }) -> Int? {
        var best: Int?
        for output in outputs.indices where !left(output) {
            if let found = best, self[position, found] <= self[position, output] { continue }
            best = output
        }
        return best
    }

    /// The output that is second at a position, of equals the first; nil when there is one output.
    func runnerUp(at position: Int) -> Int? {
        nearest(at: position).flatMap { best in nearest(at: position) { $0 == best } }
    }

    /// An output's distance less the smallest of any other; nil when there is no other.
    func margin(of output: Int, at position: Int) -> Int? {
        nearest(at: position) { $0 == output }.map { self[position, output] - self[position, $0] }
    }

    /// The distance of an output at a position.
    subscript(position: Int, output: Int) -> Int {
        get { values[position * outputs.count + output] }
        set {
            values[position * outputs.count + output] = min(max(newValue, -Self.furthest), Self.furthest)
        }
    }
}

extension OutputDistances {
    /// The nearest output at each position, under constraints on counts.
    ///
    /// - Precondition: the counts have no more than `ConstrainedDecision.mostStates` combinations.
    /// - Complexity: that of `ConstrainedDecision`.
    func decoded(under constraints: [CountConstraint]) -> [Int] {
        let decision = ConstrainedDecision(constraints: constraints, labels: outputs.count)
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { decided in
            values.withUnsafeBufferPointer { values in
                guard let scores = values.baseAddress, let decided = decided.baseAddress else { return }
                decision.decide(scores, positions: count, into: decided)
            }
            return decided.map { Int($0) }
        }
    }

    /// Combinations of counts that decoding under constraints keeps at each position.
    ///
    /// - Complexity: O(outputs · constraints).
    func states(under constraints: [CountConstraint]) -> Int {
        constraints.count < 2
            ? 1 : CountPlan(constraints, labels: outputs.count, positions: count)?.states ?? 1
    }

    /// The same in the plainest way.
    ///
    /// - Complexity: that of `PlainConstrainedDecision`.
    func plainlyDecoded(under constraints: [CountConstraint]) -> [Int] {
        let rows = (0..<count).map { position in
            Array(values[position * outputs.count..<(position + 1) * outputs.count])
        }
        return PlainConstrainedDecision(constraints: constraints, labels: outputs.count).labels(rows)
    }
}
