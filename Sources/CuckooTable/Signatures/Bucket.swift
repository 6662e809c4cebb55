/// Four entries on one cache line: three planes of key words and one of values. Value 0 marks an empty slot.
@frozen
public struct Bucket: Sendable, BitwiseCopyable, Equatable {
    @usableFromInline var first: SIMD4<UInt32>
    @usableFromInline var second: SIMD4<UInt32>
    @usableFromInline var third: SIMD4<UInt32>
    @usableFromInline var values: SIMD4<UInt32>

    /// Entries in a bucket.
    public static let slots = 4

    /// A bucket with four empty slots.
    public static let empty = Bucket()

    init() {
        first = .zero
        second = .zero
        third = .zero
        values = .zero
    }

    /// The value stored for the key, or 0. At most one slot can match, so the matches are combined by or.
    @inlinable
    @inline(__always)
    func value(_ word0: UInt32, _ word1: UInt32, _ word2: UInt32) -> UInt32 {
        let match0 = unsafeBitCast(first .== SIMD4<UInt32>(repeating: word0), to: SIMD2<UInt64>.self)
        let match1 = unsafeBitCast(second .== SIMD4<UInt32>(repeating: word1), to: SIMD2<UInt64>.self)
        let match2 = unsafeBitCast(third .== SIMD4<UInt32>(repeating: word2), to: SIMD2<UInt64>.self)
        let kept = match0 & match1 & match2 & unsafeBitCast(values, to: SIMD2<UInt64>.self)
        let folded = kept.x | kept.y
        return UInt32(truncatingIfNeeded: folded | (folded >> 32))
    }

    /// The entry in `slot`; its value is 0 when the slot is empty.
    subscript(slot: Int) -> (signature: Signature, value: UInt32) {
        get {
            (
                Signature(low: UInt64(first[slot]) | UInt64(second[slot]) << 32, high: third[slot]),
                values[slot]
            )
        }
        set {
            first[slot] = UInt32(truncatingIfNeeded: newValue.signature.low)
            second[slot] = UInt32(truncatingIfNeeded: newValue.signature.low >> 32)
            third[slot] = newValue.signature.high
            values[slot] = newValue.value
        }
    }

    /// True when two entries have the same signature.
    var hasRepeatedSignature: Bool {
        for slot in 1..<Bucket.slots where values[slot] != 0 {
            for earlier in 0..<slot
            where values[earlier] != 0 && self[earlier].signature == self[slot].signature {
                return true
            }
        }
        return false
    }

    /// The first empty slot.
    var emptySlot: Int? {
        for slot in 0..<Bucket.slots where values[slot] == 0 { return slot }
        return nil
    }
}
