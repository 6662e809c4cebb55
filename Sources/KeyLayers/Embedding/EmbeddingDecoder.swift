import DigitKeys
import Platform

/// From sums of rows to the nearest keys, many positions in one call.
///
/// A position's encoder embedding is `saturate(start − noise)`, exactly as `EncoderEmbedding.writeDigits` makes it, and
/// its answer is the key that `ScalarScan` finds nearest to it, ties to the lowest index. Every form gives the same bits.
///
/// Forms: `.scalar` is the plain loop over positions, keys and digits; `.simd` adds one row of costs, a lane for each
/// key, for each digit; `.avx2` and `.avx512` make the digits of 4 or 8 positions at once and compare them with one key
/// after the other by sums of absolute differences, which is exact for small dictionaries without a branch and for large
/// ones with an exact early exit. A class, so that calling it copies nothing. Shapes and distances that a form does not cover are decoded by a lower one: see `form`.
public final class EmbeddingDecoder: Sendable {
    /// The keys that are searched.
    public let keys: KeyPlanes
    /// The distance that is used.
    public let distance: DigitDistance
    /// The level that is really used.
    public let form: Kernel

    /// How keys are compared.
    package let comparison: KeyComparison

    let embedding: EncoderEmbedding
    /// Owns what `lanes` points to.
    private let laneKeys: LaneKeys?
    private let lanes: LaneKernel?
    private let rows: CostRows?
    /// What decodes when there is nothing better, and when numbers have more fraction bits than 16-bit lanes can hold.
    private let single: SingleDecoder

    /// A decoder for `keys`.
    ///
    /// - Precondition: keys and distance have one shape, of at most four digits a number, and there is a key.
    /// - Complexity: O(keys · digits) time and memory; ten times as much for `.simd`.
    public init(keys: KeyPlanes, distance: DigitDistance, kernel: Kernel = .preferred) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        precondition(keys.count > 0, "a dictionary without keys")
        self.keys = keys
        self.distance = distance
        embedding = EncoderEmbedding(shape: keys.shape)
        single = SingleDecoder(keys: keys, distance: distance, isPlain: !kernel.includes(.simd))
        laneKeys =
            LaneKeys.levels.lazy.filter(kernel.includes)
            .compactMap { LaneKeys(keys: keys, distance: distance, level: $0) }.first
        lanes = laneKeys?.kernel
        rows =
            lanes == nil && kernel.includes(.simd) ? CostRows(keys: keys, distance: distance) : nil
        form = lanes?.level ?? (kernel.includes(.simd) ? .simd : .scalar)
        comparison =
            if let lanes {
                lanes.comparesWhole ? .whole : .leading
            } else {
                rows != nil || form == .scalar ? .whole : .blocks
            }
    }

    /// Decodes `count` positions that share one start vector.
    ///
    /// - Parameters:
    ///   - sums: `count` × `numbers` sums of rows with `fractionBits` binary digits after the point.
    ///   - start: `numbers` whole numbers from 0 to the largest.
    ///   - choices: receives `count` indices of nearest keys.
    ///   - runnersUp: receives `count` indices of the next keys, `UInt32.max` when there is one key only. Asking for them
    ///     costs a little.
    /// - Complexity: O(`count` · keys · digits). Counts that are multiples of 8 waste nothing.
    public func decode(
        sums: UnsafePointer<Int16>, count: Int, start: UnsafePointer<Int32>, fractionBits: Int,
        into choices: UnsafeMutablePointer<UInt32>, runnersUp: UnsafeMutablePointer<UInt32>? = nil
    ) {
        decode(
            EmbeddingBatch(
                input: EmbeddingSums(
                    sums: sums, count: count, start: .shared(start), fractionBits: fractionBits),
                choices: choices, runnersUp: runnersUp))
    }

    /// Decodes `count` positions, each with a start vector of its own.
    ///
    /// - Parameters:
    ///   - sums: `count` × `numbers` sums of rows with `fractionBits` binary digits after the point.
    ///   - starts: `count` pointers to `numbers` whole numbers from 0 to the largest.
    ///   - choices: receives `count` indices of nearest keys.
    ///   - runnersUp: receives `count` indices of the next keys, `UInt32.max` when there is one key only.
    /// - Complexity: O(`count` · keys · digits).
    public func decode(
        sums: UnsafePointer<Int16>, count: Int, starts: UnsafePointer<UnsafePointer<Int32>>,
        fractionBits: Int,
        into choices: UnsafeMutablePointer<UInt32>, runnersUp: UnsafeMutablePointer<UInt32>? = nil
    ) {
        decode(
            EmbeddingBatch(
                input: EmbeddingSums(
                    sums: sums, count: count, start: .own(starts), fractionBits: fractionBits),
                choices: choices, runnersUp: runnersUp))
    }

    private func decode(_ batch: EmbeddingBatch) {
        precondition(batch.input.isValid, "no such batch")
        if let lanes, lanes.covers(fractionBits: batch.input.fractionBits) {
            lanes.decode(batch)
        } else if let rows {
            rows.decode(batch)
        } else {
            single.decode(batch, embedding: embedding)
        }
    }
}

/// What one call decodes, and where the answers go.
struct EmbeddingBatch {
    let input: EmbeddingSums
    let choices: UnsafeMutablePointer<UInt32>
    let runnersUp: UnsafeMutablePointer<UInt32>?
}

/// One position after the other, one search each.
struct SingleDecoder: Sendable {
    private let search: any NearestKeySearch

    /// - Parameter isPlain: the plain loop instead of the plane scan.
    init(keys: KeyPlanes, distance: DigitDistance, isPlain: Bool) {
        search =
            isPlain
            ? ScalarScan(keys: keys, distance: distance) : PlaneScan(keys: keys, distance: distance)
    }

    func decode(_ batch: EmbeddingBatch, embedding: EncoderEmbedding) {
        batch.input.forEachEmbedding(embedding) { position, digits in
            let found = search.nearest(
                to: UnsafeBufferPointer(start: digits, count: embedding.shape.digitCount))
            batch.choices[position] = UInt32(truncatingIfNeeded: found.index)
            batch.runnersUp?[position] = UInt32(truncatingIfNeeded: found.runnerUp)
        }
    }
}
