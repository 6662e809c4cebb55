/// Changes of a few leading digits, the cheapest first: the order in which a search visits neighbouring prefixes.
///
/// A pattern changes digit j by δ_j; it costs `Σ w_j · (P·[δ_j≠0] + |δ_j|)` whatever the digits are, so one list serves
/// all queries, and the cost is a lower bound of the distance to every key behind the changed prefix.
struct NeighbourPattern: BitwiseCopyable, Sendable {
    /// What the changed digits cost.
    var cost: UInt64
    /// One byte a digit, the last digit lowest: `δ + 128` and `δ + 118`. Added to the digits they have their top bit set and
    /// not set, as long as the changed digits stay from 0 to 9.
    var atLeastZero: UInt64
    var aboveNine: UInt64
    /// The change of the prefix as a number.
    var step: Int

    /// The cheapest patterns of digits with the given weights.
    ///
    /// - Returns: at most `limit` patterns in rising order of cost, the unchanged digits first; every pattern left out costs
    ///   at least as much as the last.
    /// - Complexity: O(digits · `limit` · log `limit`).
    static func cheapest(weights: [UInt64], penalty: UInt64, limit: Int) -> [NeighbourPattern] {
        var patterns = [NeighbourPattern(cost: 0, atLeastZero: 0, aboveNine: 0, step: 0)]
        for weight in weights {
            var longer: [NeighbourPattern] = []
            longer.reserveCapacity(patterns.count * 19)
            for pattern in patterns {
                for change in -9...9 {
                    let apart = UInt64(change.magnitude)
                    longer.append(
                        NeighbourPattern(
                            cost: pattern.cost + (change == 0 ? 0 : weight * (penalty + apart)),
                            atLeastZero: pattern.atLeastZero << 8 | UInt64(128 + change),
                            aboveNine: pattern.aboveNine << 8 | UInt64(118 + change),
                            step: pattern.step * 10 + change))
                }
            }
            // Of the cheapest longer patterns every beginning is among the cheapest shorter ones.
            longer.sort { ($0.cost, $0.step.magnitude, $0.step) < ($1.cost, $1.step.magnitude, $1.step) }
            patterns = Array(longer.prefix(limit))
        }
        return patterns
    }
}
