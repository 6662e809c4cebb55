import Platform

/// A cuckoo table that grows: signature → a value from 1 to 2^32 − 1.
///
/// The same insertions in the same order give the same layout on every machine. One writer, no concurrent
/// readers; `finished()` gives a table for many readers, and ``PublishedTable`` hands it to them.
public final class GrowingTable {
    private let memory: TableMemory
    private let displacement: Displacement
    private var owner: PageMemory
    private var storage: SignatureStorage
    /// Entries at which the table doubles.
    private var limit: Int

    /// Number of entries.
    public private(set) var count = 0
    /// The largest value that was ever stored.
    private var largestValue: UInt32 = 0

    /// The share of slots at which the table doubles. Searches that find nothing are rare up to about 0.95 and cost the
    /// most; the threshold of two buckets of four slots is 0.976 (Dietzfelbinger and Weidling, 2007; Fountoulakis and
    /// Panagiotou, 2010).
    static let fullLoad = 0.9375
    /// Buckets that a search looks through before it gives up.
    private static let longestSearch = 128

    /// An empty table with room for `capacity` entries before it first grows.
    ///
    /// Ends the program when the system refuses the memory.
    ///
    /// - Parameter seed: of the hash; another seed gives another layout, the same answers.
    /// - Complexity: O(`capacity`).
    public convenience init(capacity: Int = 0, seed: UInt64 = 0) {
        do {
            try self.init(capacity: capacity, seed: seed, memory: .system)
        } catch { fatalError(error.description) }
    }

    /// An empty table that takes all its memory from `memory`.
    ///
    /// - Throws: `TableMemoryExhausted` when `memory` refuses.
    /// - Complexity: O(`capacity`).
    package init(
        capacity: Int = 0, seed: UInt64 = 0, memory: TableMemory
    ) throws(TableMemoryExhausted) {
        let bucketCount = max(2, Self.buckets(for: capacity, load: 0.9))
        precondition(bucketCount <= Int(UInt32.max), "a table has at most 2^32 − 1 buckets")
        let block = try memory.block(of: Bucket.self, count: bucketCount)
        self.memory = memory
        displacement = try Displacement(capacity: Self.longestSearch, memory: memory)
        owner = block.owner
        storage = SignatureStorage(buckets: block.base, bucketCount: bucketCount, seed: seed)
        limit = Self.limit(bucketCount)
    }

    /// The share of slots that hold an entry.
    ///
    /// - Complexity: O(1).
    public var load: Double { Double(count) / Double(storage.bucketCount * Bucket.slots) }

    static func buckets(for entries: Int, load: Double) -> Int {
        Int((Double(entries) / (Double(Bucket.slots) * load)).rounded(.up))
    }

    private static func limit(_ bucketCount: Int) -> Int {
        Int((Double(bucketCount * Bucket.slots) * fullLoad).rounded(.up))
    }

    /// The value stored for `signature`, or 0.
    ///
    /// - Complexity: O(1): two cache lines.
    public func find(_ signature: Signature) -> UInt32 {
        let storage = storage
        return Probe.find(
            signature, in: storage.buckets, bucketCount: UInt64(storage.bucketCount), seed: storage.seed)
    }

    /// Looks up all `signatures` and writes their values, 0 where there is none.
    ///
    /// - Parameter values: room for `signatures.count` values.
    /// - Complexity: O(n), with the cache misses of about a dozen look-ups overlapping.
    public func findAll(
        _ signatures: UnsafeBufferPointer<Signature>, into values: UnsafeMutablePointer<UInt32>
    ) {
        let storage = storage
        Probe.findAll(
            signatures, into: values, in: storage.buckets, bucketCount: UInt64(storage.bucketCount),
            seed: storage.seed)
    }

    /// Stores `value` for `signature`, replacing what was there. Ends the program when the table has to grow and the
    /// system refuses the memory.
    ///
    /// - Precondition: `value` is not 0 and `signature` is not `Signature.absent`.
    /// - Complexity: O(1) amortised; growing moves every entry.
    public func insert(_ signature: Signature, value: UInt32) {
        do { try tryInsert(signature, value: value) } catch { fatalError(error.description) }
    }

    /// Stores `value` for `signature`, replacing what was there.
    ///
    /// - Precondition: `value` is not 0 and `signature` is not `Signature.absent`.
    /// - Throws: `TableMemoryExhausted` when the table has to grow and the system refuses the memory; all earlier
    ///   entries are still there, and the call can be repeated.
    /// - Complexity: O(1) amortised; growing moves every entry.
    public func tryInsert(_ signature: Signature, value: UInt32) throws(TableMemoryExhausted) {
        try insert(signature, value: value, hash: storage.hash(signature))
    }

    /// Stores the values of all `signatures` in turn, as `insert` would, with the cache misses of several insertions
    /// overlapping. Ends the program when the system refuses memory.
    ///
    /// - Parameter values: as many values as signatures.
    /// - Precondition: no value is 0 and no signature is `Signature.absent`.
    /// - Complexity: O(n) amortised.
    public func insertAll(_ signatures: UnsafeBufferPointer<Signature>, values: UnsafePointer<UInt32>) {
        do { try tryInsertAll(signatures, values: values) } catch { fatalError(error.description) }
    }

    /// Stores the values of all `signatures` in turn, as `tryInsert` would, with the cache misses of several insertions
    /// overlapping.
    ///
    /// - Parameter values: as many values as signatures.
    /// - Precondition: no value is 0 and no signature is `Signature.absent`.
    /// - Throws: `TableMemoryExhausted` when the system refuses memory: all entries before the one that needed it are
    ///   stored, and the call can be repeated.
    /// - Complexity: O(n) amortised.
    public func tryInsertAll(
        _ signatures: UnsafeBufferPointer<Signature>, values: UnsafePointer<UInt32>
    ) throws(TableMemoryExhausted) {
        let count = signatures.count
        var ring = InlineArray<16, UInt64>(repeating: 0)
        var ringSeed = storage.seed
        for index in 0..<count + Probe.lookAhead {
            if index < count {
                let hash = signatures[index].mixed(seed: ringSeed)
                let storage = storage
                let pair = storage.pair(hash: hash)
                prefetch(storage.buckets + pair.near)
                prefetch(storage.buckets + pair.far)
                ring[index & 15] = hash
            }
            let current = index - Probe.lookAhead
            if current < 0 { continue }
            // Growing can change the seed; then the hashes that were made ahead are those of another table.
            let seed = storage.seed
            if seed != ringSeed {
                ringSeed = seed
                for ahead in current..<min(count, index + 1) {
                    ring[ahead & 15] = signatures[ahead].mixed(seed: seed)
                }
            }
            try insert(signatures[current], value: values[current], hash: ring[current & 15])
        }
    }

    /// Calls `body` with every entry, in bucket order.
    ///
    /// - Complexity: O(slots).
    public func forEach(_ body: (Signature, UInt32) throws -> Void) rethrows {
        let storage = storage
        for bucket in 0..<storage.bucketCount {
            for slot in 0..<Bucket.slots {
                let entry = storage.entry(slot, of: bucket)
                if entry.value != 0 { try body(entry.signature, entry.value) }
            }
        }
    }

    /// The entries as an immutable table for any number of readers.
    ///
    /// - Complexity: O(slots).
    public func finished() -> SignatureTable {
        let storage = storage
        let copy = Slab<Bucket>.inLargePages(count: storage.bucketCount, copying: storage.buckets)
        return SignatureTable(buckets: copy, seed: storage.seed, count: count, largestValue: largestValue)
    }

    @inline(__always)
    private func insert(
        _ signature: Signature, value: UInt32, hash: UInt64
    ) throws(TableMemoryExhausted) {
        precondition(value != 0 && !signature.isAbsent, "value 0 and the absent signature cannot be stored")
        let storage = storage
        let pair = storage.pair(hash: hash)
        largestValue = max(largestValue, value)
        let near = storage.matches(signature, in: pair.near)
        let far = storage.matches(signature, in: pair.far)
        if near | far != 0 {
            let (bucket, matches) = near != 0 ? (pair.near, near) : (pair.far, far)
            storage.words(of: bucket)[12 + matches.trailingZeroBitCount] = value
            return
        }
        if count < limit
            && storage.place(signature, value: value, at: pair, displacement: displacement)
        {
            count += 1
            return
        }
        try growAndPlace(signature, value: value)
    }

    @inline(never)
    private func growAndPlace(_ signature: Signature, value: UInt32) throws(TableMemoryExhausted) {
        var isPlaced = false
        while !isPlaced {
            try grow()
            let pair = storage.pair(hash: storage.hash(signature))
            isPlaced = storage.place(signature, value: value, at: pair, displacement: displacement)
        }
        count += 1
    }

    /// Doubles the table; one that is nearly empty gets another seed instead, since then only signatures that share both
    /// buckets can have kept an entry from its place, and no size would help.
    ///
    /// The new table is filled before it takes the old one's place, and the only step that can fail is the first.
    private func grow() throws(TableMemoryExhausted) {
        let isCrowded = storage.bucketCount > 64 && load < 0.2
        let bucketCount = isCrowded ? storage.bucketCount : storage.bucketCount * 2
        precondition(bucketCount <= Int(UInt32.max), "a table has at most 2^32 − 1 buckets")
        let block = try memory.block(of: Bucket.self, count: bucketCount)
        var next = SignatureStorage(buckets: block.base, bucketCount: bucketCount, seed: storage.seed)
        if isCrowded {
            repeat {
                next = SignatureStorage(
                    buckets: block.base, bucketCount: bucketCount, seed: next.seed &+ 1)
                next.buckets.update(repeating: .empty, count: bucketCount)
            } while !storage.placeAll(in: next, displacement: displacement)
        } else {
            storage.deal(into: next)
        }
        storage = next
        owner = block.owner
        limit = Self.limit(bucketCount)
    }
}
