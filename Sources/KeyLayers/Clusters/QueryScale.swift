import DigitKeys
import Platform

/// Brings the moments of queries to numbers of a key, each of them shifted and stretched so that over the training queries
/// it has the mean and the deviation of a uniform number, as the numbers of tokens have: digits are then as different from
/// query to query as those of any keys. What lies beyond is cut.
struct QueryScale: Sendable {
    /// Numbers of a query: means, then variances.
    let count: Int
    /// For each number what is subtracted, then for each its factor in 2^−`factorBits`.
    let values: Slab<Int64>
    private let largest: Int64

    static let factorBits: Int64 = 24
    /// Bounds under which no product leaves sixty-four bits.
    static let largestMoment: Int64 = 1 << 16
    static let largestFactor: Int64 = 1 << 40

    /// A scale from its array.
    ///
    /// - Throws: `InvalidStructure` when a number is out of range or missing.
    init(values: Slab<Int64>, shape: KeyShape) throws(InvalidStructure) {
        count = shape.numbers
        guard values.count == 2 * count else {
            throw InvalidStructure("the scale of sequences' keys has another size than a key")
        }
        for index in 0..<count {
            guard (0...Self.largestMoment).contains(values[index]),
                (0...Self.largestFactor).contains(values[count + index])
            else { throw InvalidStructure("the scale of sequences' keys is out of range") }
        }
        self.values = values
        largest = Int64(shape.largestNumber)
    }

    /// The scale that the moments of training queries ask for.
    static func values(of moments: WholeMoments, shape: KeyShape) -> Slab<Int64> {
        // The deviation of a uniform number from 0 to `largest`.
        let wanted = Double(shape.largestNumber) / 12.0.squareRoot()
        let shifts = (0..<moments.columns).map { Int64(moments.mean($0).rounded()) }
        let factors = (0..<moments.columns).map { column in
            let deviation = moments.variance(column).squareRoot()
            let factor = deviation > 0 ? wanted / deviation * Double(1 << factorBits) : 0
            return min(Int64(min(factor, 0x1p62).rounded()), largestFactor)
        }
        return Slab(shifts + factors)
    }

    /// Replaces moments by numbers of a key.
    @inline(__always)
    func apply(_ numbers: UnsafeMutablePointer<UInt64>) {
        for index in 0..<count {
            let difference = Int64(truncatingIfNeeded: numbers[index]) &- values[index]
            let scaled = (difference &* values[count &+ index]) >> Self.factorBits
            numbers[index] = UInt64(truncatingIfNeeded: min(max(scaled &+ largest / 2, 0), largest))
        }
    }
}
