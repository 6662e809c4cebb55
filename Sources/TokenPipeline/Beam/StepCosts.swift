import Platform

/// What the tokens of a decision cost: the logarithm of their probability, in bits, when probabilities fall with the
/// distance by a half for every `halving`.
///
/// `cost(k) = d_k / halving + log2 Σ_j 2^(−d_j / halving)`, the negative logarithm of a softmax over distances. Distances of
/// different decisions cannot be compared with each other; costs can, which is what a search over many decisions needs. All
/// of it is whole numbers, 2^16 of them a bit, and the same on every machine: the powers of two come from a table of 256
/// fractions that is made by square roots and products alone, which are exact to the last digit by IEEE 754.
public struct StepCosts: Sendable, Hashable {
    /// The difference in distance that halves a probability.
    public let halving: UInt64
    /// 2^48 / halving, rounded.
    private let reciprocal: UInt64

    /// Values that `halving` can have.
    public static let halvings: ClosedRange<UInt64> = 1...1 << 32
    /// Costs are in units of 2^−`fractionBits` bits.
    public static let fractionBits: UInt64 = 16
    /// Probabilities fall no further than by so many halves.
    private static let mostBits: UInt64 = 1024

    /// Costs with this scale.
    ///
    /// - Precondition: `halving` is one of `halvings`.
    /// - Complexity: O(1).
    public init(halving: UInt64) {
        precondition(Self.halvings.contains(halving), "a halving of \(halving)")
        self.halving = halving
        reciprocal = (1 << 48 + halving / 2) / halving
    }

    /// 2^(−i/256), i from 0 to 255, with 30 binary digits after the point.
    static let fractions: Slab<UInt64> = {
        var roots: [Double] = []
        for _ in 0..<8 { roots.append((roots.last ?? 0.5).squareRoot()) }
        return Slab(
            (0..<256).map { index in
                // 2^(−1/2) belongs to the highest of the eight bits.
                let power = roots.enumerated().reduce(1.0) { product, root in
                    index >> (7 - root.offset) & 1 == 1 ? product * root.element : product
                }
                return UInt64((power * 0x1p30).rounded())
            })
    }()

    /// What a token costs that is `difference` farther away than the nearest one, beside `normalizer`. It does not fall
    /// with the difference.
    ///
    /// - Complexity: O(1).
    @inline(__always)
    public func cost(ofDifference difference: UInt64) -> UInt64 {
        (min(difference, halving &* Self.mostBits) &* reciprocal) &>> 32
    }

    /// What every token of a decision costs beside its difference: the logarithm of the sum of all probabilities over that
    /// of the nearest token.
    ///
    /// - Parameters:
    ///   - distances: of all tokens.
    ///   - tokens: those that may come.
    ///   - nearest: the smallest distance among them.
    /// - Complexity: O(tokens).
    public func normalizer(
        _ distances: UnsafePointer<UInt64>, tokens: Range<Int>, nearest: UInt64
    ) -> UInt64 {
        let fractions = Self.fractions.base
        var sum: UInt64 = 0
        for token in tokens {
            let bits = cost(ofDifference: distances[token] &- nearest)
            sum &+= fractions[Int(bits &>> 8 & 255)] >> (bits &>> Self.fractionBits)
        }
        return Self.logarithm(max(sum, 1 << 30)) &- 30 &<< Self.fractionBits
    }

    /// The logarithm to the base 2, rounded down to `fractionBits` binary digits, one digit after the other: squaring
    /// doubles a logarithm.
    static func logarithm(_ value: UInt64) -> UInt64 {
        let whole = UInt64(63 - value.leadingZeroBitCount)
        var mantissa = whole > 31 ? value >> (whole - 31) : value << (31 - whole)
        var logarithm = whole
        for _ in 0..<fractionBits {
            mantissa = (mantissa &* mantissa) &>> 31
            let isDoubled = mantissa >= 1 << 32
            logarithm = logarithm << 1 | (isDoubled ? 1 : 0)
            if isDoubled { mantissa >>= 1 }
        }
        return logarithm
    }
}
