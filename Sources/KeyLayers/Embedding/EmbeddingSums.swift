/// Positions of which encoder embeddings are made: sums of rows, and what they are subtracted from.
struct EmbeddingSums {
    /// What the sums are subtracted from: whole numbers from 0 to the largest.
    enum Start {
        case shared(UnsafePointer<Int32>)
        case own(UnsafePointer<UnsafePointer<Int32>>)
    }

    /// `count` × numbers.
    let sums: UnsafePointer<Int16>
    let count: Int
    let start: Start
    /// Binary digits after the point of each sum.
    let fractionBits: Int

    var isValid: Bool { count >= 0 && (0...14).contains(fractionBits) }

    @inline(__always)
    func start(of position: Int) -> UnsafePointer<Int32> {
        switch start {
        case .shared(let start): start
        case .own(let starts): starts[position]
        }
    }

    /// Calls `body` with each position and the digits of its embedding.
    @inline(__always)
    func forEachEmbedding(_ embedding: EncoderEmbedding, _ body: (Int, UnsafePointer<UInt8>) -> Void) {
        let numbers = embedding.shape.numbers
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: numbers) { noise in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: embedding.digitCapacity) { digits in
                guard let noise = noise.baseAddress, let digits = digits.baseAddress else { return }
                for position in 0..<count {
                    let sum = sums + position &* numbers
                    for number in 0..<numbers { noise[number] = Int32(sum[number]) }
                    embedding.writeDigits(
                        start: start(of: position), noise: noise, fractionBits: fractionBits, into: digits)
                    body(position, digits)
                }
            }
        }
    }
}
