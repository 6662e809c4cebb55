/// Decides under constraints in the plainest way: a table of sums for each position, by counts. It is the oracle of
/// `ConstrainedDecision`.
struct PlainConstrainedDecision {
    let constraints: [CountConstraint]
    /// Number of labels.
    let labels: Int

    /// The label of each position.
    ///
    /// - Parameter rows: for each position the scores of all labels; smaller is better.
    /// - Complexity: O(positions · combinations of counts · constraints).
    func labels(_ rows: [[Int]]) -> [Int] {
        let bound = Set(constraints.map(\.label))
        let unbound = (0..<labels).filter { !bound.contains($0) }
        let canHold =
            constraints.reduce(0) { $0 + $1.counts.lowerBound } <= rows.count
            && (!unbound.isEmpty
                || constraints.reduce(0) { $0 + min($1.counts.upperBound, rows.count) } >= rows.count)
        guard canHold else { return rows.map { nearest($0, Array(0..<labels)) ?? 0 } }
        func standsAnywhere(_ constraint: CountConstraint) -> Bool {
            constraint.counts.lowerBound == 0 && constraint.counts.upperBound >= rows.count
        }
        let free = (unbound + constraints.filter(standsAnywhere).map(\.label)).sorted()
        let counted = constraints.filter { !standsAnywhere($0) && $0.counts.upperBound > 0 }
        if counted.isEmpty { return rows.map { nearest($0, free) ?? 0 } }
        if counted.count == 1, !free.isEmpty { return byMargin(rows, counted[0], free) }
        return bySums(rows, counted, free)
    }

    private func nearest(_ row: [Int], _ labels: [Int]) -> Int? {
        labels.min { (row[$0], $0) < (row[$1], $1) }
    }

    private func byMargin(_ rows: [[Int]], _ constraint: CountConstraint, _ free: [Int]) -> [Int] {
        let others = rows.map { nearest($0, free) ?? 0 }
        let margins = rows.indices.map { rows[$0][constraint.label] - rows[$0][others[$0]] }
        let natural = rows.indices.count {
            (margins[$0], constraint.label) < (0, others[$0])
        }
        let count = min(max(natural, constraint.counts.lowerBound), constraint.counts.upperBound)
        let first = Set(rows.indices.sorted { (margins[$0], $0) < (margins[$1], $1) }.prefix(count))
        return rows.indices.map { first.contains($0) ? constraint.label : others[$0] }
    }

    private func bySums(_ rows: [[Int]], _ counted: [CountConstraint], _ free: [Int]) -> [Int] {
        /// What a count is no longer told apart from.
        let most = counted.map {
            $0.counts.upperBound >= rows.count ? $0.counts.lowerBound : $0.counts.upperBound
        }
        /// What can come before counts, the best of equals first: a label that is counted, and the counts without it.
        func steps(to counts: [Int], _ row: [Int]) -> [(label: Int, counts: [Int])] {
            var steps: [(label: Int, counts: [Int])] = []
            for index in counted.indices.reversed() where counts[index] > 0 {
                var before = counts
                before[index] -= 1
                steps.append((counted[index].label, before))
            }
            for index in counted.indices
            where counts[index] == most[index] && counted[index].counts.upperBound >= rows.count {
                steps.append((counted[index].label, counts))
            }
            if let label = nearest(row, free) { steps.append((label, counts)) }
            return steps
        }
        let combinations = most.reduce([[]]) { all, most in
            all.flatMap { counts in (0...most).map { counts + [$0] } }
        }
        var sums: [[[Int]: Int]] = [[most.map { _ in 0 }: 0]]
        for row in rows {
            var next: [[Int]: Int] = [:]
            for counts in combinations {
                next[counts] = steps(to: counts, row).compactMap { step in
                    sums[sums.count - 1][step.counts].map { $0 + row[step.label] }
                }.min()
            }
            sums.append(next)
        }
        let ends = combinations.filter { counts in
            counted.indices.allSatisfy { counts[$0] >= counted[$0].counts.lowerBound }
        }.sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
        var counts = ends.min { sums[rows.count][$0] ?? .max < sums[rows.count][$1] ?? .max } ?? []
        var labels: [Int] = []
        for position in rows.indices.reversed() {
            let sum = sums[position + 1][counts]
            let step = steps(to: counts, rows[position]).first { step in
                sums[position][step.counts].map { $0 + rows[position][step.label] } == sum
            }
            guard let step else { return [] }
            labels.append(step.label)
            counts = step.counts
        }
        return labels.reversed()
    }
}
