import Synchronization

/// The blocks lower ..< upper, packed in one word so that a single compare-and-exchange takes from either end.
///
/// The value says everything: whoever exchanges it owns what was taken, however often the same value came back in
/// between. So the scheme needs no version counter.
package struct PackedRange: Equatable, Sendable {
    /// The lower bound in the low half, the upper bound in the high half.
    package let bits: UInt64

    package init(bits: UInt64) {
        self.bits = bits
    }

    /// The blocks lower ..< upper; none when lower is not below upper.
    package init(lower: UInt32, upper: UInt32) {
        bits = UInt64(upper) << 32 | UInt64(lower)
    }

    package static let empty = PackedRange(lower: 0, upper: 0)

    package var lower: UInt32 { UInt32(truncatingIfNeeded: bits) }
    package var upper: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
    package var isEmpty: Bool { lower >= upper }
    package var count: Int { isEmpty ? 0 : Int(upper - lower) }

    /// The same without its first block. Only when it is not empty.
    package var withoutFirst: PackedRange { PackedRange(lower: lower + 1, upper: upper) }

    /// The front that its owner keeps and the back half, rounded up, that a thief takes.
    package var halves: (kept: PackedRange, stolen: PackedRange) {
        guard !isEmpty else { return (self, .empty) }
        let middle = lower + (upper - lower) / 2
        return (PackedRange(lower: lower, upper: middle), PackedRange(lower: middle, upper: upper))
    }
}

/// One range of blocks for each worker; every block is handed out exactly once.
///
/// A worker takes single blocks from the front of its own range. When that is empty it takes half of another worker's
/// range from the back. Owner and thieves meet only on the last blocks of a range, and large pieces move first.
package final class RangeSlots: Sendable {
    private struct Slot: ~Copyable {
        let range: Atomic<UInt64>
    }

    /// Bytes from slot to slot: two cache lines, as processors fetch them in pairs.
    private static let stride = 128

    private let workers: Int
    private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

    /// Deals blocks 0 ..< blocks in nearly equal ranges to the workers, in order.
    package init(blocks: UInt32, workers: Int) {
        self.workers = workers
        memory = .allocate(byteCount: workers * Self.stride, alignment: Self.stride)
        for worker in 0..<workers {
            let lower = UInt64(blocks) * UInt64(worker) / UInt64(workers)
            let upper = UInt64(blocks) * UInt64(worker + 1) / UInt64(workers)
            let range = PackedRange(lower: UInt32(lower), upper: UInt32(upper))
            (memory + worker * Self.stride).bindMemory(to: Slot.self, capacity: 1)
                .initialize(to: Slot(range: Atomic(range.bits)))
        }
    }

    deinit {
        for worker in 0..<workers {
            slot(worker).deinitialize(count: 1)
        }
        memory.deallocate()
    }

    /// The next block of the worker's own range, nil when that is empty.
    package func take(worker: Int) -> UInt32? {
        let slot = slot(worker)
        var range = PackedRange(bits: slot.pointee.range.load(ordering: .relaxed))
        while !range.isEmpty {
            // Relaxed is enough: the range is all there is to agree on. What the blocks stand for was written before
            // the job was handed to the workers under a lock, and is read by the caller after it took that lock.
            let (exchanged, original) = slot.pointee.range.weakCompareExchange(
                expected: range.bits, desired: range.withoutFirst.bits, ordering: .relaxed)
            if exchanged { return range.lower }
            range = PackedRange(bits: original)
        }
        return nil
    }

    /// Moves the back half of another worker's range to this worker, whose own range must be empty.
    ///
    /// - Returns: False when no other worker has a block left to take. A range on its way from one worker to another
    ///   is seen by neither; its thief then works through it alone, and no block is lost.
    /// - Complexity: O(workers).
    package func steal(worker: Int) -> Bool {
        for step in 1..<max(1, workers) {
            let victim = slot((worker + step) % workers)
            var range = PackedRange(bits: victim.pointee.range.load(ordering: .relaxed))
            while !range.isEmpty {
                let (kept, stolen) = range.halves
                let (exchanged, original) = victim.pointee.range.weakCompareExchange(
                    expected: range.bits, desired: kept.bits, ordering: .relaxed)
                if exchanged {
                    // Nobody else writes to an empty range, so a plain store cannot lose another one.
                    slot(worker).pointee.range.store(stolen.bits, ordering: .relaxed)
                    return true
                }
                range = PackedRange(bits: original)
            }
        }
        return false
    }

    /// Drops all blocks the worker still has.
    package func clear(worker: Int) {
        slot(worker).pointee.range.store(PackedRange.empty.bits, ordering: .relaxed)
    }

    private func slot(_ worker: Int) -> UnsafeMutablePointer<Slot> {
        (memory + worker * Self.stride).assumingMemoryBound(to: Slot.self)
    }
}
