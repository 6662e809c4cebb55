import Platform

/// The read path shared by growing and finished key tables. Homes and second buckets come from `KeyPlacement`, which
/// stays below the number of buckets by construction.
@usableFromInline
enum KeyProbe {
    @inlinable
    @inline(__always)
    static func find(
        _ key: UInt64, keys: UnsafePointer<UInt64>, values: UnsafePointer<UInt32>, placement: KeyPlacement,
        zero: UInt32
    ) -> UInt32 {
        if key == 0 { return zero }
        let home = placement.home(of: key)
        // Where in the home the key stands is known when its line has arrived; the token's line can come meanwhile.
        prefetch(values + home &* 8)
        let line = keys + home &* 8
        let match = equalWords(of8: line, to: key)
        if match != 0 { return values[home &* 8 &+ match.trailingZeroBitCount] }
        // A key that found an empty slot in its home stands there.
        if line[7] == 0 { return .max }
        let second = placement.second(of: key, home: home)
        let match2 = equalWords(of8: keys + second &* 8, to: key)
        return match2 != 0 ? values[second &* 8 &+ match2.trailingZeroBitCount] : .max
    }

    /// Slots from which a batch requests its lines ahead, at 12 bytes each: 1.5 MB, more than a second-level cache.
    ///
    /// Measured on a Xeon of the Ice Lake generation (1.25 MB of second-level cache), ns a look-up one by one → ahead, keys
    /// asked for at random, load 0.85: 8,000 keys 7 → 13, 60,000 keys 19 → 30, 120,000 keys 16 → 15, 250,000 keys
    /// 23 → 16, 1,000,000 keys 49 → 20, 10,000,000 keys 121 → 80.
    static let smallestToPrefetch = 1 << 17

    static func findAll(
        _ asked: UnsafeBufferPointer<UInt64>, into tokens: UnsafeMutablePointer<UInt32>,
        keys: UnsafePointer<UInt64>, values: UnsafePointer<UInt32>, placement: KeyPlacement, zero: UInt32
    ) {
        if placement.bucketCount * 8 < smallestToPrefetch {
            for index in asked.indices {
                tokens[index] = find(
                    asked[index], keys: keys, values: values, placement: placement, zero: zero)
            }
        } else {
            findAhead(asked, into: tokens, keys: keys, values: values, placement: placement, zero: zero)
        }
    }

    /// Requests the lines of a key twice: those of its home early, and once its home can be read, those of its second
    /// bucket if it is not there. Then it is looked up.
    static func findAhead(
        _ asked: UnsafeBufferPointer<UInt64>, into tokens: UnsafeMutablePointer<UInt32>,
        keys: UnsafePointer<UInt64>, values: UnsafePointer<UInt32>, placement: KeyPlacement, zero: UInt32
    ) {
        let (early, late) = (28, 8)
        let count = asked.count
        for index in 0..<count &+ early {
            if index < count {
                let home = placement.home(of: asked[index])
                prefetch(keys + home &* 8)
                prefetch(values + home &* 8)
            }
            let next = index &- (early &- late)
            if next >= 0 && next < count {
                let key = asked[next]
                let home = placement.home(of: key)
                let second = placement.second(of: key, home: home)
                // Without a branch: which of the two it is cannot be predicted.
                let bucket = equalWords(of8: keys + home &* 8, to: key) != 0 ? home : second
                prefetch(keys + bucket &* 8)
                prefetch(values + bucket &* 8)
            }
            let current = index &- early
            if current >= 0 {
                tokens[current] = find(
                    asked[current], keys: keys, values: values, placement: placement, zero: zero)
            }
        }
    }
}
