import CKernels
import DigitKeys
import Platform

/// Keys as the lane kernels read them (`embedding_decoder.h`): one record a key, positions in the lanes.
///
/// Widths. Digits, and digits times a scale of at most 28, fit a byte (9 · 28 = 252). A sum of eight absolute
/// differences is at most 2,040, and a place of up to sixteen such sums at most 32,640. A place's sum times its weight
/// is part of the distance, so everything is at most `distance.maximum` < 2^32 and stays in 64-bit lanes. Below 2^24,
/// with at most 256 keys, `distance << 8 | index` fits 32 bits, and one unsigned minimum finds the nearest key with
/// ties to the lowest index.
///
/// Embeddings are made in 16 bits: `start << fractionBits` is at most 65,535 and is stored less 32,768, so that a
/// saturating signed subtraction clips at 0 and at 65,535; what it clips above is at least the largest number and would
/// be clipped to it anyway.
///
/// What the pointers point to is immutable, which makes them safe to share.
final class LaneKeys: @unchecked Sendable {
    /// Levels that have a lane kernel on this architecture, highest first.
    static var levels: [Kernel] {
        #if arch(x86_64)
            [.vbmi, .avx512, .avx2]
        #else
            []
        #endif
    }

    /// Keeps the memory that `keys` points to.
    private let records: Slab<UInt8>
    private let keys: UnsafeMutablePointer<ck_decoder_keys>
    private let dots: DotKeys?
    /// The level of its kernel.
    let level: Kernel

    /// Nil when no lane kernel covers the shape or the distance.
    ///
    /// - Complexity: O(keys · digits).
    init?(keys: KeyPlanes, distance: DigitDistance, level: Kernel) {
        let shape = keys.shape
        let groups = (shape.numbers + 7) / 8
        guard shape.digits <= CK_DECODER_MOST_DIGITS, groups <= CK_DECODER_MOST_GROUPS,
            distance.maximum < 1 << 32, keys.count < 1 << 31
        else { return nil }
        dots = level == .vbmi ? DotKeys(keys: keys, distance: distance) : nil
        guard level != .vbmi || dots != nil else { return nil }
        let plan = PlaceSums(distance: distance)
        let placeBytes = groups * 8
        let stride = shape.digits * placeBytes + 8
        let records = Slab<UInt8>(count: keys.count * stride) { bytes in
            for index in 0..<keys.count {
                let record = index * stride
                for (plane, digit) in keys.digits(of: index).enumerated() {
                    let (number, place) = plane.quotientAndRemainder(dividingBy: shape.digits)
                    bytes[record + place * placeBytes + number] = digit * plan.scales[place]
                }
                for byte in 0..<8 {
                    bytes[record + stride - 8 + byte] = UInt8(truncatingIfNeeded: index >> (8 * byte))
                }
            }
        }
        let isSmall = keys.count <= CK_DECODER_MOST_SMALL && distance.maximum < 1 << 24
        self.records = records
        self.level = level
        let description = ck_decoder_keys(
            keys: records.base, count: UInt32(keys.count), numbers: Int32(shape.numbers),
            digits: Int32(shape.digits), groups: Int32(groups), form: Int32(plan.form), shift: plan.shift,
            largest: Int32(shape.largestNumber), small: isSmall ? 1 : 0,
            digit_bytes: (
                digitBytes(plan.scales[0]), digitBytes(plan.scales[1]), digitBytes(plan.scales[2]),
                digitBytes(plan.scales[3])
            ),
            weights: (plan.weights[0], plan.weights[1], plan.weights[2], plan.weights[3]),
            penalties: (plan.penalties[0], plan.penalties[1], plan.penalties[2], plan.penalties[3]))
        self.keys = .allocate(capacity: 1)
        self.keys.initialize(to: description)
    }

    deinit { keys.deallocate() }

    /// What a call needs; valid as long as the keys live.
    var kernel: LaneKernel { LaneKernel(keys: keys, dots: dots?.keys, level: level) }
}

/// The pointers of `LaneKeys`, apart from their owner: a call costs no reference counting.
struct LaneKernel: @unchecked Sendable {
    let keys: UnsafePointer<ck_decoder_keys>
    let dots: UnsafePointer<ck_dot_keys>?
    let level: Kernel

    /// Whether each key is compared to its last digit, whatever its first ones cost.
    var comparesWhole: Bool { dots != nil || keys.pointee.small != 0 }

    /// Whether numbers with so many fraction bits fit the kernels' 16-bit lanes.
    @inline(__always)
    func covers(fractionBits: Int) -> Bool { Int(keys.pointee.largest) << fractionBits <= Int(UInt16.max) }

    /// Decodes a batch whose fraction bits are covered.
    @inline(__always)
    func decode(_ batch: EmbeddingBatch) {
        var lanes = ck_decoder_batch(
            sums: batch.input.sums, count: batch.input.count, start: nil, starts: nil,
            fraction_bits: Int32(batch.input.fractionBits), choices: batch.choices,
            runners_up: batch.runnersUp)
        switch batch.input.start {
        case .shared(let start):
            lanes.start = start
            run(lanes)
        case .own(let starts):
            starts.withMemoryRebound(to: UnsafePointer<Int32>?.self, capacity: batch.input.count) {
                lanes.starts = $0
                run(lanes)
            }
        }
    }

    @inline(__always)
    private func run(_ batch: ck_decoder_batch) {
        withUnsafePointer(to: batch) { batch in
            #if arch(x86_64)
                if let dots {
                    ck_decode_vbmi(dots, keys, batch)
                } else if level == .avx512 {
                    ck_decode_avx512(keys, batch)
                } else {
                    ck_decode_avx2(keys, batch)
                }
            #endif
        }
    }
}

/// Sixteen bytes as C sees them.
typealias SixteenBytes = (
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
)

/// Each digit times `scale`.
func digitBytes(_ scale: UInt8) -> SixteenBytes {
    let digit = { (digit: UInt8) in digit * scale }
    return (
        0, digit(1), digit(2), digit(3), digit(4), digit(5), digit(6), digit(7), digit(8), digit(9),
        0, 0, 0, 0, 0, 0
    )
}

/// How the sums of a place's absolute differences become a distance; for places that a shape lacks all is 0.
private struct PlaceSums {
    var form = CK_DECODER_MULTIPLY
    var shift: Int32 = 0
    var scales: [UInt8] = [1, 1, 1, 1]
    var weights: [UInt32] = [0, 0, 0, 0]
    var penalties: [UInt32] = [0, 0, 0, 0]

    /// Digits times this are still bytes.
    private static let largestScale: UInt64 = 28

    /// - Precondition: at most four places, distances below 2^32.
    init(distance: DigitDistance) {
        for (place, weight) in distance.weights.enumerated() {
            weights[place] = UInt32(weight)
            penalties[place] = UInt32(weight * distance.penalty)
        }
        if distance.penalty > 0 {
            form = CK_DECODER_PENALTY
            return
        }
        // With small weights the digits carry them, and only the first place is shifted: 100, 10, 1 is 25 << 2, 10, 1.
        var first = distance.weights[0]
        while first > Self.largestScale, first % 2 == 0 {
            first /= 2
            shift += 1
        }
        let carried = [first] + distance.weights.dropFirst()
        guard carried.allSatisfy({ $0 <= Self.largestScale }) else {
            shift = 0
            return
        }
        form = CK_DECODER_SHIFT
        for (place, scale) in carried.enumerated() { scales[place] = UInt8(scale) }
    }
}
