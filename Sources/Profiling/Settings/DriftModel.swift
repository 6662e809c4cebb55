#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Costs of several things measured in rounds on a machine that does not stay as fast as it was: other work comes and
/// goes, clocks change. Each cost is taken as the product of what the thing costs and how slow the machine was in that
/// round; both are found by median polish of the logarithms. A thing that is measured in every round ties them together.
///
/// Source: Tukey, "Exploratory Data Analysis", 1977, chapter 11.
package struct DriftModel {
    /// One measured cost.
    package struct Entry {
        var item: Int
        var round: Int
        var cost: Double

        /// A cost of a thing in a round.
        package init(item: Int, round: Int, cost: Double) {
            self.item = item
            self.round = round
            self.cost = cost
        }
    }

    /// Costs as they would have been had the machine been as fast as in its middle round, entry by entry.
    package private(set) var adjusted: [Double] = []

    /// Residuals after both effects, as a share of the cost, of items measured more than once.
    package private(set) var residuals: [Double] = []

    /// Adjusts entries whose items and rounds count from 0.
    ///
    /// - Complexity: O(entries).
    package init(_ entries: [Entry]) {
        let items = (entries.lazy.map(\.item).max() ?? -1) + 1
        let rounds = (entries.lazy.map(\.round).max() ?? -1) + 1
        let logs = entries.map { log(max($0.cost, .leastNormalMagnitude)) }
        var ofItem = [[Int]](repeating: [], count: items)
        var ofRound = [[Int]](repeating: [], count: rounds)
        for (index, entry) in entries.enumerated() {
            ofItem[entry.item].append(index)
            ofRound[entry.round].append(index)
        }
        var (itemEffect, roundEffect) = (
            [Double](repeating: 0, count: items), [Double](repeating: 0, count: rounds)
        )
        func median(_ values: [Double]) -> Double { SampleStatistics.median(values) ?? 0 }
        for _ in 0..<8 {
            for item in 0..<items {
                itemEffect[item] = median(ofItem[item].map { logs[$0] - roundEffect[entries[$0].round] })
            }
            for round in 0..<rounds {
                // Items that were measured in this round alone tell nothing about it.
                let known = ofRound[round].filter { ofItem[entries[$0].item].count > 1 }
                // A few measurements say more about themselves than about the round.
                let trust = Double(known.count) / Double(known.count + 2)
                roundEffect[round] =
                    trust * median(known.map { logs[$0] - itemEffect[entries[$0].item] })
            }
        }
        let middle = median(roundEffect)
        adjusted = entries.map { $0.cost / exp(roundEffect[$0.round] - middle) }
        residuals = entries.indices.lazy.filter { ofItem[entries[$0].item].count > 1 }.map { index in
            logs[index] - itemEffect[entries[index].item] - roundEffect[entries[index].round]
        }
    }
}
