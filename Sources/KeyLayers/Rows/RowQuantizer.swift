import CuckooTable
import Platform

/// Makes a finished model's rows out of those that were learned: takes means, prunes, and chooses how many fraction
/// bits fit.
///
/// Bound: for every number, (largest number << bits) + Σ over layers of that layer's largest |value| ≤ 32,767. Then no
/// sum of one row a layer, added to or taken from a number, leaves Int16, and wrapping sums are exact in any order.
public struct RowQuantizer {
    /// Rows with fewer updates are dropped.
    public var minimumUpdates: UInt32
    /// Largest number that a key can hold.
    public var largestNumber: Int
    /// The vector that every update was, added or subtracted, when there is one. Rows then become whole multiples of one
    /// vector, so that their sums are known by one number.
    public var direction: [Int32]?

    /// A quantizer.
    ///
    /// - Complexity: O(1).
    public init(minimumUpdates: UInt32, largestNumber: Int, direction: [Int32]? = nil) {
        self.minimumUpdates = minimumUpdates
        self.largestNumber = largestNumber
        self.direction = direction
    }

    /// Multiples of a direction are counted in quarters of an update.
    private static let multipleBits = 2

    /// The finished rows and the table that finds them.
    ///
    /// Rows keep the order in which they were first needed. Rows that round to zero are dropped as well: they cannot
    /// change an answer.
    ///
    /// - Parameters:
    ///   - signatures: of row 1, 2, and so on.
    ///   - steps: decisions taken in all of training.
    ///   - layerCount: layers of the model; a signature's top eight bits are its layer.
    ///   - isWanted: which rows may stay, by signature.
    /// - Complexity: O(rows · numbers).
    public func finished(
        _ rows: TrainingRows, signatures: [Signature], steps: Int64, layerCount: Int,
        where isWanted: (Signature) -> Bool = { _ in true }
    ) throws -> (rows: RowTable, table: SignatureTable) {
        let candidates = rows.numbered.filter {
            rows.updates(of: $0) >= minimumUpdates && isWanted(signatures[Int($0) - 1])
        }
        let (bits, limit) = fit(
            rows, candidates: candidates, signatures: signatures, steps: steps, layerCount: layerCount)
        var kept: [UInt32] = []
        var values: [Int16] = [Int16](repeating: 0, count: rows.numbers)
        withMean(numbers: rows.numbers) { mean in
            for row in candidates {
                writeMean(of: row, in: rows, steps: steps, fractionBits: bits, into: mean)
                let vector = UnsafeBufferPointer(start: mean, count: rows.numbers)
                guard vector.contains(where: { $0 != 0 }) else { continue }
                kept.append(row)
                values += vector.map { Int16(clamping: min(max($0, -limit), limit)) }
            }
        }
        let table = GrowingTable(capacity: kept.count)
        for (index, row) in kept.enumerated() {
            table.insert(signatures[Int(row) - 1], value: UInt32(index + 1))
        }
        let finished = try RowTable(
            numbers: rows.numbers, fractionBits: max(bits, 0), values: Slab(values),
            updates: Slab([0] + kept.map { rows.updates(of: $0) }))
        return (finished, table.finished())
    }

    /// The mean of a row, or the multiple of the direction that is nearest to it.
    private func writeMean(
        of row: UInt32, in rows: TrainingRows, steps: Int64, fractionBits: Int,
        into mean: UnsafeMutablePointer<Int32>
    ) {
        guard let direction,
            let lead = direction.indices.max(by: { abs(direction[$0]) < abs(direction[$1]) }),
            direction[lead] != 0
        else {
            return rows.writeMean(of: row, steps: steps, fractionBits: fractionBits, into: mean)
        }
        // With as many fraction bits as updates have, the mean is the direction times the mean number of updates.
        rows.writeMean(of: row, steps: steps, fractionBits: TrainingRows.fractionBits, into: mean)
        let multiple = Self.rounded(
            Int(mean[lead]) << Self.multipleBits, over: Int(direction[lead]))
        for number in 0..<rows.numbers {
            let unit = Self.rounded(
                Int(direction[number]),
                over: 1 << (TrainingRows.fractionBits - fractionBits + Self.multipleBits))
            mean[number] = Int32(multiple * unit)
        }
    }

    /// The whole number nearest to a fraction.
    private static func rounded(_ numerator: Int, over denominator: Int) -> Int {
        Int((Double(numerator) / Double(denominator)).rounded())
    }

    /// The most fraction bits for which the bound holds, and the largest value that rows may have.
    ///
    /// Where not even whole numbers fit, as with many layers, rows are halved: what is nearest depends on the direction of
    /// their sum above all, and numbers saturate less. Bits are negative then. It is done as often as it takes until one
    /// row in a thousand at most has to be cut.
    private func fit(
        _ rows: TrainingRows, candidates: [UInt32], signatures: [Signature], steps: Int64, layerCount: Int
    ) -> (bits: Int, limit: Int32) {
        var largest = [Int](repeating: 0, count: layerCount)
        var largestOfRows: [Int32] = []
        let most = RowTable.mostFractionBits
        withMean(numbers: rows.numbers) { mean in
            for row in candidates {
                writeMean(of: row, in: rows, steps: steps, fractionBits: most, into: mean)
                let layer = Int(signatures[Int(row) - 1].high >> 24)
                var value: Int32 = 0
                for number in 0..<rows.numbers { value = max(value, abs(mean[number])) }
                largest[layer] = max(largest[layer], Int(value))
                largestOfRows.append(value)
            }
        }
        let sum = largest.reduce(0, +)
        // Each bit less halves the values; one is added a layer for rounding.
        for fewer in 0...most
        where (sum >> fewer) + layerCount + largestNumber << (most - fewer) <= Int(Int16.max) {
            return (most - fewer, Int32(Int16.max))
        }
        var (fewer, limit) = (most, Int32(0))
        repeat {
            limit = Int32(commonLimit(largest.map { ($0 >> fewer) + 1 }))
            let cut = largestOfRows.reduce(0) { $0 + ($1 >> Int32(fewer) > limit ? 1 : 0) }
            if cut * 1000 <= largestOfRows.count { break }
            fewer += 1
        } while fewer < Self.mostHalvings
        return (most - fewer, limit)
    }

    /// Halvings after which rows of 32 bits surely fit.
    private static let mostHalvings = 31

    /// The largest limit to which all layers can be cut so that the bound holds.
    private func commonLimit(_ largest: [Int]) -> Int {
        var (room, left) = (Int(Int16.max) - largestNumber, largest.count)
        for value in largest.sorted() {
            // The layers from here on share what those with smaller values leave.
            if value * left >= room { return room / left }
            room -= value
            left -= 1
        }
        return Int(Int16.max)
    }

    private func withMean(numbers: Int, _ body: (UnsafeMutablePointer<Int32>) -> Void) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: numbers) { mean in
            guard let base = mean.baseAddress else { return }
            base.initialize(repeating: 0, count: numbers)
            body(base)
        }
    }
}
