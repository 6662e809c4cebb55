/// How a key is written: `numbers` numbers of `digits` decimal digits each, most significant digit first.
@frozen
public struct KeyShape: Sendable, Hashable, CustomStringConvertible {
    /// Numbers in a key: 1 for the line shape, `R` for the vector shape.
    public let numbers: Int
    /// Decimal digits of each number, 1 to 16.
    public let digits: Int

    /// A shape of any size.
    ///
    /// - Precondition: at least one number, and 1 to 16 digits.
    /// - Complexity: O(1).
    public init(numbers: Int, digits: Int) {
        precondition(
            numbers >= 1 && (1...16).contains(digits), "a key has numbers, and numbers 1 to 16 digits")
        self.numbers = numbers
        self.digits = digits
    }

    /// The shape of canonical keys: one number of sixteen digits.
    public static let line = KeyShape(numbers: 1, digits: 16)

    /// The shape of weights: `numbers` numbers of three digits.
    ///
    /// - Complexity: O(1).
    public static func vector(_ numbers: Int) -> KeyShape { KeyShape(numbers: numbers, digits: 3) }

    /// Digits in a whole key.
    ///
    /// - Complexity: O(1).
    public var digitCount: Int { numbers * digits }

    /// The largest number that can be written: 10^`digits` − 1.
    ///
    /// - Complexity: O(1).
    public var largestNumber: UInt64 { powerOfTen(digits) - 1 }

    /// Numbers × digits, for example `32×3`.
    public var description: String { "\(numbers)×\(digits)" }
}

/// 10^`exponent`, exact up to exponent 19.
func powerOfTen(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}
