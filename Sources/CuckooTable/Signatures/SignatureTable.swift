import Platform

/// A finished cuckoo table for any number of concurrent readers: signature → a value from 1 to 2^32 − 1. Its
/// buckets may lie in a mapped file.
public struct SignatureTable: Sendable {
    /// The buckets, one cache line each.
    public let buckets: Slab<Bucket>
    /// Seed of the hash.
    public let seed: UInt64
    /// Number of entries.
    public let count: Int
    /// The largest value of an entry; 0 when there is none.
    public let largestValue: UInt32

    init(buckets: Slab<Bucket>, seed: UInt64, count: Int, largestValue: UInt32) {
        self.buckets = buckets
        self.seed = seed
        self.count = count
        self.largestValue = largestValue
    }

    /// A table over buckets that came from a file.
    ///
    /// - Throws: `InvalidStructure` when there is no bucket, more than 2^32, an entry whose value exceeds
    ///   `largestValue`, or a bucket that holds a signature twice.
    /// - Complexity: O(slots).
    public init(buckets: Slab<Bucket>, seed: UInt64, largestValue: UInt32) throws(InvalidStructure) {
        guard buckets.count > 0, UInt64(buckets.count) <= UInt64(UInt32.max) else {
            throw InvalidStructure("a table of \(buckets.count) buckets cannot exist")
        }
        var count = 0
        var largest: UInt32 = 0
        var isAmbiguous = false
        buckets.withUnsafeBufferPointer { buckets in
            for index in buckets.indices {
                let values = buckets[index].values
                for slot in 0..<Bucket.slots where values[slot] != 0 { count += 1 }
                largest = max(largest, values.max())
                isAmbiguous = isAmbiguous || buckets[index].hasRepeatedSignature
            }
        }
        // A look-up combines the matches of a bucket by or, so a repeated signature could be found as a value that
        // exceeds `largestValue`.
        guard !isAmbiguous else { throw InvalidStructure("a bucket holds a signature twice") }
        guard largest <= largestValue else {
            throw InvalidStructure("an entry points to \(largest), past \(largestValue)")
        }
        self.init(buckets: buckets, seed: seed, count: count, largestValue: largest)
    }

    /// The share of slots that hold an entry.
    ///
    /// - Complexity: O(1).
    public var load: Double { Double(count) / Double(buckets.count * Bucket.slots) }

    /// The value stored for `signature`, or 0.
    ///
    /// - Complexity: O(1): two cache lines.
    public func find(_ signature: Signature) -> UInt32 {
        Probe.find(signature, in: buckets.base, bucketCount: UInt64(buckets.count), seed: seed)
    }

    /// Buckets that a look-up of `signature` opens: 0 for none, 1 when it is found in the first one, otherwise 2.
    ///
    /// - Complexity: O(1): two cache lines.
    package func bucketsOpened(for signature: Signature) -> Int {
        if signature.isAbsent { return 0 }
        let near = BucketPair(signature, seed: seed, bucketCount: UInt64(buckets.count)).near
        let (word0, word1) = (
            UInt32(truncatingIfNeeded: signature.low), UInt32(truncatingIfNeeded: signature.low >> 32)
        )
        return buckets[near].value(word0, word1, signature.high) != 0 ? 1 : 2
    }

    /// Looks up all `signatures` and writes their values, 0 where there is none.
    ///
    /// - Parameter values: room for `signatures.count` values.
    /// - Complexity: O(n), with the cache misses of about a dozen look-ups overlapping.
    public func findAll(
        _ signatures: UnsafeBufferPointer<Signature>, into values: UnsafeMutablePointer<UInt32>
    ) {
        findAll(signatures, into: values, distance: .standard)
    }

    /// Looks up all `signatures` like ``findAll(_:into:)``, asking for memory as far ahead as told.
    ///
    /// - Complexity: O(n).
    public func findAll(
        _ signatures: UnsafeBufferPointer<Signature>, into values: UnsafeMutablePointer<UInt32>,
        distance: PrefetchDistance
    ) {
        Probe.findAll(
            signatures, into: values, in: buckets.base, bucketCount: UInt64(buckets.count), seed: seed,
            distance: distance)
    }

    /// Calls `body` with every entry, in bucket order.
    ///
    /// - Complexity: O(slots).
    public func forEach(_ body: (Signature, UInt32) throws -> Void) rethrows {
        for index in 0..<buckets.count {
            let bucket = buckets[index]
            for slot in 0..<Bucket.slots where bucket.values[slot] != 0 {
                try body(bucket[slot].signature, bucket[slot].value)
            }
        }
    }
}
