import Benchmark
import NoiseSampling

private let blocksPerRun = 1000

func registerNoiseSampling() {
    let stream = NoiseStream(seed: 11, number: 3)
    measure(
        "NoiseSampling: blocks of four words: Philox", per: .kilo,
        prepare: { () -> SIMD4<UInt32> in
            // The first vector that Random123 publishes for philox4x32-10.
            require(
                Philox.block(counter: .zero, key: .zero)
                    == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8),
                "Philox is another generator")
            return (0..<UInt64(blocksPerRun)).reduce(into: SIMD4<UInt32>()) { sum, block in
                for lane in 0..<4 { sum[lane] &+= stream.word(4 * block + UInt64(lane)) }
            }
        },
        run: { _ in
            var sum = SIMD4<UInt32>()
            for block in 0..<UInt64(blocksPerRun) { sum &+= stream.block(block) }
            return sum
        },
        isRight: { $0 == $1 })

    // Unfavourable: a generator that mixes less, and that the compiler turns into vector instructions.
    measure(
        "NoiseSampling: blocks of four words: SplitMix64 for comparison", per: .kilo,
        prepare: { () -> UInt64 in
            (1...2 * UInt64(blocksPerRun)).reduce(0) {
                $0 ^ SplitMix.mixed(11 &+ $1 &* 0x9E37_79B9_7F4A_7C15)
            }
        },
        run: { _ in
            var generator = SplitMix(seed: 11)
            var sum: UInt64 = 0
            for _ in 0..<2 * blocksPerRun { sum ^= generator.next() }
            return sum
        },
        isRight: { $0 == $1 })

    measure(
        "NoiseSampling: white noise vectors of 32", per: .kilo,
        prepare: { NoiseVectorSubject(stream: stream) },
        run: { $0.run() },
        isRight: { $0.expected == $1 })
}

/// Vectors of white noise, and the sum of all their values found from single words.
private final class NoiseVectorSubject {
    static let numbers = 32
    static let amplitude: Int32 = 300
    let white: ColouredNoise
    let expected: Int64
    var vector = [Int32](repeating: 0, count: numbers)

    init(stream: NoiseStream) {
        white = ColouredNoise(stream: stream)
        expected = (0..<UInt64(1000 * Self.numbers)).reduce(0) { sum, word in
            let value = NoiseStream.scale(stream.word(word), below: UInt32(2 * Self.amplitude + 1))
            return sum + Int64(value) - Int64(Self.amplitude)
        }
    }

    func run() -> Int64 {
        var sum: Int64 = 0
        for index in 0..<1000 {
            white.fill(
                &vector, counter: UInt64(index) * white.counters(for: Self.numbers),
                amplitude: Self.amplitude)
            for value in vector { sum &+= Int64(value) }
        }
        return sum
    }
}
