import Platform

/// A set of states as a bit mask, with the number of what belongs to its first member; what belongs to the others
/// follows in order. So a member is found by a rank, without hashing: Jacobson, "Space-efficient static trees and
/// graphs", 1989.
struct StateMask: BitwiseCopyable, Sendable {
    var mask: UInt64 = 0
    var base: UInt32 = 0
    var unused: UInt32 = 0

    /// The number that belongs to `state`, or 0.
    @inline(__always)
    func number(of state: UInt32) -> UInt32 {
        let bit = UInt64(1) &<< UInt64(truncatingIfNeeded: state)
        let rank = UInt32(truncatingIfNeeded: (mask & (bit &- 1)).nonzeroBitCount)
        return mask & bit == 0 ? 0 : base &+ rank
    }
}

/// The rows of a layer that sees one or two states beside tokens: for each context of tokens the set of states that have
/// a row, or, with two, the set of older states, and for each of them the set of newer ones.
struct StateMasks: Sendable {
    /// One mask for each context; 0 is the context without rows unless contexts are values.
    let first: Slab<StateMask>
    /// For two states: one mask for each context and older state that occur; 0 is empty.
    let second: Slab<StateMask>
    /// Whether the layer sees two states.
    let isPair: Bool

    /// One row of such a layer.
    struct Entry {
        var context: UInt32
        var older: UInt32
        var newer: UInt32
        /// Number of the row in the uncompiled model.
        var row: UInt32
    }

    /// Masks of `entries`.
    ///
    /// - Parameters:
    ///   - contexts: number of contexts; those of the entries are below it.
    ///   - append: called with the row of each entry in order; returns numbers that rise by one each time.
    /// - Complexity: O(entries · log entries + contexts).
    init(entries: [Entry], contexts: Int, isPair: Bool, append: (UInt32) -> UInt32) {
        var first = [StateMask](repeating: StateMask(), count: max(contexts, 1))
        var second = [StateMask()]
        let sorted = entries.sorted { ($0.context, $0.older, $0.newer) < ($1.context, $1.older, $1.newer) }
        for entry in sorted {
            let number = append(entry.row)
            let context = Int(entry.context)
            guard isPair else {
                Self.add(entry.newer, number: number, to: &first[context])
                continue
            }
            if first[context].mask >> UInt64(entry.older) & 1 == 0 {
                Self.add(entry.older, number: UInt32(second.count), to: &first[context])
                second.append(StateMask())
            }
            Self.add(entry.newer, number: number, to: &second[second.count - 1])
        }
        self.first = Slab(first)
        self.second = Slab(second)
        self.isPair = isPair
    }

    private static func add(_ state: UInt32, number: UInt32, to mask: inout StateMask) {
        if mask.mask == 0 { mask.base = number }
        mask.mask |= 1 << UInt64(state)
    }
}
