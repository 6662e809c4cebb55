/// The figures of a section, round after round.
struct Rounds {
    /// In the order in which they are measured.
    let cells: [Cell]
    private let rates: [Cell: [Double]]

    /// Measures every entry once a round.
    init(_ entries: [Entry], count: Int) throws {
        var rates: [Cell: [Double]] = [:]
        for _ in 0..<count {
            for entry in entries { rates[entry.cell, default: []].append(try entry.rate()) }
        }
        cells = entries.map(\.cell)
        self.rates = rates
    }

    /// The median rate; nil when it was not measured.
    func rate(_ cell: Cell) -> Double? { rates[cell].map(median) }

    /// The rate divided by the best one of `others` in the same round; nil when one of them was not measured.
    func ratios(_ cell: Cell, to others: [Cell]) -> [Double]? {
        guard let own = rates[cell] else { return nil }
        let bases = others.compactMap { rates[$0] }
        guard bases.count == others.count, !bases.isEmpty else { return nil }
        return own.indices.map { round in own[round] / (bases.map { $0[round] }.max() ?? 1) }
    }
}

/// The middle one, or the mean of the two in the middle.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
