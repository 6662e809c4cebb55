import Platform
import WorkPool

/// The sets of many conditions over the positions of a slice; those that depend on labels are made anew when labels change.
final class ConditionCache {
    let conditions: [TagCondition]
    let words: Int
    private let sets: ScratchBuffer<UInt64>
    private let dependsOnLabels: [Bool]
    private let pool: WorkPool
    /// One for each worker.
    private let readers: [ConditionSets]

    init(_ conditions: [TagCondition], of slice: GraphSlice, pool: WorkPool) {
        self.conditions = conditions
        words = slice.windows.sets.words
        sets = ScratchBuffer(capacity: conditions.count * words)
        let classes = slice.windows.sets.classes.classes
        dependsOnLabels = conditions.map { $0.classes.contains { classes[$0].column == .value } }
        self.pool = pool
        readers = (0..<pool.threads).map { _ in ConditionSets(sharing: slice.windows.sets) }
        refresh(onlyLabels: false)
    }

    /// Makes the sets, or those that depend on labels.
    ///
    /// - Complexity: O(conditions · positions / 64).
    func refresh(onlyLabels: Bool = true) {
        let wanted = conditions.indices.filter { dependsOnLabels[$0] || !onlyLabels }
        // Each condition has its own set, and each worker its own reader.
        nonisolated(unsafe) let (readers, sets) = (readers, sets.base)
        pool.forEach(count: wanted.count, grain: 8) { [conditions, words] place, worker in
            let index = wanted[place]
            readers[worker].write(conditions[index], into: sets + index * words)
        }
    }

    @inline(__always)
    func set(_ index: Int) -> UnsafePointer<UInt64> { UnsafePointer(sets.base + index &* words) }

    @inline(__always)
    func holds(_ index: Int, at position: Int) -> Bool {
        set(index)[position >> 6] &>> UInt64(position & 63) & 1 == 1
    }

    /// Writes where all of some literals hold; their numbers are `2 · condition`, one more when it is negated.
    ///
    /// - Complexity: O(literals · positions / 64).
    func write(_ literals: [Int], into target: UnsafeMutablePointer<UInt64>) {
        for (place, literal) in literals.enumerated() {
            let (set, flip) = (set(literal >> 1), literal & 1 == 1 ? UInt64.max : 0)
            if place == 0 {
                for word in 0..<words { target[word] = set[word] ^ flip }
            } else {
                for word in 0..<words { target[word] &= set[word] ^ flip }
            }
        }
    }
}
