/// The two buckets in which a signature may stand.
///
/// Both come from one 64-bit hash: each half is scaled to the number of buckets by multiplication, so that
/// tables may have any size. Source: Pagh and Rodler, "Cuckoo hashing", 2001; buckets of several slots after
/// Dietzfelbinger and Weidling, 2007.
@frozen
@usableFromInline
struct BucketPair {
    @usableFromInline let near: Int
    @usableFromInline let far: Int

    @inlinable
    @inline(__always)
    init(_ signature: Signature, seed: UInt64, bucketCount: UInt64) {
        self.init(hash: signature.mixed(seed: seed), bucketCount: bucketCount)
    }

    @inlinable
    @inline(__always)
    init(hash: UInt64, bucketCount: UInt64) {
        near = Int(truncatingIfNeeded: ((hash & 0xFFFF_FFFF) &* bucketCount) >> 32)
        far = Int(truncatingIfNeeded: ((hash >> 32) &* bucketCount) >> 32)
    }

    /// The bucket of the pair that is not `bucket`; the same one when both coincide.
    func other(than bucket: Int) -> Int { bucket == near ? far : near }
}
