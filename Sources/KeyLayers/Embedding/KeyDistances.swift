import DigitKeys
import Platform

/// From sums of rows to the distances of all keys, where the nearest key alone does not tell enough.
///
/// Embeddings are those of `EncoderEmbedding`, and the distance of a key is the same from both forms: a row of costs for
/// each digit, a lane for each key, or the plain loop for what that does not cover.
public final class KeyDistances: Sendable {
    /// Number of keys.
    public let count: Int
    private let distance: DigitDistance
    private let embedding: EncoderEmbedding
    private let rows: CostRows?
    /// Digits of all keys, key by key.
    private let digits: Slab<UInt8>

    /// Distances to `keys`.
    ///
    /// - Precondition: keys and distance have one shape, of at most four digits a number.
    /// - Complexity: O(keys · digits) time and memory; ten times as much unless `kernel` is `.scalar`.
    public init(keys: KeyPlanes, distance: DigitDistance, kernel: Kernel = .preferred) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        count = keys.count
        self.distance = distance
        embedding = EncoderEmbedding(shape: keys.shape)
        rows = kernel.includes(.simd) ? CostRows(keys: keys, distance: distance) : nil
        digits = Slab((0..<keys.count).flatMap { keys.digits(of: $0) })
    }

    /// Writes the distances of `batch` embeddings.
    ///
    /// - Parameters:
    ///   - sums: `batch` × `numbers` sums of rows with `fractionBits` binary digits after the point.
    ///   - start: `numbers` whole numbers from 0 to the largest, what the sums are subtracted from.
    ///   - distances: room for `batch` × `count`.
    /// - Complexity: O(`batch` · keys · digits).
    public func write(
        of batch: Int, sums: UnsafePointer<Int16>, start: UnsafePointer<Int32>, fractionBits: Int,
        into distances: UnsafeMutablePointer<UInt64>
    ) {
        fill(distances, batch, sums, start, fractionBits)
    }

    /// The same in half the room.
    ///
    /// - Precondition: the largest distance fits.
    /// - Complexity: O(`batch` · keys · digits).
    public func write(
        of batch: Int, sums: UnsafePointer<Int16>, start: UnsafePointer<Int32>, fractionBits: Int,
        into distances: UnsafeMutablePointer<Int32>
    ) {
        precondition(distance.maximum <= UInt64(Int32.max), "distances that do not fit 32 bits")
        fill(distances, batch, sums, start, fractionBits)
    }

    @inline(__always)
    private func fill<Distance: FixedWidthInteger>(
        _ distances: UnsafeMutablePointer<Distance>, _ batch: Int, _ sums: UnsafePointer<Int16>,
        _ start: UnsafePointer<Int32>, _ fractionBits: Int
    ) {
        let input = EmbeddingSums(
            sums: sums, count: batch, start: .shared(start), fractionBits: fractionBits)
        precondition(input.isValid, "no such batch")
        if let rows {
            rows.forEachPosition(of: input) { position, found in
                let destination = distances + position &* count
                for key in 0..<count { destination[key] = Distance(truncatingIfNeeded: found[key]) }
            }
            return
        }
        let numbers = distance.shape.numbers
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: numbers) { noise in
            guard let noise = noise.baseAddress else { return }
            for position in 0..<batch {
                for number in 0..<numbers { noise[number] = Int32(sums[position * numbers + number]) }
                fill(
                    distances + position * count, start: start, noise: noise, fractionBits: fractionBits)
            }
        }
    }

    /// Writes the distances of one embedding whose noise may be wider than sixteen bits, by the plain loop.
    ///
    /// - Parameters:
    ///   - noise: `numbers` values with `fractionBits` binary digits after the point; |noise| < 2^30.
    ///   - distances: room for `count`.
    /// - Complexity: O(keys · digits).
    public func write(
        start: UnsafePointer<Int32>, noise: UnsafePointer<Int32>, fractionBits: Int,
        into distances: UnsafeMutablePointer<UInt64>
    ) {
        fill(distances, start: start, noise: noise, fractionBits: fractionBits)
    }

    @inline(__always)
    private func fill<Distance: FixedWidthInteger>(
        _ distances: UnsafeMutablePointer<Distance>, start: UnsafePointer<Int32>, noise: UnsafePointer<Int32>,
        fractionBits: Int
    ) {
        let (digitCount, places) = (distance.shape.digitCount, distance.shape.digits)
        let (weights, penalty) = (distance.weights, distance.penalty)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: embedding.digitCapacity) { query in
            guard let query = query.baseAddress else { return }
            embedding.writeDigits(start: start, noise: noise, fractionBits: fractionBits, into: query)
            for key in 0..<count {
                let digits = digits.base + key * digitCount
                var sum: UInt64 = 0
                for place in 0..<places {
                    var (difference, differing): (UInt64, UInt64) = (0, 0)
                    for digit in stride(from: place, to: digitCount, by: places) {
                        difference &+= UInt64(abs(Int32(query[digit]) &- Int32(digits[digit])))
                        differing &+= query[digit] == digits[digit] ? 0 : 1
                    }
                    sum &+= weights[place] &* (difference &+ penalty &* differing)
                }
                distances[key] = Distance(truncatingIfNeeded: sum)
            }
        }
    }
}
