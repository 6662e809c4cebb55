import Platform

/// The read path shared by growing and finished tables. Bucket indices come from `BucketPair`, which stays below
/// the bucket count by construction; a table always has at least one bucket.
enum Probe {
    /// How many signatures ahead of the probe the two buckets are requested, while a table grows.
    static let lookAhead = PrefetchDistance.standard.pairs

    @inline(__always)
    static func find(
        _ signature: Signature, in buckets: UnsafePointer<Bucket>, bucketCount: UInt64, seed: UInt64
    ) -> UInt32 {
        if signature.isAbsent { return 0 }
        let pair = BucketPair(signature, seed: seed, bucketCount: bucketCount)
        return find(signature, at: pair, in: buckets)
    }

    @inline(__always)
    static func find(_ signature: Signature, at pair: BucketPair, in buckets: UnsafePointer<Bucket>) -> UInt32
    {
        let word0 = UInt32(truncatingIfNeeded: signature.low)
        let word1 = UInt32(truncatingIfNeeded: signature.low >> 32)
        let near = buckets[pair.near].value(word0, word1, signature.high)
        if near != 0 { return near }
        return buckets[pair.far].value(word0, word1, signature.high)
    }

    /// Looks up a batch in the same way whatever the table's size, since the hashes of a dozen signatures overlap too.
    /// Hashes and requests `distance` signatures ahead, then probes. `perf/engine 5 signatures` measures it beside single
    /// look-ups.
    static func findAll(
        _ signatures: UnsafeBufferPointer<Signature>, into values: UnsafeMutablePointer<UInt32>,
        in buckets: UnsafePointer<Bucket>, bucketCount: UInt64, seed: UInt64,
        distance: PrefetchDistance = .standard
    ) {
        let count = signatures.count
        let (lookAhead, mask) = (distance.pairs, distance.ringLength &- 1)
        withUnsafeTemporaryAllocation(of: BucketPair.self, capacity: distance.ringLength) { ring in
            guard let ring = ring.baseAddress else { return }
            @inline(__always) func request(_ index: Int) {
                let signature = signatures[index]
                if signature.isAbsent { return }
                let pair = BucketPair(signature, seed: seed, bucketCount: bucketCount)
                prefetch(UnsafeRawPointer(buckets + pair.near))
                prefetch(UnsafeRawPointer(buckets + pair.far))
                (ring + (index & mask)).initialize(to: pair)
            }
            for index in 0..<min(lookAhead, count) { request(index) }
            for index in 0..<count {
                if index &+ lookAhead < count { request(index + lookAhead) }
                let signature = signatures[index]
                values[index] =
                    signature.isAbsent ? 0 : find(signature, at: ring[index & mask], in: buckets)
            }
        }
    }
}
