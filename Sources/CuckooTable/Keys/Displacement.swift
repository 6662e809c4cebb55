import Platform

/// What the search for an empty slot needs to know of a table, and the one thing that it does to it.
protocol DisplacementTarget {
    static var slots: Int { get }
    /// The other bucket of the entry in `slot` of `bucket`, which is full; `bucket` itself when it has no other.
    func otherBucket(ofSlot slot: Int, in bucket: Int) -> Int
    /// The first empty slot, or -1.
    func emptySlot(in bucket: Int) -> Int
    /// Moves an entry into an empty slot and leaves its own slot to be overwritten at once.
    func move(from slot: Int, in bucket: Int, to emptySlot: Int, in target: Int)
}

/// Breadth-first search for the shortest chain of moves that empties a slot. Its memory is reserved once and used for
/// every search of a table.
///
/// Source: breadth-first displacement after Li, Andersen, Kaminsky and Freedman, "Algorithmic improvements for fast
/// concurrent cuckoo hashing", EuroSys 2014, section 4.3.2: of all chains the shortest, at most log₄ or log₅ of
/// the buckets looked at.
struct Displacement {
    /// The entry in `slot` of the parent's bucket would move to `bucket`.
    private struct Step: BitwiseCopyable {
        var bucket: UInt32
        var parent: UInt16
        var slot: UInt8
    }

    /// Bits that remember the buckets seen, by their low bits: exact up to that many buckets; in larger tables two
    /// buckets can share a bit, and then one of them is left out of the search.
    private static let seenBits = 4096
    private static let root = UInt16.max

    private let owner: PageMemory
    private let seen: UnsafeMutablePointer<UInt64>
    private let steps: UnsafeMutablePointer<Step>
    private let capacity: Int

    /// Memory for searches through `capacity` buckets.
    init(capacity: Int, memory: TableMemory) throws(TableMemoryExhausted) {
        precondition(capacity < Int(Self.root), "a search of so many buckets has no numbers for them")
        let seenBytes = Self.seenBits / 8
        let block = try memory.block(
            of: UInt8.self, count: seenBytes + capacity * MemoryLayout<Step>.stride)
        owner = block.owner
        let base = UnsafeMutableRawPointer(block.base)
        seen = base.bindMemory(to: UInt64.self, capacity: Self.seenBits / 64)
        steps = (base + seenBytes).bindMemory(to: Step.self, capacity: capacity)
        self.capacity = capacity
    }

    /// Empties a slot in one of two full buckets and returns it, or nil when no chain was found; then nothing moved.
    ///
    /// No bucket is visited twice, so the slots that a chain remembers still hold what was seen there.
    @inline(never)
    func freeSlot<Target: DisplacementTarget>(
        in near: Int, or far: Int, of table: Target
    ) -> (bucket: Int, slot: Int)? {
        seen.update(repeating: 0, count: Self.seenBits / 64)
        steps[0] = Step(bucket: UInt32(truncatingIfNeeded: near), parent: Self.root, slot: 0)
        steps[1] = Step(bucket: UInt32(truncatingIfNeeded: far), parent: Self.root, slot: 0)
        _ = markSeen(near)
        // Both buckets of an entry can be the same one.
        var count = markSeen(far) ? 2 : 1
        var next = 0
        while next < count {
            let bucket = Int(steps[next].bucket)
            for slot in 0..<Target.slots {
                let target = table.otherBucket(ofSlot: slot, in: bucket)
                guard markSeen(target) else { continue }
                let empty = table.emptySlot(in: target)
                if empty >= 0 {
                    return shift(from: next, slot: slot, into: (target, empty), of: table)
                }
                guard count < capacity else { continue }
                steps[count] = Step(
                    bucket: UInt32(truncatingIfNeeded: target), parent: UInt16(truncatingIfNeeded: next),
                    slot: UInt8(truncatingIfNeeded: slot))
                count += 1
            }
            next += 1
        }
        return nil
    }

    /// True when the bucket was not seen before.
    @inline(__always)
    private func markSeen(_ bucket: Int) -> Bool {
        let place = bucket & (Self.seenBits - 1)
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place & 63)
        defer { seen[place >> 6] |= bit }
        return seen[place >> 6] & bit == 0
    }

    /// Moves the entries of the chain, last first, and returns the slot that became free at its start.
    private func shift<Target: DisplacementTarget>(
        from last: Int, slot: Int, into empty: (bucket: Int, slot: Int), of table: Target
    ) -> (bucket: Int, slot: Int) {
        var hole = empty
        var (index, moving) = (last, slot)
        while true {
            let step = steps[index]
            let source = Int(step.bucket)
            table.move(from: moving, in: source, to: hole.slot, in: hole.bucket)
            hole = (source, moving)
            if step.parent == Self.root { return hole }
            moving = Int(step.slot)
            index = Int(step.parent)
        }
    }
}
