import Platform

/// The learned rows of a finished model: noise vectors of `numbers` × Int16, each with the count of its updates. Row 0
/// is all zeros and stands for "no row", so that a sum over layers needs no branch.
public struct RowTable: Sendable {
    /// Numbers in a row: 16, 32 or 64.
    public let numbers: Int
    /// Binary digits after the point: a stored value is the noise × 2^`fractionBits`, in units of a number's last digit.
    public let fractionBits: Int
    /// (`count` + 1) × `numbers`.
    public let values: Slab<Int16>
    /// How often each row was updated, row 0 first.
    public let updates: Slab<UInt32>

    /// Numbers that a row can have.
    public static let allowedNumbers = [16, 32, 64]
    /// Most fraction bits that are stored.
    public static let mostFractionBits = 2

    /// Number of rows, without row 0.
    public var count: Int { updates.count - 1 }

    /// Rows from their arrays.
    ///
    /// - Throws: `InvalidStructure` when a size is not allowed, lengths disagree or row 0 is not zero.
    /// - Complexity: O(`numbers`).
    public init(
        numbers: Int, fractionBits: Int, values: Slab<Int16>, updates: Slab<UInt32>
    ) throws(InvalidStructure) {
        guard Self.allowedNumbers.contains(numbers) else {
            throw InvalidStructure("rows have 16, 32 or 64 numbers, not \(numbers)")
        }
        guard (0...Self.mostFractionBits).contains(fractionBits) else {
            throw InvalidStructure("\(fractionBits) fraction bits; 0 to \(Self.mostFractionBits) are allowed")
        }
        let (expected, overflow) = updates.count.multipliedReportingOverflow(by: numbers)
        guard updates.count >= 1, !overflow, values.count == expected else {
            throw InvalidStructure("\(values.count) row values for \(updates.count) rows of \(numbers)")
        }
        for index in 0..<numbers where values[index] != 0 {
            throw InvalidStructure("row 0 is not zero")
        }
        self.numbers = numbers
        self.fractionBits = fractionBits
        self.values = values
        self.updates = updates
    }

    /// The values of one row.
    ///
    /// - Complexity: O(`numbers`).
    public subscript(row: Int) -> [Int16] {
        (0..<numbers).map { values[row * numbers + $0] }
    }

    /// Adds rows to a sum with wrapping arithmetic. It is exact for rows that `RowQuantizer` made, whose bound lets no sum
    /// of one row a layer leave Int16; rows from elsewhere may wrap, which changes answers and endangers nothing.
    ///
    /// - Parameters:
    ///   - rows: row numbers from 0 to `count`; their sum is added.
    ///   - sum: `numbers` values.
    /// - Complexity: O(rows · `numbers` / 16).
    public func add(_ rows: UnsafeBufferPointer<UInt32>, to sum: UnsafeMutablePointer<Int16>) {
        for block in stride(from: 0, to: numbers, by: 16) {
            let destination = UnsafeMutableRawPointer(sum + block)
            var total = destination.loadUnaligned(as: SIMD16<Int16>.self)
            for row in rows {
                let source = UnsafeRawPointer(values.base + (Int(row) &* numbers &+ block))
                total &+= source.loadUnaligned(as: SIMD16<Int16>.self)
            }
            destination.storeBytes(of: total, as: SIMD16<Int16>.self)
        }
    }

    /// Sums rows group by group.
    ///
    /// - Parameters:
    ///   - rows: groups × `groupSize` row numbers from 0 to `count`.
    ///   - sums: groups × `numbers` values, set to the sums.
    /// - Complexity: O(rows · `numbers` / 16), with the cache misses of about sixteen rows overlapping.
    public func sumGroups(
        _ rows: UnsafePointer<UInt32>, groups: Int, groupSize: Int, into sums: UnsafeMutablePointer<Int16>
    ) {
        let total = groups * groupSize
        let lookAhead = 24
        for group in 0..<groups {
            let first = group &* groupSize
            let ahead = min(first &+ lookAhead, total)..<min(first &+ lookAhead &+ groupSize, total)
            for index in ahead {
                Platform.prefetch(UnsafeRawPointer(values.base + Int(rows[index]) &* numbers))
            }
            let sum = sums + group &* numbers
            sum.update(repeating: 0, count: numbers)
            add(UnsafeBufferPointer(start: rows + first, count: groupSize), to: sum)
        }
    }
}
