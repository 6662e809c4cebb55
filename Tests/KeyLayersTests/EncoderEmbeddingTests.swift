import DigitKeys
import KeyLayers
import TestSupport
import Testing

@Suite struct EncoderEmbeddingTests {
    /// The digits against wide whole-number arithmetic: saturating subtraction of scaled numbers, the fraction cut off.
    @Test(arguments: 1...4, 0...7)
    func digitsEqualSaturatingSubtraction(digits: Int, fractionBits: Int) {
        var generator = SeededGenerator(seed: UInt64(digits * 100 + fractionBits))
        for numbers in [1, 2, 16, 32, 64] {
            let shape = KeyShape(numbers: numbers, digits: digits)
            let embedding = EncoderEmbedding(shape: shape)
            #expect(embedding.digitCapacity >= shape.digitCount)
            let largest = Int64(shape.largestNumber)
            let top = (largest + 1) << Int64(fractionBits) - 1
            for round in 0..<40 {
                let start = (0..<numbers).map { _ in
                    Int32(
                        [0, largest, Int64.random(in: 0...largest, using: &generator)].randomElement(
                            using: &generator) ?? 0)
                }
                let reach = round % 2 == 0 ? Int32(2 * largest) << Int32(fractionBits) : 1 << 30 - 1
                let noise = (0..<numbers).map { _ in Int32.random(in: -reach...reach, using: &generator) }
                var written = [UInt8](repeating: 0xEE, count: embedding.digitCapacity + 1)
                embedding.writeDigits(start: start, noise: noise, fractionBits: fractionBits, into: &written)
                let expected = (0..<numbers).map { number in
                    let scaled = Int64(start[number]) << Int64(fractionBits)
                    let difference = KeyNumbers.saturatingSubtract(scaled, Int64(noise[number]), largest: top)
                    return UInt64(difference >> Int64(fractionBits))
                }
                #expect(
                    Array(written.prefix(shape.digitCount)) == KeyNumbers.digits(of: expected, shape: shape))
                #expect(written.last == 0xEE, "nothing is written past the capacity")
            }
        }
    }

    /// A fraction is cut off, not rounded, and one step below zero is zero.
    @Test func fractionsAreCutOff() {
        let shape = KeyShape(numbers: 16, digits: 3)
        let embedding = EncoderEmbedding(shape: shape)
        let noise: [Int32] = [
            0, 1, 3, 4, -1, -3, -4, 400, 401, 399, -3599, -3600, -3596, 100_000, -100_000, 2,
        ]
        var written = [UInt8](repeating: 0, count: embedding.digitCapacity)
        embedding.writeDigits(
            start: [Int32](repeating: 100, count: 16), noise: noise, fractionBits: 2, into: &written)
        #expect(
            KeyNumbers.numbers(of: Array(written.prefix(48)), shape: shape)
                == [100, 99, 99, 99, 100, 100, 101, 0, 0, 0, 999, 999, 999, 0, 999, 99])
    }

    @Test func fiveDigitsTrap() async {
        await #expect(processExitsWith: .failure) {
            _ = EncoderEmbedding(shape: KeyShape(numbers: 16, digits: 5))
        }
    }
}
