import Synchronization

/// The blocks lower ..< upper, packed in one word so that a single compare-and-exchange takes from either end.
///
/// The value says everything: whoever exchanges it owns what was taken, however often the same value came back in
/// between. So the scheme needs no version counter.
package struct PackedRange: Hashable, Sendable {
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
/// range from the back. Owner and thieves meet only on the last blocks of a range, and large pieces move first. This is
/// the scheme of the `static_steal` schedule of LLVM's OpenMP runtime (openmp/runtime/src/kmp_dispatch.cpp), which packs
/// the two bounds into one word as well. There are no deques of tasks, since the tasks of a loop are numbers.
///
/// ## Why relaxed ordering is enough
///
/// Let W(w) be the word of worker w, read as the set of blocks lower ..< upper. Claim: at any time a block is in at most
/// one of: one word; the hands of one thief, between its two steps; the blocks handed out. Since no step makes blocks,
/// each is handed out at most once.
///
/// 1. All writes to one word are totally ordered, and a compare-and-exchange reads the latest one before its own
///    ([C++ intro.races], modification order and read-modify-write; it holds for relaxed operations too). So the claim
///    can be shown by induction over the writes, with each exchange seeing the true value of its word.
/// 2. `take` exchanges {l ..< u} for {l+1 ..< u} and hands out l. `steal` exchanges {l ..< u} for {l ..< m} and holds
///    {m ..< u}. If the exchange succeeds, the word contained exactly these blocks at that moment, and now contains exactly
///    the rest. A value that left and came back (ABA) does no harm: the value is the set itself, and nothing else is
///    known or assumed about the word.
/// 3. The two plain stores are to the worker's own word. `steal` stores when the word is empty: only the owner writes to
///    an empty word, since everybody else's exchange expects a range that is not. So nothing is overwritten. `clear`
///    overwrites blocks on purpose; a thief that exchanges before it has its half, one that comes after finds nothing.
/// 4. An owner reads its own stores (read-write coherence), so it does not miss blocks that it stole. Any other load
///    may be old; then the exchange fails and returns the present value, or a range that has just been filled is taken
///    for empty and left to its owner, who is awake and works through it.
///
/// At least once: a worker ends only when its own word is empty, and only its owner makes a word full. Words of
/// workers that never came stay full until others steal them; `steal` visits all words, and such a word does not change
/// behind its back other than by thieves, who are awake. So the last worker to end leaves no block behind.
///
/// What the blocks stand for is not part of this. It is written before the job is offered under the pool's lock, and
/// is read by the caller after the last worker has left, which a sequentially consistent counter tells
/// (`PoolThreads.Offer.members`). Bodies of one loop are not ordered among each other.
package final class RangeSlots: Sendable {
    private struct Slot: ~Copyable {
        let range: Atomic<UInt64>
    }

    /// Bytes from slot to slot: two cache lines, as processors fetch them in pairs.
    private static let stride = 128

    private let workers: Int
    // Node of each worker; empty when there is only one, so that nobody looks.
    private let nodes: [Int]
    private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

    /// Deals blocks 0 ..< blocks in nearly equal ranges to the workers, in order.
    ///
    /// - Parameter nodes: The memory node of each worker, or nothing when it does not matter.
    package init(blocks: UInt32, workers: Int, nodes: [Int] = []) {
        precondition(nodes.isEmpty || nodes.count == workers, "each worker has one node")
        self.workers = workers
        self.nodes = nodes
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
            let (exchanged, original) = slot.pointee.range.weakCompareExchange(
                expected: range.bits, desired: range.withoutFirst.bits, ordering: .relaxed)
            if exchanged { return range.lower }
            range = PackedRange(bits: original)
        }
        return nil
    }

    /// Moves the back half of another worker's range to this worker, whose own range must be empty. Workers of the
    /// same node are asked first.
    ///
    /// - Returns: False when no other worker has a block left to take. A range on its way from one worker to another
    ///   is seen by neither; its thief then works through it alone, and no block is lost.
    /// - Complexity: O(workers).
    package func steal(worker: Int) -> Bool {
        if nodes.isEmpty { return steal(worker: worker) { _ in true } }
        let node = nodes[worker]
        return steal(worker: worker) { nodes[$0] == node } || steal(worker: worker) { nodes[$0] != node }
    }

    private func steal(worker: Int, from isVictim: (Int) -> Bool) -> Bool {
        for step in 1..<max(1, workers) {
            let other = (worker + step) % workers
            guard isVictim(other) else { continue }
            let victim = slot(other)
            var range = PackedRange(bits: victim.pointee.range.load(ordering: .relaxed))
            while !range.isEmpty {
                let (kept, stolen) = range.halves
                let (exchanged, original) = victim.pointee.range.weakCompareExchange(
                    expected: range.bits, desired: kept.bits, ordering: .relaxed)
                if exchanged {
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
