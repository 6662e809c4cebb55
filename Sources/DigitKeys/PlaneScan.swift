/// A scan over digit planes with Swift's SIMD types: sixteen keys a step.
///
/// The cost of a digit place is summed over the numbers first and weighted once at the end, so a block of sixteen
/// keys costs one load, one absolute difference and one addition a digit, and `D` multiplications in all. Distances
/// that cannot exceed 65,535 stay in sixteen bits: with `maximum ≤ 65,535` no partial sum can wrap, because every
/// partial sum is at most the whole distance.
public struct PlaneScan: NearestKeySearch {
    /// The keys that are searched.
    public let keys: KeyPlanes
    /// The distance that is used.
    public let distance: DigitDistance
    private let isNarrow: Bool

    /// A scan over `keys`.
    ///
    /// - Complexity: O(1).
    public init(keys: KeyPlanes, distance: DigitDistance) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        self.keys = keys
        self.distance = distance
        // Sums of places with a weight are at most the distance; those of places without one are multiplied by 0.
        isNarrow = distance.maximum <= UInt64(UInt16.max)
    }

    /// The nearest key to `query` and the runner-up.
    ///
    /// - Complexity: O(keys · digits / 16).
    public func nearest(to query: UnsafeBufferPointer<UInt8>) -> NearestKey {
        precondition(query.count == keys.shape.digitCount, "a query of another shape")
        guard let query = query.baseAddress else { return NearestKey() }
        return isNarrow ? narrow(query, keys.digits.base) : wide(query, keys.digits.base)
    }

    private func narrow(_ query: UnsafePointer<UInt8>, _ planes: UnsafePointer<UInt8>) -> NearestKey {
        var found = NearestKey()
        for block in stride(from: 0, to: keys.count, by: KeyPlanes.lanes) {
            var sum = SIMD16<UInt16>.zero
            for place in 0..<keys.shape.digits {
                let cost = placeCost(query, planes + block, place: place)
                sum &+= cost &* SIMD16<UInt16>(repeating: UInt16(truncatingIfNeeded: distance.weights[place]))
            }
            for lane in 0..<min(KeyPlanes.lanes, keys.count - block) {
                found.consider(block + lane, at: UInt64(sum[lane]))
            }
        }
        return found
    }

    private func wide(_ query: UnsafePointer<UInt8>, _ planes: UnsafePointer<UInt8>) -> NearestKey {
        var found = NearestKey()
        for block in stride(from: 0, to: keys.count, by: KeyPlanes.lanes) {
            var sum = SIMD16<UInt64>.zero
            for place in 0..<keys.shape.digits {
                var cost = SIMD16<UInt64>.zero
                for number in 0..<keys.shape.numbers {
                    let plane = number &* keys.shape.digits &+ place
                    let difference = DigitDifference(query[plane], planes + block + plane &* keys.stride)
                    cost &+= SIMD16<UInt64>(truncatingIfNeeded: difference.apart)
                    cost &+=
                        SIMD16<UInt64>(truncatingIfNeeded: difference.differs)
                        &* SIMD16<UInt64>(repeating: distance.penalty)
                }
                sum &+= cost &* SIMD16<UInt64>(repeating: distance.weights[place])
            }
            for lane in 0..<min(KeyPlanes.lanes, keys.count - block) {
                found.consider(block + lane, at: sum[lane])
            }
        }
        return found
    }

    /// Differences of at most nine can be summed in a byte over this many numbers.
    private static let numbersPerByte = 28

    /// The unweighted cost of one digit place, summed over the numbers, for sixteen keys.
    @inline(__always)
    private func placeCost(
        _ query: UnsafePointer<UInt8>, _ planes: UnsafePointer<UInt8>, place: Int
    ) -> SIMD16<UInt16> {
        let penalty = SIMD16<UInt16>(repeating: UInt16(truncatingIfNeeded: distance.penalty))
        var cost = SIMD16<UInt16>.zero
        var number = 0
        while number < keys.shape.numbers {
            let end = min(number &+ Self.numbersPerByte, keys.shape.numbers)
            var apart = SIMD16<UInt8>.zero
            var differing = SIMD16<UInt8>.zero
            while number < end {
                let plane = number &* keys.shape.digits &+ place
                let difference = DigitDifference(query[plane], planes + plane &* keys.stride)
                apart &+= difference.apart
                differing &+= difference.differs
                number &+= 1
            }
            cost &+= SIMD16<UInt16>(truncatingIfNeeded: apart)
            cost &+= SIMD16<UInt16>(truncatingIfNeeded: differing) &* penalty
        }
        return cost
    }
}

/// `|q − k|` and `[q ≠ k]` of one digit place for sixteen keys.
private struct DigitDifference {
    let apart: SIMD16<UInt8>
    let differs: SIMD16<UInt8>

    /// Selection by masks viewed as two 64-bit words: comparisons, additions and word operations are vector
    /// instructions, while the lane-wise minimum and maximum of the standard library are calls.
    @inline(__always)
    init(_ digit: UInt8, _ keys: UnsafePointer<UInt8>) {
        let key = UnsafeRawPointer(keys).loadUnaligned(as: SIMD16<UInt8>.self)
        let query = SIMD16<UInt8>(repeating: digit)
        let above = unsafeBitCast(query .> key, to: SIMD2<UInt64>.self)
        let below = unsafeBitCast(key .> query, to: SIMD2<UInt64>.self)
        let down = unsafeBitCast(query &- key, to: SIMD2<UInt64>.self)
        let upward = unsafeBitCast(key &- query, to: SIMD2<UInt64>.self)
        let one = SIMD2<UInt64>(repeating: 0x0101_0101_0101_0101)
        apart = unsafeBitCast((down & above) | (upward & below), to: SIMD16<UInt8>.self)
        differs = unsafeBitCast((above | below) & one, to: SIMD16<UInt8>.self)
    }
}
