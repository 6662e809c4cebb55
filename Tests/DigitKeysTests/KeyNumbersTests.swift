import DigitKeys
import TestSupport
import Testing

@Suite struct KeyNumbersTests {
    @Test func digitsAreMostSignificantFirst() {
        let shape = KeyShape(numbers: 3, digits: 4)
        #expect(
            KeyNumbers.digits(of: [1234, 7, 9999], shape: shape) == [1, 2, 3, 4, 0, 0, 0, 7, 9, 9, 9, 9])
        #expect(
            KeyNumbers.numbers(of: [1, 2, 3, 4, 0, 0, 0, 7, 9, 9, 9, 9], shape: shape) == [1234, 7, 9999])
    }

    @Test func largerNumbersLoseTheirLeadingDigits() {
        #expect(KeyNumbers.digits(of: [12_345], shape: KeyShape(numbers: 1, digits: 3)) == [3, 4, 5])
        #expect(
            KeyNumbers.digits(of: [.max], shape: .line) == [6, 7, 4, 4, 0, 7, 3, 7, 0, 9, 5, 5, 1, 6, 1, 5])
    }

    @Test(arguments: 1...16)
    func numbersAndDigitsRoundTrip(digits: Int) {
        var generator = SeededGenerator(seed: UInt64(digits))
        for numbers in [1, 2, 16, 33] {
            let shape = KeyShape(numbers: numbers, digits: digits)
            #expect(shape.digitCount == numbers * digits)
            #expect("\(shape.largestNumber)" == String(repeating: "9", count: digits))
            for _ in 0..<50 {
                let key = (0..<numbers).map { _ in
                    UInt64.random(in: 0...shape.largestNumber, using: &generator)
                }
                let written = KeyNumbers.digits(of: key, shape: shape)
                #expect(written.allSatisfy { $0 <= 9 })
                #expect(KeyNumbers.numbers(of: written, shape: shape) == key)
            }
        }
    }

    @Test func shapesDescribeThemselves() {
        #expect(KeyShape.line.description == "1×16")
        #expect(KeyShape.vector(32).description == "32×3")
    }

    @Test(
        arguments: [
            (0, 0, 0), (5, 3, 2), (3, 5, 0), (999, 0, 999), (999, -1, 999), (0, -999, 999), (0, -1000, 999),
            (500, -499, 999), (500, -500, 999), (500, 500, 0), (500, 501, 0),
            (0, .min, 999), (999, .min, 999), (0, .max, 0), (999, .max, 0),
            (.max, .min, 999), (.min, .max, 0), (.min, .min, 0), (.max, .max, 0), (.min, 1, 0),
            (.max, -1, 999),
            (-1, .min, 999), (-2, .min, 999), (-2, .max, 0),
        ] as [(Int64, Int64, Int64)])
    func subtractionSaturates(number: Int64, noise: Int64, expected: Int64) {
        #expect(KeyNumbers.saturatingSubtract(number, noise, largest: 999) == expected)
    }

    @Test func subtractionEqualsTheWideOne() {
        var generator = SeededGenerator(seed: 1)
        let edges: [Int64] = [.min, .min + 1, -1000, -999, -1, 0, 1, 999, 1000, .max - 1, .max]
        for _ in 0..<5000 {
            let number =
                Bool.random(using: &generator)
                ? edges.randomElement(using: &generator) ?? 0
                : Int64.random(in: -2000...2000, using: &generator)
            let noise =
                Bool.random(using: &generator)
                ? edges.randomElement(using: &generator) ?? 0
                : Int64.random(in: .min ... .max, using: &generator)
            for largest: Int64 in [0, 9, 999, 9999, 9_999_999_999_999_999, .max] {
                let wide = Int128(number) - Int128(noise)
                #expect(
                    Int128(KeyNumbers.saturatingSubtract(number, noise, largest: largest))
                        == min(max(wide, 0), Int128(largest)))
            }
        }
    }
}
