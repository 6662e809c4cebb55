/// The numbers of a key and their digits.
public enum KeyNumbers {
    /// Writes the digits of `numbers`, most significant first, number after number.
    ///
    /// - Parameters:
    ///   - numbers: `shape.numbers` numbers from 0 to `shape.largestNumber`; larger ones lose their leading digits.
    ///   - digits: room for `shape.digitCount` digits.
    /// - Complexity: O(digits).
    public static func writeDigits(
        of numbers: UnsafeBufferPointer<UInt64>, shape: KeyShape, into digits: UnsafeMutablePointer<UInt8>
    ) {
        for number in 0..<shape.numbers {
            var rest = numbers[number]
            for place in stride(from: shape.digits - 1, through: 0, by: -1) {
                let quotient = rest / 10
                digits[number * shape.digits + place] = UInt8(truncatingIfNeeded: rest - quotient * 10)
                rest = quotient
            }
        }
    }

    /// The digits of `numbers`, most significant first, number after number.
    ///
    /// - Complexity: O(digits).
    public static func digits(of numbers: [UInt64], shape: KeyShape) -> [UInt8] {
        precondition(numbers.count == shape.numbers, "the numbers do not have the shape \(shape)")
        return [UInt8](unsafeUninitializedCapacity: shape.digitCount) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            numbers.withUnsafeBufferPointer { writeDigits(of: $0, shape: shape, into: base) }
            count = shape.digitCount
        }
    }

    /// The numbers that `digits` spell.
    ///
    /// - Complexity: O(digits).
    public static func numbers(of digits: [UInt8], shape: KeyShape) -> [UInt64] {
        precondition(digits.count == shape.digitCount, "the digits do not have the shape \(shape)")
        return (0..<shape.numbers).map { number in
            (0..<shape.digits).reduce(0) { $0 * 10 + UInt64(digits[number * shape.digits + $1]) }
        }
    }

    /// `number − noise`, saturating at 0 and at `largest`.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static func saturatingSubtract(_ number: Int64, _ noise: Int64, largest: Int64) -> Int64 {
        let (difference, overflow) = number.subtractingReportingOverflow(noise)
        if overflow { return noise < 0 ? largest : 0 }
        return min(max(difference, 0), largest)
    }
}
