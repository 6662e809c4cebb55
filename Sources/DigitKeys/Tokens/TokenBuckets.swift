import Platform

/// Token keys → numbers in buckets of three, one cache line each: keys, numbers, sizes of the tokens, and whether a key
/// went on to the next bucket because this one was full.
///
/// Not `Sendable` as long as it changes; looking up changes nothing.
final class TokenBuckets {
    private(set) var count = 0
    private var memory: AlignedMemory
    private let seed: UInt64
    /// In memory of its own: reading a variable of a class costs a check.
    private let state: UnsafeMutablePointer<Reader>

    /// A number that no token has: nothing was found.
    static let absent = UInt32.max

    static let bytes = 64
    fileprivate static let slots = 3
    fileprivate static let numbersOffset = 48
    fileprivate static let sizesOffset = 60
    fileprivate static let spillOffset = 63

    /// Buckets for about `capacity` tokens; more make them grow.
    init(capacity: Int, seed: UInt64) {
        self.seed = seed
        let bucketCount = Self.bucketCount(for: capacity)
        memory = AlignedMemory(byteCount: bucketCount * Self.bytes)
        state = .allocate(capacity: 1)
        state.initialize(
            to: Reader(base: UnsafeRawPointer(memory.base), bucketCount: UInt64(bucketCount), seed: seed))
    }

    deinit { state.deallocate() }

    private var bucketCount: Int { Int(state.pointee.bucketCount) }

    /// Bytes of all buckets.
    var byteCount: Int { bucketCount * Self.bytes }

    /// The share of slots that hold a token.
    var load: Double { Double(count) / Double(bucketCount * Self.slots) }

    /// Half of the slots stay empty, so that nearly every key is in its first bucket.
    private static func bucketCount(for capacity: Int) -> Int { max(4, capacity * 2 / slots + 1) }

    /// For loops that look up much: the state that looking up needs, in registers.
    struct Reader {
        fileprivate let base: UnsafeRawPointer
        fileprivate let bucketCount: UInt64
        fileprivate let seed: UInt64

        /// Where the bucket of a key starts, counted in bytes.
        @inline(__always)
        func bucket(of key: TokenKey) -> Int {
            Int(truncatingIfNeeded: ((key.hash(seed: seed) &>> 32) &* bucketCount) &>> 32)
                &* TokenBuckets.bytes
        }

        @inline(__always)
        func prefetch(bucket: Int) { Platform.prefetch(base + bucket) }

        /// The number of a key of at most 16 bytes, or `absent`.
        @inline(__always)
        func find(_ key: TokenKey, bucket: Int) -> UInt32 {
            let keys = (base + bucket).assumingMemoryBound(to: UInt64.self)
            let isFirst = (keys[0] ^ key.low) | (keys[1] ^ key.high) == 0
            let isSecond = (keys[2] ^ key.low) | (keys[3] ^ key.high) == 0
            let isThird = (keys[4] ^ key.low) | (keys[5] ^ key.high) == 0
            if isFirst || isSecond || isThird {
                // Without branches: which slot it is cannot be predicted.
                let slot = isFirst ? 0 : (isSecond ? 1 : 2)
                let size = base.load(
                    fromByteOffset: bucket &+ TokenBuckets.sizesOffset &+ slot, as: UInt8.self)
                if size == key.size {
                    return base.load(
                        fromByteOffset: bucket &+ TokenBuckets.numbersOffset &+ 4 &* slot, as: UInt32.self)
                }
                // An empty slot, or a token that differs in zero bytes at its end.
            } else if base.load(fromByteOffset: bucket &+ TokenBuckets.spillOffset, as: UInt8.self) == 0 {
                return TokenBuckets.absent
            }
            return find(key, bucket: bucket) { _ in true }
        }

        /// The number of a key for which `isRight` holds, or `absent`; for keys that do not hold the text.
        @inline(never)
        func find(_ key: TokenKey, bucket: Int, isRight: (UInt32) -> Bool) -> UInt32 {
            var bucket = bucket
            while true {
                for slot in 0..<TokenBuckets.slots {
                    let number = base.load(
                        fromByteOffset: bucket + TokenBuckets.numbersOffset + 4 * slot, as: UInt32.self)
                    let found = TokenBuckets.key(in: base + bucket, slot: slot)
                    if found == key && isRight(number) { return number }
                }
                if base.load(fromByteOffset: bucket + TokenBuckets.spillOffset, as: UInt8.self) == 0 {
                    return TokenBuckets.absent
                }
                bucket += TokenBuckets.bytes
                if bucket == Int(bucketCount) * TokenBuckets.bytes { bucket = 0 }
            }
        }
    }

    /// Valid until a key is inserted.
    var reader: Reader { state.pointee }

    /// What looking a key up takes: whether it is there, the buckets that are opened, and the other tokens whose keys are the
    /// same words, so that size or text had to tell them apart.
    func probe(_ key: TokenKey, isRight: (UInt32) -> Bool) -> (isFound: Bool, buckets: Int, mismatches: Int) {
        var bucket = reader.bucket(of: key)
        var (buckets, mismatches) = (0, 0)
        while true {
            let base = UnsafeRawPointer(memory.base + bucket)
            buckets += 1
            for slot in 0..<Self.slots {
                let other = Self.key(in: base, slot: slot)
                guard other.size != 0, other.low == key.low, other.high == key.high else { continue }
                let number = base.load(fromByteOffset: Self.numbersOffset + 4 * slot, as: UInt32.self)
                if other.size == key.size, isRight(number) { return (true, buckets, mismatches) }
                mismatches += 1
            }
            if base.load(fromByteOffset: Self.spillOffset, as: UInt8.self) == 0 {
                return (false, buckets, mismatches)
            }
            bucket += Self.bytes
            if bucket == bucketCount * Self.bytes { bucket = 0 }
        }
    }

    /// Adds a key that is not there; a key that does not hold the text may be there for another token.
    func insert(_ key: TokenKey, number: UInt32) {
        if (count + 1) * 3 > bucketCount * Self.slots * 2 { grow() }
        place(key, number: number)
        count += 1
    }

    private func place(_ key: TokenKey, number: UInt32) {
        var bucket = reader.bucket(of: key)
        while true {
            let base = memory.base + bucket
            for slot in 0..<Self.slots
            where base.load(fromByteOffset: Self.sizesOffset + slot, as: UInt8.self) == 0 {
                base.storeBytes(of: key.low, toByteOffset: 16 * slot, as: UInt64.self)
                base.storeBytes(of: key.high, toByteOffset: 16 * slot + 8, as: UInt64.self)
                base.storeBytes(of: number, toByteOffset: Self.numbersOffset + 4 * slot, as: UInt32.self)
                base.storeBytes(of: key.size, toByteOffset: Self.sizesOffset + slot, as: UInt8.self)
                return
            }
            base.storeBytes(of: 1, toByteOffset: Self.spillOffset, as: UInt8.self)
            bucket += Self.bytes
            if bucket == bucketCount * Self.bytes { bucket = 0 }
        }
    }

    private func grow() {
        let old = memory
        let oldCount = bucketCount
        let newCount = Self.bucketCount(for: 2 * count)
        memory = AlignedMemory(byteCount: newCount * Self.bytes)
        state.pointee = Reader(
            base: UnsafeRawPointer(memory.base), bucketCount: UInt64(newCount), seed: seed)
        for bucket in 0..<oldCount {
            let base = UnsafeRawPointer(old.base + bucket * Self.bytes)
            for slot in 0..<Self.slots
            where base.load(fromByteOffset: Self.sizesOffset + slot, as: UInt8.self) != 0 {
                place(
                    Self.key(in: base, slot: slot),
                    number: base.load(fromByteOffset: Self.numbersOffset + 4 * slot, as: UInt32.self))
            }
        }
    }

    @inline(__always)
    fileprivate static func key(in bucket: UnsafeRawPointer, slot: Int) -> TokenKey {
        TokenKey(
            low: bucket.load(fromByteOffset: 16 * slot, as: UInt64.self),
            high: bucket.load(fromByteOffset: 16 * slot + 8, as: UInt64.self),
            size: bucket.load(fromByteOffset: sizesOffset + slot, as: UInt8.self))
    }
}
