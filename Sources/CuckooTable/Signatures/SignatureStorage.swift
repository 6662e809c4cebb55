import Platform

/// The buckets of a growing table, without their memory's owner. A copy costs nothing and sees the same buckets.
struct SignatureStorage {
    let buckets: UnsafeMutablePointer<Bucket>
    let bucketCount: Int
    let seed: UInt64

    @inline(__always)
    func hash(_ signature: Signature) -> UInt64 { signature.mixed(seed: seed) }

    @inline(__always)
    func pair(hash: UInt64) -> BucketPair { BucketPair(hash: hash, bucketCount: UInt64(bucketCount)) }

    /// Bits of the slots of `bucket` that hold `signature`.
    @inline(__always)
    func matches(_ signature: Signature, in bucket: Int) -> UInt32 {
        let words = words(of: bucket)
        let empty = equalWords(of4: words + 12, to: 0)
        return equalWords(of4: words, to: UInt32(truncatingIfNeeded: signature.low))
            & equalWords(of4: words + 4, to: UInt32(truncatingIfNeeded: signature.low &>> 32))
            & equalWords(of4: words + 8, to: signature.high) & ~empty
    }

    @inline(__always)
    func words(of bucket: Int) -> UnsafeMutablePointer<UInt32> {
        UnsafeMutableRawPointer(buckets + bucket).assumingMemoryBound(to: UInt32.self)
    }

    @inline(__always)
    func store(_ signature: Signature, value: UInt32, slot: Int, of bucket: Int) {
        let words = words(of: bucket) + slot
        words[0] = UInt32(truncatingIfNeeded: signature.low)
        words[4] = UInt32(truncatingIfNeeded: signature.low &>> 32)
        words[8] = signature.high
        words[12] = value
    }

    @inline(__always)
    func entry(_ slot: Int, of bucket: Int) -> (signature: Signature, value: UInt32) {
        let words = words(of: bucket) + slot
        return (Signature(low: UInt64(words[0]) | UInt64(words[4]) &<< 32, high: words[8]), words[12])
    }

    /// Puts a signature that the table does not hold into one of its two buckets, moving others when both are full.
    /// False when no chain of moves empties a slot; then nothing has changed.
    @inline(__always)
    func place(
        _ signature: Signature, value: UInt32, at pair: BucketPair, displacement: Displacement
    ) -> Bool {
        var (bucket, slot) = (pair.near, emptySlot(in: pair.near))
        if slot < 0 { (bucket, slot) = (pair.far, emptySlot(in: pair.far)) }
        if slot < 0 {
            guard let free = displacement.freeSlot(in: pair.near, or: pair.far, of: self) else {
                return false
            }
            (bucket, slot) = free
        }
        store(signature, value: value, slot: slot, of: bucket)
        return true
    }

    /// Deals the entries out to a table of twice as many buckets, from front to back in both.
    ///
    /// A bucket is ⌊x⌋ for a number x that depends on the hash alone, times the number of buckets; with twice as
    /// many it is ⌊2x⌋, one of 2⌊x⌋ and 2⌊x⌋ + 1. So the four entries of a bucket fit into two that nothing else
    /// goes to: no entry is moved aside and none can fail to find a slot.
    func deal(into double: SignatureStorage) {
        for bucket in 0..<bucketCount {
            var used = (0, 0)
            for slot in 0..<Bucket.slots {
                let entry = entry(slot, of: bucket)
                if entry.value == 0 { continue }
                let hash = hash(entry.signature)
                let next = double.pair(hash: hash)
                let target = pair(hash: hash).near == bucket ? next.near : next.far
                if target & 1 == 0 {
                    double.store(entry.signature, value: entry.value, slot: used.0, of: target)
                    used.0 += 1
                } else {
                    double.store(entry.signature, value: entry.value, slot: used.1, of: target)
                    used.1 += 1
                }
            }
        }
    }

    /// Places all entries in `other`; false when one of them finds no slot there.
    func placeAll(in other: SignatureStorage, displacement: Displacement) -> Bool {
        for bucket in 0..<bucketCount {
            for slot in 0..<Bucket.slots {
                let entry = entry(slot, of: bucket)
                if entry.value == 0 { continue }
                let pair = other.pair(hash: other.hash(entry.signature))
                guard
                    other.place(entry.signature, value: entry.value, at: pair, displacement: displacement)
                else { return false }
            }
        }
        return true
    }
}

extension SignatureStorage: DisplacementTarget {
    static let slots = Bucket.slots

    @inline(__always)
    func otherBucket(ofSlot slot: Int, in bucket: Int) -> Int {
        pair(hash: hash(entry(slot, of: bucket).signature)).other(than: bucket)
    }

    @inline(__always)
    func emptySlot(in bucket: Int) -> Int {
        let empty = equalWords(of4: words(of: bucket) + 12, to: 0)
        return empty == 0 ? -1 : empty.trailingZeroBitCount
    }

    @inline(__always)
    func move(from slot: Int, in bucket: Int, to emptySlot: Int, in target: Int) {
        let entry = entry(slot, of: bucket)
        store(entry.signature, value: entry.value, slot: emptySlot, of: target)
    }
}
