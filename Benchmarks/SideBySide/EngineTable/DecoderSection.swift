import Contestants
import DigitKeys
import KeyLayers
import NoiseSampling
import Platform

/// Positions to decode: sums of rows, and one start for all.
private struct DecoderTask {
    static let fractionBits = 2
    let keys: KeyPlanes
    let distance: DigitDistance
    let sums: [Int16]
    let start: [Int32]
    let count: Int

    init(tokens: Int, positions: Int) throws {
        let shape = KeyShape.vector(32)
        let source = KeySource(seed: 61, dictionary: 1)
        keys = KeyPlanes(keys: (0..<tokens).map { source.weights(of: $0, shape: shape) }, shape: shape)
        distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        count = positions
        let stream = NoiseStream(seed: 62, number: 1)
        // Noise up to 300 to either side, in steps of a quarter.
        sums = (0..<UInt64(positions * 32)).map {
            Int16(NoiseStream.scale(stream.word($0), below: 2401)) - 1200
        }
        start = source.weights(of: 0, shape: shape).map { Int32($0) }
    }

    func decode(_ decoder: EmbeddingDecoder, _ count: Int, into choices: inout [UInt32]) {
        sums.withUnsafeBufferPointer { sums in
            start.withUnsafeBufferPointer { start in
                choices.withUnsafeMutableBufferPointer { choices in
                    guard let sums = sums.baseAddress, let start = start.baseAddress,
                        let choices = choices.baseAddress
                    else { return }
                    decoder.decode(
                        sums: sums, count: count, start: start, fractionBits: Self.fractionBits, into: choices
                    )
                }
            }
        }
    }
}

/// Decoders of embeddings by kernel, for small dictionaries and a large one.
func decoderSection() -> Section {
    let sizes = [2, 8, 64, SuiteSize.pick(100_000, smoke: 500)]
    return Section(
        name: "decoder", title: "EmbeddingDecoder: positions of 32 numbers of 3 digits, f = 10, P = 0",
        note: "Batches of 1,024 positions; of 64 for the largest dictionary, of 8 for its scalar scan.",
        unit: "M positions/s", scale: 1e6, base: "scalar",
        entries: {
            try sizes.flatMap { tokens in
                let isLarge = tokens > 1000
                let task = try DecoderTask(tokens: tokens, positions: isLarge ? 64 : 1024)
                var right = [UInt32](repeating: 0, count: 8)
                task.decode(
                    EmbeddingDecoder(keys: task.keys, distance: task.distance, kernel: .scalar), 8,
                    into: &right)
                return Kernel.supported.compactMap { kernel -> Entry? in
                    let decoder = EmbeddingDecoder(keys: task.keys, distance: task.distance, kernel: kernel)
                    guard decoder.form == kernel else { return nil }
                    let count = isLarge && kernel == .scalar ? 8 : task.count
                    var choices = [UInt32](repeating: 0, count: count)
                    return Entry("\(kernel)", "\(grouped(tokens)) tokens") {
                        task.decode(decoder, count, into: &choices)
                        require(Array(choices.prefix(8)) == right, "\(kernel) is wrong")
                        return {
                            task.decode(decoder, count, into: &choices)
                            return count
                        }
                    }
                }
            }
        })
}
