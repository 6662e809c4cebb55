import Contestants
import NoiseSampling

/// Philox blocks alone and interleaved.
func noiseSection() -> Section {
    let counts = [SuiteSize.pick(1024, smoke: 64), SuiteSize.pick(1 << 20, smoke: 256)]
    let (scalar, lanes) = ("one block after the other", "NoiseStream.fill, 32 blocks at a time")
    return Section(
        name: "noise", title: "Philox4x32-10: words written to memory",
        note: "Both write the same words.", unit: "M words/s", scale: 1e6, base: scalar,
        entries: {
            counts.flatMap { count in
                let stream = NoiseStream(seed: 41, number: 1)
                var (words, others) = (
                    [UInt32](repeating: 0, count: count), [UInt32](repeating: 0, count: count)
                )
                stream.fill(&words)
                write(stream, &others)
                require(words == others, "lanes and blocks differ")
                return [
                    Entry(scalar, "\(grouped(count)) words") {
                        {
                            write(stream, &others)
                            return count
                        }
                    },
                    Entry(lanes, "\(grouped(count)) words") {
                        {
                            stream.fill(&words)
                            return count
                        }
                    },
                ]
            }
        })
}

extension NoiseStream {
    fileprivate func fill(_ words: inout [UInt32]) {
        words.withUnsafeMutableBufferPointer { fill($0, counter: 0) }
    }
}

@inline(never)
private func write(_ stream: NoiseStream, _ words: inout [UInt32]) {
    words.withUnsafeMutableBytes { words in
        for block in 0..<words.count / 16 {
            words.storeBytes(
                of: stream.block(UInt64(block)), toByteOffset: 16 * block, as: SIMD4<UInt32>.self)
        }
    }
}
