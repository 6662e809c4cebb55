import Platform

/// The read path shared by growing and finished key tables. Homes and second buckets come from `KeyPlacement`, which
/// stays below the number of buckets by construction.
@usableFromInline
enum KeyProbe {
    @inlinable
    @inline(__always)
    static func find(
        _ key: UInt64, in slots: KeySlots, placement: KeyPlacement, zero: UInt32
    ) -> UInt32 {
        if key == 0 { return zero }
        let home = placement.home(of: key)
        let match = slots.matches(key, in: home)
        if match != 0 { return slots.tokens(of: home)[match.trailingZeroBitCount] }
        // A key that found an empty slot in its home stands there.
        if slots.keys(of: home)[KeySlots.width &- 1] == 0 { return .max }
        let second = placement.second(of: key, home: home)
        let match2 = slots.matches(key, in: second)
        return match2 != 0 ? slots.tokens(of: second)[match2.trailingZeroBitCount] : .max
    }

    /// Slots from which a batch requests its lines ahead: 3 MB, more than a second-level cache. Below that, requesting costs
    /// more than it saves, since the processor overlaps short waits by itself. `perf/engine 5 look-ups` measures sizes on
    /// both sides.
    static let smallestToPrefetch = 1 << 18

    static func findAll(
        _ asked: UnsafeBufferPointer<UInt64>, into tokens: UnsafeMutablePointer<UInt32>,
        in slots: KeySlots, placement: KeyPlacement, zero: UInt32
    ) {
        if placement.bucketCount * KeySlots.width < smallestToPrefetch {
            for index in asked.indices {
                tokens[index] = find(asked[index], in: slots, placement: placement, zero: zero)
            }
        } else {
            findAhead(asked, into: tokens, in: slots, placement: placement, zero: zero)
        }
    }

    /// Requests the lines of a key twice: those of its home early, and once its home can be read, those of its second
    /// bucket if it is not there. Then it is looked up.
    static func findAhead(
        _ asked: UnsafeBufferPointer<UInt64>, into tokens: UnsafeMutablePointer<UInt32>,
        in slots: KeySlots, placement: KeyPlacement, zero: UInt32
    ) {
        let (early, late) = (28, 8)
        let count = asked.count
        for index in 0..<count &+ early {
            if index < count {
                slots.request(placement.home(of: asked[index]))
            }
            let next = index &- (early &- late)
            if next >= 0 && next < count {
                let home = placement.home(of: asked[next])
                let second = placement.second(of: asked[next], home: home)
                // Without a branch: which of the two it is cannot be predicted.
                slots.request(slots.matches(asked[next], in: home) != 0 ? home : second)
            }
            let current = index &- early
            if current >= 0 {
                tokens[current] = find(asked[current], in: slots, placement: placement, zero: zero)
            }
        }
    }
}
