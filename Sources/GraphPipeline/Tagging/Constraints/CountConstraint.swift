/// How often a label may stand in a sequence.
struct CountConstraint: Sendable, Hashable {
    let label: Int
    let counts: ClosedRange<Int>

    init(label: Int, counts: ClosedRange<Int>) { (self.label, self.counts) = (label, counts) }

    init(_ exact: ExactCount) { self.init(label: exact.label, counts: exact.count...exact.count) }
}

/// What constraints come to in a sequence of so many positions.
struct CountPlan: Sendable {
    /// A label that is counted while a sequence is decoded.
    struct Counted: Sendable {
        let label: Int
        /// How often it must stand at least and can be counted at most.
        let least: Int
        let most: Int
        /// Whether it may go on standing when it was counted `most` times.
        let saturates: Bool
    }

    /// Labels that need not be counted: of all labels those that may stand anywhere, ascending.
    let free: [Int]
    let counted: [Counted]
    /// Different combinations of counts, which decoding keeps at each position; 1 where margins tell, `Int.max` for any number that
    /// is no number.
    let states: Int

    /// A plan; nil where the constraints cannot hold together.
    ///
    /// - Complexity: O(labels · constraints).
    init?(_ constraints: [CountConstraint], labels: Int, positions: Int) {
        let unbound = (0..<labels).filter { label in !constraints.contains { $0.label == label } }
        let least = constraints.reduce(0) { $0 + $1.counts.lowerBound }
        let most = constraints.reduce(0) { $0 + min($1.counts.upperBound, positions) }
        guard least <= positions, !unbound.isEmpty || most >= positions else { return nil }
        var (free, counted) = (unbound, [Counted]())
        for constraint in constraints where constraint.counts.upperBound > 0 {
            let (least, most) = (constraint.counts.lowerBound, constraint.counts.upperBound)
            if least == 0 && most >= positions {
                free.append(constraint.label)
            } else {
                // What no sequence of this length exceeds need not be counted further than what it must reach.
                counted.append(
                    Counted(
                        label: constraint.label, least: least, most: most >= positions ? least : most,
                        saturates: most >= positions))
            }
        }
        self.free = free.sorted()
        self.counted = counted
        states =
            counted.count == 1 && !free.isEmpty
            ? 1
            : counted.reduce(1) { states, label in
                let (product, overflows) = states.multipliedReportingOverflow(by: label.most + 1)
                return overflows ? .max : product
            }
    }
}

extension [CountConstraint] {
    /// Makes a count hold from now on; it takes the place of an earlier one of the same label.
    mutating func hold(_ constraint: CountConstraint) {
        if let index = firstIndex(where: { $0.label == constraint.label }) {
            self[index] = constraint
        } else {
            append(constraint)
        }
    }
}
