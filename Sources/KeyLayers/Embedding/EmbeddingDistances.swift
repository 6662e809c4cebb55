import DigitKeys
import Platform

/// From sums of rows to the distance of every key, for those who weigh decisions against each other.
///
/// A position's encoder embedding is `saturate(start − noise)`, and its distances are those of `DigitDistance.between`.
/// Both forms give the same bits: `.scalar` is the plain loop over positions, keys and digits; any other level adds up
/// the costs of digits, a lane for each key, where distances fit sixteen bits.
public struct EmbeddingDistances: Sendable {
    /// Most keys that distances are given of.
    public static let mostKeys = 64

    /// No distance is larger, so that 32 bits have room for what is added to distances.
    public static let largest: UInt64 = 1 << 28

    /// Number of keys.
    public let count: Int
    private let keys: [[UInt8]]
    private let distance: DigitDistance
    private let embedding: EncoderEmbedding
    private let rows: CostRows?

    /// Distances of `keys`.
    ///
    /// - Throws: `InvalidStructure` when there are more than `mostKeys`, or distances could be
    ///   larger than `largest`.
    /// - Precondition: keys and distance have one shape, of at most four digits a number.
    /// - Complexity: O(keys · digits) time and memory; ten times as much unless the level is `.scalar`.
    public init(
        keys: KeyPlanes, distance: DigitDistance, kernel: Kernel = .preferred
    ) throws(InvalidStructure) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        guard keys.count <= Self.mostKeys else {
            throw InvalidStructure(
                "\(keys.count) outputs; distances are given of at most \(Self.mostKeys)")
        }
        guard distance.maximum <= Self.largest else {
            throw InvalidStructure(
                "distances up to \(distance.maximum) leave no room in 32 bits: lower the factor or the penalty"
            )
        }
        count = keys.count
        self.keys = (0..<keys.count).map { keys.digits(of: $0) }
        self.distance = distance
        embedding = EncoderEmbedding(shape: keys.shape)
        rows = kernel.includes(.simd) ? CostRows(keys: keys, distance: distance) : nil
    }

    /// Writes the distances of `positions` positions that share one start vector.
    ///
    /// - Parameters:
    ///   - sums: `positions` × numbers sums of rows with `fractionBits` binary digits after the point.
    ///   - start: as many whole numbers from 0 to the largest.
    ///   - distances: receives `positions` × `count` distances.
    /// - Complexity: O(`positions` · keys · digits).
    public func write(
        sums: UnsafePointer<Int16>, positions: Int, start: UnsafePointer<Int32>, fractionBits: Int,
        into distances: UnsafeMutablePointer<Int32>
    ) {
        let input = EmbeddingSums(
            sums: sums, count: positions, start: .shared(start), fractionBits: fractionBits)
        precondition(input.isValid, "no such positions")
        if let rows {
            rows.writeDistances(of: input, into: distances)
        } else {
            input.forEachEmbedding(embedding) { position, digits in
                let query = Array(UnsafeBufferPointer(start: digits, count: embedding.shape.digitCount))
                for key in keys.indices {
                    distances[position * count + key] = Int32(distance.between(query, keys[key]))
                }
            }
        }
    }
}
