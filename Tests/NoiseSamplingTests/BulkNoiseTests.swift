import NoiseSampling
import Testing

/// Many words at a time are the words one by one.
@Suite struct BulkNoiseTests {
    private static let lengths = Array(0...70) + [127, 128, 129, 131, 160, 255, 256, 300, 1000, 4099]

    @Test(arguments: [0, 1, 7, 1 << 32 - 3, 1 << 40, .max - 5])
    func wordsAreThoseOfTheBlocks(counter: UInt64) {
        for stream in [
            NoiseStream(seed: 0, number: 0), NoiseStream(seed: .max, number: .max),
            NoiseStream(seed: 0x0123_4567_89AB_CDEF, number: 0xFEDC_BA98_7654_3210),
        ] {
            for length in Self.lengths {
                // One word more, which must stay.
                var words = [UInt32](repeating: 7, count: length + 1)
                words.withUnsafeMutableBufferPointer {
                    stream.fill(UnsafeMutableBufferPointer(rebasing: $0[..<length]), counter: counter)
                }
                let wanted = (0..<length).map { place -> UInt32 in
                    stream.block(counter &+ UInt64(place / 4))[place % 4]
                }
                #expect(words == wanted + [7], "\(length) words from \(counter) of \(stream)")
            }
        }
    }

    /// The definition that models depend on, spelled out.
    @Test(arguments: [1, 2, 3, 4, 5, 16, 31, 32, 33, 64, 129])
    func vectorsAreThoseOfTheDefinition(numbers: Int) {
        let noise = ColouredNoise(stream: NoiseStream(seed: 21, number: 4))
        for amplitude: Int32 in [0, 1, 300, 9600, (1 << 30) - 1] {
            for counter: UInt64 in [0, 5, .max - 2] {
                var vectors = [Int32](repeating: 0, count: numbers * 9)
                vectors.withUnsafeMutableBufferPointer {
                    noise.fill($0, numbers: numbers, counter: counter, amplitude: amplitude)
                }
                for vector in 0..<9 {
                    let start = counter &+ UInt64(vector) &* noise.counters(for: numbers)
                    let wanted = (0..<numbers).map { number in
                        let word = noise.stream.block(start &+ UInt64(number / 4))[number % 4]
                        return Int32((UInt64(word) * UInt64(2 * amplitude + 1)) >> 32) - amplitude
                    }
                    #expect(Array(vectors[vector * numbers..<(vector + 1) * numbers]) == wanted)
                    var single = [Int32](repeating: 0, count: numbers)
                    noise.fill(&single, counter: start, amplitude: amplitude)
                    #expect(single == wanted)
                }
            }
        }
    }

    @Test func brokenVectorsTrap() async {
        await #expect(processExitsWith: .failure) {
            var vectors = [Int32](repeating: 0, count: 7)
            vectors.withUnsafeMutableBufferPointer {
                ColouredNoise(stream: NoiseStream(seed: 0, number: 0)).fill(
                    $0, numbers: 2, counter: 0, amplitude: 1)
            }
        }
    }
}
