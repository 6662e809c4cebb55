/// How far the output tokens are from being chosen at each position of an aligned task: what bias and exactly move.
public struct OutputDistances: Sendable, Hashable {
    /// The output tokens; ties go to the one that comes first.
    public let outputs: [GraphSymbol]
    /// The distance that a weight of 1.00 stands for; at least 1.
    public let unit: Int32
    /// Distances, position × output.
    public private(set) var values: [Int]

    /// Biases move no distance further than this, so that no sum or margin overflows.
    private static let furthest = 1 << 50

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

/// A count that must hold whenever distances are decoded.
struct CountConstraint: Sendable, Hashable {
    let output: Int
    let counts: ClosedRange<Int>
}

extension OutputDistances {
    /// The nearest output at each position under constraints on counts.
    ///
    /// A constraint chooses the positions whose margin is smallest: for one constraint, that is the smallest sum of distances
    /// which satisfies it. Of several, those that come first choose first, and what they chose stays.
    ///
    /// - Complexity: O(constraints · positions · (outputs + log positions)).
    func decoded(under constraints: [CountConstraint]) -> [Int] {
        var chosen = [Int?](repeating: nil, count: count)
        var closed = [Bool](repeating: false, count: outputs.count)
        for constraint in constraints where !closed[constraint.output] {
            var candidates: [(margin: Int, rank: Int, position: Int)] = []
            for position in 0..<count where chosen[position] == nil {
                let best = nearest(at: position) { closed[$0] }
                let other = nearest(at: position) { closed[$0] || $0 == constraint.output }
                // Without another output the position can be nothing else.
                let margin = other.map { self[position, constraint.output] - self[position, $0] } ?? .min
                candidates.append((margin, best == constraint.output ? 0 : 1, position))
            }
            let natural = candidates.count { $0.rank == 0 }
            let forced = candidates.count { $0.margin == .min }
            let wanted = min(max(natural, constraint.counts.lowerBound), constraint.counts.upperBound)
            candidates.sort { ($0.margin, $0.rank, $0.position) < ($1.margin, $1.rank, $1.position) }
            for candidate in candidates.prefix(max(wanted, forced)) {
                chosen[candidate.position] = constraint.output
            }
            closed[constraint.output] = true
        }
        return (0..<count).map { position in
            chosen[position] ?? nearest(at: position) { closed[$0] } ?? 0
        }
    }
}
