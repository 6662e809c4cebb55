import Platform

/// A cuckoo table that grows: signature → a value from 1 to 2^32 − 1.
///
/// The same insertions in the same order give the same layout on every machine. One writer, no concurrent
/// readers; `finished()` gives a table for many readers.
public final class GrowingTable {
    private var memory: AlignedMemory
    private var buckets: UnsafeMutablePointer<Bucket>
    private var bucketCount: Int
    private var seed: UInt64

    /// Number of entries.
    public private(set) var count = 0
    /// The largest value that was ever stored.
    private var largestValue: UInt32 = 0

    /// An empty table with room for about `capacity` entries before it first grows.
    ///
    /// - Parameter seed: of the hash; another seed gives another layout, the same answers.
    /// - Complexity: O(`capacity`).
    public init(capacity: Int = 0, seed: UInt64 = 0) {
        self.seed = seed
        bucketCount = max(2, Self.buckets(for: capacity, load: 0.9))
        memory = AlignedMemory(byteCount: bucketCount * MemoryLayout<Bucket>.stride)
        buckets = memory.base.bindMemory(to: Bucket.self, capacity: bucketCount)
    }

    /// The share of slots that hold an entry.
    ///
    /// - Complexity: O(1).
    public var load: Double { Double(count) / Double(bucketCount * Bucket.slots) }

    static func buckets(for entries: Int, load: Double) -> Int {
        Int((Double(entries) / (Double(Bucket.slots) * load)).rounded(.up))
    }

    /// The value stored for `signature`, or 0.
    ///
    /// - Complexity: O(1): two cache lines.
    public func find(_ signature: Signature) -> UInt32 {
        Probe.find(signature, in: buckets, bucketCount: UInt64(bucketCount), seed: seed)
    }

    /// Looks up all `signatures` and writes their values, 0 where there is none.
    ///
    /// - Parameter values: room for `signatures.count` values.
    /// - Complexity: O(n), with the cache misses of about a dozen look-ups overlapping.
    public func findAll(
        _ signatures: UnsafeBufferPointer<Signature>, into values: UnsafeMutablePointer<UInt32>
    ) {
        Probe.findAll(
            signatures, into: values, in: buckets, bucketCount: UInt64(bucketCount), seed: seed)
    }

    /// Stores `value` for `signature`, replacing what was there.
    ///
    /// - Precondition: `value` is not 0 and `signature` is not `Signature.absent`.
    /// - Complexity: O(1) amortised; growing moves every entry.
    public func insert(_ signature: Signature, value: UInt32) {
        precondition(value != 0 && !signature.isAbsent, "value 0 and the absent signature cannot be stored")
        largestValue = max(largestValue, value)
        if replace(signature, value: value) { return }
        while !place(signature, value: value) { grow() }
        count += 1
    }

    /// Calls `body` with every entry, in bucket order.
    ///
    /// - Complexity: O(slots).
    public func forEach(_ body: (Signature, UInt32) throws -> Void) rethrows {
        for bucket in 0..<bucketCount {
            for slot in 0..<Bucket.slots where buckets[bucket].values[slot] != 0 {
                let entry = buckets[bucket][slot]
                try body(entry.signature, entry.value)
            }
        }
    }

    /// The entries as an immutable table for any number of readers.
    ///
    /// - Complexity: O(slots).
    public func finished() -> SignatureTable {
        let copy = Slab<Bucket>(count: bucketCount) { destination in
            _ = destination.update(from: UnsafeBufferPointer(start: buckets, count: bucketCount))
        }
        return SignatureTable(buckets: copy, seed: seed, count: count, largestValue: largestValue)
    }

    private func pair(_ signature: Signature) -> BucketPair {
        BucketPair(signature, seed: seed, bucketCount: UInt64(bucketCount))
    }

    private func replace(_ signature: Signature, value: UInt32) -> Bool {
        let home = pair(signature)
        for bucket in [home.near, home.far] {
            for slot in 0..<Bucket.slots {
                let entry = buckets[bucket][slot]
                if entry.value != 0 && entry.signature == signature {
                    buckets[bucket].values[slot] = value
                    return true
                }
            }
        }
        return false
    }

    /// Puts a new entry into one of its buckets, moving others along the shortest path to an empty slot.
    private func place(_ signature: Signature, value: UInt32) -> Bool {
        let home = pair(signature)
        for bucket in [home.near, home.far] {
            if let slot = buckets[bucket].emptySlot {
                buckets[bucket][slot] = (signature, value)
                return true
            }
        }
        guard let freed = freeSlot(nearest: home) else { return false }
        buckets[freed.bucket][freed.slot] = (signature, value)
        return true
    }

    /// Doubles the table; one that is nearly empty gets another seed instead, since then only signatures that share both
    /// buckets can have kept an entry from its place, and no size would help.
    private func grow() {
        let old = (memory: memory, buckets: buckets, bucketCount: bucketCount)
        if bucketCount > 64 && load < 0.2 { seed &+= 1 } else { bucketCount *= 2 }
        memory = AlignedMemory(byteCount: bucketCount * MemoryLayout<Bucket>.stride)
        buckets = memory.base.bindMemory(to: Bucket.self, capacity: bucketCount)
        for bucket in 0..<old.bucketCount {
            for slot in 0..<Bucket.slots where old.buckets[bucket].values[slot] != 0 {
                let entry = old.buckets[bucket][slot]
                // At half the load a path always exists unless many signatures share both buckets; then the
                // table grows again before this entry is placed.
                while !place(entry.signature, value: entry.value) { grow() }
            }
        }
        withExtendedLifetime(old.memory) {}
    }
}

// MARK: - Displacement

extension GrowingTable {
    /// One step of a search for an empty slot: the entry in `slot` of the parent's bucket would move to `bucket`.
    private struct Step {
        var bucket: Int
        var parent: Int
        var slot: Int
    }

    /// Longest search before the table grows instead. Breadth first, this many buckets reach an empty slot with
    /// near certainty below a load of 0.95.
    private static let longestSearch = 1024

    /// Empties one slot in one of the two buckets of `home` by moving entries to their other bucket; breadth
    /// first, so the fewest entries move.
    private func freeSlot(nearest home: BucketPair) -> (bucket: Int, slot: Int)? {
        var steps = [
            Step(bucket: home.near, parent: -1, slot: 0), Step(bucket: home.far, parent: -1, slot: 0),
        ]
        var next = 0
        while next < steps.count && steps.count < Self.longestSearch {
            let bucket = steps[next].bucket
            for slot in 0..<Bucket.slots {
                let entry = buckets[bucket][slot]
                let target = pair(entry.signature).other(than: bucket)
                if target == bucket || isOnPath(target, from: next, in: steps) { continue }
                if let empty = buckets[target].emptySlot {
                    return shift(along: steps, from: next, slot: slot, into: (target, empty))
                }
                steps.append(Step(bucket: target, parent: next, slot: slot))
            }
            next += 1
        }
        return nil
    }

    /// A path must not visit a bucket twice, or the slots it remembers would no longer hold what it saw.
    private func isOnPath(_ bucket: Int, from step: Int, in steps: [Step]) -> Bool {
        var index = step
        while index >= 0 {
            if steps[index].bucket == bucket { return true }
            index = steps[index].parent
        }
        return false
    }

    /// Moves the entries of the path, last first, and returns the slot that became empty at its start.
    private func shift(
        along steps: [Step], from last: Int, slot: Int, into empty: (bucket: Int, slot: Int)
    ) -> (bucket: Int, slot: Int) {
        var hole = empty
        var (index, moving) = (last, slot)
        while true {
            let source = steps[index].bucket
            buckets[hole.bucket][hole.slot] = buckets[source][moving]
            hole = (source, moving)
            buckets[source].values[moving] = 0
            if steps[index].parent < 0 { return hole }
            moving = steps[index].slot
            index = steps[index].parent
        }
    }
}
