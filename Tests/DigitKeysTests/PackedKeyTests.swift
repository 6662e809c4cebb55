import DigitKeys
import TestSupport
import Testing

@Suite struct PackedKeyTests {
    @Test func spellsNumbers() {
        var generator = SeededGenerator(seed: 3)
        var numbers: [UInt64] = [
            0, 1, 9, 10, 99, 100, 9999, 10_000, 99_999_999, 100_000_000, LineKeys.range - 1,
        ]
        for bits in 1..<54 {
            numbers += (0..<200).map { _ in
                UInt64.random(in: 0..<1 << bits, using: &generator) % LineKeys.range
            }
        }
        for number in numbers {
            let key = PackedKey(number: number)
            var rest = number
            let digits = (0..<16).map { _ in
                defer { rest /= 10 }
                return UInt8(rest % 10)
            }
            #expect(key.digits == digits.reversed())
            #expect(key.number == number)
            #expect(PackedKey(digits: key.digits) == key)
        }
    }

    /// Every number below 10^8 takes the same path as the last eight digits; all of four digits, and steps of all others.
    @Test func everyFourDigitsAreRight() {
        for number in 0..<UInt64(10_000) {
            for whole in [number, number * 10_000, number * 100_000_000 + 9999, number * 1_000_000_000_000] {
                #expect(PackedKey(number: whole).number == whole)
            }
        }
    }

    @Test func digitsBeyondTheSixteenthAreLost() {
        #expect(PackedKey(number: .max).number == UInt64.max % LineKeys.range)
        #expect(PackedKey(digits: [4, 2]).number == 42)
        #expect(PackedKey(digits: []).bits == 0)
    }

    @Test func orderIsThatOfTheNumbers() {
        #expect(PackedKey(number: 99) < PackedKey(number: 100))
        #expect(!(PackedKey(number: 100) < PackedKey(number: 100)))
    }

    @Test(arguments: [[10], [UInt8](repeating: 1, count: 17)])
    func wrongDigitsTrap(digits: [UInt8]) async {
        await #expect(processExitsWith: .failure) { [digits] in _ = PackedKey(digits: digits) }
    }
}
