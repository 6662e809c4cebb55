import DigitKeys
import KeyLayers
import TestSupport

/// Keys and sums with which a decoder could go wrong.
enum EmbeddingFamily: CaseIterable, Sendable {
    /// Uniform keys, sums that reach both ends.
    case uniform
    /// Few different keys, so that most nearest keys are tied.
    case tied
    /// Numbers beside the places where digits carry: 99 and 100, 499 and 500.
    case carries
    /// Sums at the ends of 16 bits, numbers at both ends.
    case extreme

    func keys(
        count: Int, shape: KeyShape, using generator: inout SeededGenerator
    ) -> [[UInt64]] {
        let pool = (0..<max(1, count / 6)).map { _ in key(shape, using: &generator) }
        return (0..<count).map { _ in
            self == .tied
                ? pool[Int.random(in: 0..<pool.count, using: &generator)] : key(shape, using: &generator)
        }
    }

    /// Starts and sums of `count` positions: most embeddings lie near a key.
    func sample(
        count: Int, keys: [[UInt64]], shape: KeyShape, fractionBits: Int,
        using generator: inout SeededGenerator
    ) -> EmbeddingSample {
        let largest = Int32(shape.largestNumber)
        var sample = EmbeddingSample(count: count, numbers: shape.numbers)
        for position in 0..<count {
            let aim = keys[Int.random(in: 0..<keys.count, using: &generator)]
            for number in 0..<shape.numbers {
                let start = position % 5 == 4 ? Int32(key(shape, using: &generator)[number]) : largest / 2
                sample.starts.append(start)
                let fraction = Int32.random(in: 0..<1 << Int32(fractionBits), using: &generator)
                let wanted = (start - Int32(aim[number])) << Int32(fractionBits) + fraction
                sample.sums.append(Int16(clamping: sum(near: wanted, largest: largest, using: &generator)))
            }
        }
        return sample
    }

    private func sum(near wanted: Int32, largest: Int32, using generator: inout SeededGenerator) -> Int32 {
        switch (self, Int.random(in: 0..<4, using: &generator)) {
        case (.extreme, 0): [-32768, -32767, 32767, 32766].randomElement(using: &generator) ?? 0
        case (.extreme, 1): Int32.random(in: -32768...32767, using: &generator)
        case (.uniform, 0): Int32.random(in: -8 * largest...8 * largest, using: &generator)
        case (.uniform, _): wanted + Int32.random(in: -largest...largest, using: &generator)
        case (_, 0): wanted + ([-1, 1, 2, -4].randomElement(using: &generator) ?? 0)
        default: wanted
        }
    }

    private func key(_ shape: KeyShape, using generator: inout SeededGenerator) -> [UInt64] {
        let top = shape.largestNumber
        return (0..<shape.numbers).map { _ in
            switch self {
            case .uniform, .tied: UInt64.random(in: 0...top, using: &generator)
            case .extreme: Bool.random(using: &generator) ? 0 : top
            case .carries:
                [0, 9, 10, 99, 100, 199, 499, 500, 989, 990, 999, 1000, 5000, 9999]
                    .filter { $0 <= top }.randomElement(using: &generator) ?? 0
            }
        }
    }
}

/// Positions to decode.
struct EmbeddingSample {
    let count: Int
    let numbers: Int
    var starts: [Int32] = []
    var sums: [Int16] = []

    init(count: Int, numbers: Int) {
        self.count = count
        self.numbers = numbers
    }

    /// - Parameter sharing: every position starts where the first does.
    func decode(
        _ decoder: EmbeddingDecoder, sharing: Bool, fractionBits: Int, wantsRunnersUp: Bool
    ) -> (choices: [UInt32], runnersUp: [UInt32]) {
        // One more than is written, to see that nothing else is.
        var choices = [UInt32](repeating: 0xABCD, count: count + 1)
        var runnersUp = choices
        sums.withUnsafeBufferPointer { sums in
            starts.withUnsafeBufferPointer { starts in
                runnersUp.withUnsafeMutableBufferPointer { next in
                    guard let sums = sums.baseAddress, let first = starts.baseAddress else { return }
                    let next = wantsRunnersUp ? next.baseAddress : nil
                    if sharing {
                        decoder.decode(
                            sums: sums, count: count, start: first, fractionBits: fractionBits,
                            into: &choices, runnersUp: next)
                    } else {
                        decoder.decode(
                            sums: sums, count: count, starts: (0..<count).map { first + $0 * numbers },
                            fractionBits: fractionBits, into: &choices, runnersUp: next)
                    }
                }
            }
        }
        if choices.popLast() != 0xABCD || runnersUp.popLast() != 0xABCD { choices = [] }
        return (choices, runnersUp)
    }
}
