import CKernels
import DigitKeys
import Platform

/// Keys for the kernel that multiplies bytes (`ck_dot_keys`): `Σ w|q − k| = Σ wq + Σ wk − 2 Σ w·min(q, k)`, and `Σ wq` is
/// the same for all keys, so that the nearest key needs a minimum and a product a digit.
///
/// Widths. What is compared lies between −2^bits · maximum and 2^bits · (maximum + 1) with at most 4 bits, and is shifted
/// left to eight bits in all: with `maximum` < 2^22 it stays inside ±2^30.
///
/// What the pointer points to is immutable, which makes it safe to share.
final class DotKeys: @unchecked Sendable {
    /// Keeps the memory that `keys` points to.
    private let records: Slab<UInt8>
    let keys: UnsafeMutablePointer<ck_dot_keys>

    private static let isSupported =
        Kernel.vbmi.isSupported && ProcessorFeatures.supported.contains("avx512vnni")

    /// Nil when the processor or the kernel does not cover the shape, the distance or the number of keys.
    ///
    /// - Complexity: O(keys · digits).
    init?(keys: KeyPlanes, distance: DigitDistance) {
        let shape = keys.shape
        guard Self.isSupported, shape.digits == 3, [16, 32, 64].contains(shape.numbers),
            distance.penalty == 0, distance.maximum < 1 << 22, keys.count <= CK_DECODER_MOST_SMALL,
            let weights = ByteWeights(distance: distance)
        else { return nil }
        let hands = (keys.count + (1 << weights.lowBits) - 1) >> weights.lowBits
        let stride = 3 * shape.numbers + 8
        let records = Slab<UInt8>(count: keys.count * stride) { bytes in
            var record = 0
            for hand in 0..<hands {
                for (turn, index) in Swift.stride(from: hand, to: keys.count, by: hands).enumerated() {
                    var sum = 0
                    for (plane, digit) in keys.digits(of: index).enumerated() {
                        let (number, place) = plane.quotientAndRemainder(dividingBy: 3)
                        bytes[record + place * shape.numbers + number] = digit * weights.scales[place]
                        sum += Int(distance.weights[place]) * Int(digit)
                    }
                    let first = UInt32(sum << weights.lowBits + turn)
                    for byte in 0..<4 {
                        bytes[record + stride - 8 + byte] = UInt8(
                            truncatingIfNeeded: first >> (8 * UInt32(byte)))
                    }
                    record += stride
                }
            }
        }
        self.records = records
        var dots = ck_dot_keys()
        dots.keys = records.base
        dots.count = UInt32(keys.count)
        dots.groups = Int32(shape.numbers / 8)
        dots.hands = Int32(hands)
        dots.low_bits = Int32(weights.lowBits)
        dots.weights = (weights.factors[0], weights.factors[1], weights.factors[2])
        dots.first_bytes = digitBytes(weights.scales[0])
        withUnsafeMutableBytes(of: &dots.second_bytes) { bytes in
            for index in 0..<50 { bytes[index] = UInt8(index / 5) * weights.scales[1] }
        }
        self.keys = .allocate(capacity: 1)
        self.keys.initialize(to: dots)
    }

    deinit { keys.deallocate() }
}

/// `2^(lowBits + 1) · w` as the product of a digit's scale, at most 28, and a byte from 0 to 128.
private struct ByteWeights {
    let lowBits: Int
    let scales: [UInt8]
    /// The bytes, negative.
    let factors: [Int8]

    /// Nil when a weight is too large or has no such factors.
    init?(distance: DigitDistance) {
        for lowBits in stride(from: 4, through: 0, by: -1) {
            let places = distance.weights.enumerated().compactMap { place, weight in
                Self.factors(of: weight << UInt64(lowBits + 1), mostScale: place == 2 ? 1 : 28)
            }
            guard places.count == distance.weights.count else { continue }
            self.lowBits = lowBits
            scales = places.map { UInt8($0.scale) }
            factors = places.map { Int8(-Int($0.factor)) }
            return
        }
        return nil
    }

    private static func factors(of product: UInt64, mostScale: UInt64) -> (scale: UInt64, factor: UInt64)? {
        (1...mostScale).lazy.filter { product % $0 == 0 && product / $0 <= 128 }.first.map {
            ($0, product / $0)
        }
    }
}
