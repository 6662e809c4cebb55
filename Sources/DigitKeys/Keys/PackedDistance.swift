/// The distance of one packed query to eight packed keys at a time.
protocol PackedDistance: Sendable {
    associatedtype Query
    /// What is the same for all keys.
    func prepare(_ bits: UInt64) -> Query
    /// Eight distances.
    func distances(_ query: Query, _ keys: SIMD8<UInt64>) -> SIMD8<UInt64>
}

/// `P·[q≠k] + |q−k|` of sixteen digits for eight keys, a byte a digit: `odd` holds the first, third, … digit, `even` the
/// second, fourth, …. Needs P + 9 ≤ 255.
struct DigitCosts {
    let odd: SIMD8<UInt64>
    let even: SIMD8<UInt64>

    /// The digits of a query, broadcast.
    struct Query {
        let odd: SIMD64<Int8>
        let even: SIMD64<Int8>

        @inline(__always)
        init(_ bits: UInt64) {
            odd = unsafeBitCast(
                SIMD8<UInt64>(repeating: bits &>> 4 & DigitCosts.nibbles), to: SIMD64<Int8>.self)
            even = unsafeBitCast(
                SIMD8<UInt64>(repeating: bits & DigitCosts.nibbles), to: SIMD64<Int8>.self)
        }
    }

    static let nibbles: UInt64 = 0x0F0F_0F0F_0F0F_0F0F

    @inline(__always)
    init(_ query: Query, _ keys: SIMD8<UInt64>, penalty: SIMD8<UInt64>) {
        let mask = SIMD8<UInt64>(repeating: 0x0F0F_0F0F_0F0F_0F0F)
        odd = Self.cost(query.odd, (keys &>> SIMD8<UInt64>(repeating: 4)) & mask, penalty)
        even = Self.cost(query.even, keys & mask, penalty)
    }

    @inline(__always)
    private static func cost(
        _ query: SIMD64<Int8>, _ keys: SIMD8<UInt64>, _ penalty: SIMD8<UInt64>
    ) -> SIMD8<UInt64> {
        let keys = unsafeBitCast(keys, to: SIMD64<Int8>.self)
        let above = unsafeBitCast(query .> keys, to: SIMD8<UInt64>.self)
        let equal = unsafeBitCast(query .== keys, to: SIMD8<UInt64>.self)
        let down = unsafeBitCast(query &- keys, to: SIMD8<UInt64>.self)
        let upward = unsafeBitCast(keys &- query, to: SIMD8<UInt64>.self)
        let apart = (down & above) | (upward & ~above)
        // No byte overflows: a digit costs at most P + 9.
        return apart &+ (penalty & ~equal)
    }
}

/// Weights that are powers of a whole number f: sums of 2, 4, 8 and 16 digits as Horner's rule makes them, each in the
/// narrowest field that holds it. With c = P + 9 the largest cost of a digit: (f + 1)·c ≤ 255 keeps pairs in bytes,
/// (f + 1)(f² + 1)·c ≤ 65,535 fours in 16 bits, (f + 1)(f² + 1)(f⁴ + 1)·c < 2^32 eights in 32 bits.
struct GeometricDistance: PackedDistance {
    private let penalty: SIMD8<UInt64>
    private let factor: SIMD32<UInt16>
    private let square: SIMD32<UInt16>
    private let fourth: SIMD16<UInt32>
    private let eighth: SIMD8<UInt64>

    init?(factor: UInt64, penalty: UInt64) {
        guard factor >= 1, factor <= 15, penalty <= 246 else { return nil }
        let cost = penalty + 9
        let fourSum = (factor + 1) * (factor * factor + 1) * cost
        let eighth = factor * factor * factor * factor * factor * factor * factor * factor
        guard (factor + 1) * cost <= 255, fourSum <= 65_535,
            fourSum * (factor * factor * factor * factor + 1) < 1 << 32
        else { return nil }
        self.penalty = SIMD8(repeating: penalty &* 0x0101_0101_0101_0101)
        self.factor = SIMD32(repeating: UInt16(factor))
        square = SIMD32(repeating: UInt16(factor * factor))
        fourth = SIMD16(repeating: UInt32(factor * factor * factor * factor))
        self.eighth = SIMD8(repeating: eighth)
    }

    @inline(__always)
    func prepare(_ bits: UInt64) -> DigitCosts.Query { DigitCosts.Query(bits) }

    @inline(__always)
    func distances(_ query: DigitCosts.Query, _ keys: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let costs = DigitCosts(query, keys, penalty: penalty)
        // No byte overflows, so multiplying 16-bit lanes multiplies each of their bytes.
        let leading = unsafeBitCast(
            unsafeBitCast(costs.odd, to: SIMD32<UInt16>.self) &* factor, to: SIMD8<UInt64>.self)
        return wide(leading &+ costs.even)
    }

    @inline(__always)
    private func wide(_ pairs: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let low = SIMD8<UInt64>(repeating: 0x00FF_00FF_00FF_00FF)
        let first = unsafeBitCast((pairs &>> SIMD8<UInt64>(repeating: 8)) & low, to: SIMD32<UInt16>.self)
        let fours = first &* square &+ unsafeBitCast(pairs & low, to: SIMD32<UInt16>.self)
        return SumOfFours.combine(unsafeBitCast(fours, to: SIMD8<UInt64>.self), fourth, eighth)
    }
}

/// The last two steps that both narrow distances share.
enum SumOfFours {
    @inline(__always)
    static func combine(
        _ fours: SIMD8<UInt64>, _ fourth: SIMD16<UInt32>, _ eighth: SIMD8<UInt64>
    ) -> SIMD8<UInt64> {
        let low = SIMD8<UInt64>(repeating: 0x0000_FFFF_0000_FFFF)
        let first = unsafeBitCast((fours &>> SIMD8<UInt64>(repeating: 16)) & low, to: SIMD16<UInt32>.self)
        let eights = unsafeBitCast(
            first &* fourth &+ unsafeBitCast(fours & low, to: SIMD16<UInt32>.self), to: SIMD8<UInt64>.self)
        let half = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
        return (eights &>> SIMD8<UInt64>(repeating: 32)) &* (eighth & half) &+ (eights & half)
    }
}

/// Any weights whose costs of four neighbouring digits stay in 16 bits: `Σ₄ w_j · (P + 9) ≤ 65,535`. The sums of four are
/// added up, or weighted by powers of a whole factor as in `GeometricDistance`.
struct WeightedDistance: PackedDistance {
    private let penalty: SIMD8<UInt64>
    /// Weights of the first to fourth digit in every field of four.
    private let places: (SIMD32<UInt16>, SIMD32<UInt16>, SIMD32<UInt16>, SIMD32<UInt16>)
    private let fourth: SIMD16<UInt32>
    private let eighth: SIMD8<UInt64>

    /// - Parameters:
    ///   - weights: sixteen weights.
    ///   - fourth: what a sum of four weighs more than the next one.
    init?(weights: [UInt64], penalty: UInt64, fourth: UInt64 = 1) {
        guard penalty <= 246 else { return nil }
        let cost = penalty + 9
        var places = [SIMD32<UInt16>](repeating: .zero, count: 4)
        for four in 0..<4 {
            var sum: UInt64 = 0
            for place in 0..<4 {
                let weight = weights[four * 4 + place]
                guard weight <= 65_535 else { return nil }
                sum += weight * cost
                for key in 0..<8 { places[place][key * 4 + 3 - four] = UInt16(weight) }
            }
            guard sum <= 65_535 else { return nil }
        }
        guard fourth <= 65_535, 65_535 * (fourth + 1) < 1 << 32 else { return nil }
        self.penalty = SIMD8(repeating: penalty &* 0x0101_0101_0101_0101)
        self.places = (places[0], places[1], places[2], places[3])
        self.fourth = SIMD16(repeating: UInt32(fourth))
        eighth = SIMD8(repeating: fourth * fourth)
    }

    @inline(__always)
    func prepare(_ bits: UInt64) -> DigitCosts.Query { DigitCosts.Query(bits) }

    @inline(__always)
    func distances(_ query: DigitCosts.Query, _ keys: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let costs = DigitCosts(query, keys, penalty: penalty)
        let low = SIMD8<UInt64>(repeating: 0x00FF_00FF_00FF_00FF)
        let eight = SIMD8<UInt64>(repeating: 8)
        var fours = unsafeBitCast((costs.odd &>> eight) & low, to: SIMD32<UInt16>.self) &* places.0
        fours = fours &+ unsafeBitCast((costs.even &>> eight) & low, to: SIMD32<UInt16>.self) &* places.1
        fours = fours &+ unsafeBitCast(costs.odd & low, to: SIMD32<UInt16>.self) &* places.2
        fours = fours &+ unsafeBitCast(costs.even & low, to: SIMD32<UInt16>.self) &* places.3
        return SumOfFours.combine(unsafeBitCast(fours, to: SIMD8<UInt64>.self), fourth, eighth)
    }
}

/// Any weights and penalty, one digit place after another in 64 bits.
struct AnyDistance: PackedDistance {
    private let weights: [UInt64]
    private let penalty: UInt64

    init(weights: [UInt64], penalty: UInt64) {
        self.weights = weights
        self.penalty = penalty
    }

    @inline(__always)
    func prepare(_ bits: UInt64) -> UInt64 { bits }

    @inline(never)
    func distances(_ query: UInt64, _ keys: SIMD8<UInt64>) -> SIMD8<UInt64> {
        var sum = SIMD8<UInt64>.zero
        var rest = keys
        var digits = query
        weights.withUnsafeBufferPointer { weights in
            for place in stride(from: 15, through: 0, by: -1) {
                let key = unsafeBitCast(rest & SIMD8<UInt64>(repeating: 15), to: SIMD8<Int64>.self)
                let digit = SIMD8<Int64>(repeating: Int64(digits & 15))
                let above = unsafeBitCast(digit .> key, to: SIMD8<UInt64>.self)
                let equal = unsafeBitCast(digit .== key, to: SIMD8<UInt64>.self)
                let down = unsafeBitCast(digit &- key, to: SIMD8<UInt64>.self)
                let upward = unsafeBitCast(key &- digit, to: SIMD8<UInt64>.self)
                let apart = (down & above) | (upward & ~above)
                let cost = apart &+ (SIMD8<UInt64>(repeating: penalty) & ~equal)
                sum &+= cost &* SIMD8<UInt64>(repeating: weights[place])
                rest = rest &>> SIMD8<UInt64>(repeating: 4)
                digits &>>= 4
            }
        }
        return sum
    }
}
