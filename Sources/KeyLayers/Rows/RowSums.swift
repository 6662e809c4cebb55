import CuckooTable
import Platform

/// What was learned of every row, as arrays that can be written to a file and read from one: the sums of `TrainingRows`
/// and the signatures by which the rows are found.
///
/// The arrays begin with row 0, which is zero. They come in pieces of `rowsPerPiece` rows each, the last one shorter, so
/// that rows that are being learned need not be copied; those of a file are one piece. A piece of rows that are being
/// learned shares their memory: it is out of date as soon as learning goes on.
public struct RowSums: Sendable {
    /// Consecutive rows.
    public struct Piece: Sendable {
        /// Rows × numbers: the rows as they are after the last step.
        public let values: Slab<Int32>
        /// Rows × numbers: Σ over updates of step · noise.
        public let weighted: Slab<Int64>
        /// How often each row was updated.
        public let updates: Slab<UInt32>

        /// A piece from its arrays.
        ///
        /// - Complexity: O(1).
        public init(values: Slab<Int32>, weighted: Slab<Int64>, updates: Slab<UInt32>) {
            (self.values, self.weighted, self.updates) = (values, weighted, updates)
        }
    }

    /// Numbers in a row.
    public let numbers: Int
    /// Rows in every piece but the last.
    public let rowsPerPiece: Int
    /// The rows, row 0 first.
    public let pieces: [Piece]
    /// Bits 0 to 63 of the signatures of row 1, 2, and so on.
    public let signaturesLow: Slab<UInt64>
    /// Bits 64 to 95 of the same.
    public let signaturesHigh: Slab<UInt32>

    /// Larger values and means than any training reaches.
    private static let bound: Int64 = 1 << 30
    /// More decisions than any training takes.
    public static let mostSteps: Int64 = 1 << 32

    /// Number of rows, without row 0.
    public var count: Int { signaturesLow.count }

    init(
        numbers: Int, rowsPerPiece: Int, pieces: [Piece], signaturesLow: Slab<UInt64>,
        signaturesHigh: Slab<UInt32>
    ) {
        self.numbers = numbers
        self.rowsPerPiece = rowsPerPiece
        self.pieces = pieces
        self.signaturesLow = signaturesLow
        self.signaturesHigh = signaturesHigh
    }

    /// Rows of a file.
    ///
    /// - Parameter steps: decisions taken in all.
    /// - Throws: `InvalidStructure` when lengths disagree, or a number is beyond what training can reach, so that whoever
    ///   works with the rows need not look.
    /// - Complexity: O(rows · `numbers`).
    public init(
        numbers: Int, rows: Piece, signaturesLow: Slab<UInt64>, signaturesHigh: Slab<UInt32>, steps: Int64
    ) throws(InvalidStructure) {
        guard RowTable.allowedNumbers.contains(numbers) else {
            throw InvalidStructure("rows have 16, 32 or 64 numbers, not \(numbers)")
        }
        let (expected, overflow) = rows.updates.count.multipliedReportingOverflow(by: numbers)
        guard rows.updates.count >= 1, !overflow, rows.values.count == expected,
            rows.weighted.count == expected,
            signaturesLow.count == rows.updates.count - 1, signaturesHigh.count == signaturesLow.count
        else { throw InvalidStructure("the sums of the rows have arrays of unequal lengths") }
        guard (0...Self.mostSteps).contains(steps) else {
            throw InvalidStructure("the rows cannot have been learned in \(steps) decisions")
        }
        self.init(
            numbers: numbers, rowsPerPiece: rows.updates.count, pieces: [rows],
            signaturesLow: signaturesLow, signaturesHigh: signaturesHigh)
        let largestArea = UInt64(Self.bound * max(steps, 1))
        for index in 0..<expected {
            let value = Int64(rows.values[index])
            let (area, overflow) = (value &* steps).subtractingReportingOverflow(rows.weighted[index])
            guard !overflow, value.magnitude < Self.bound, area.magnitude < largestArea,
                index >= numbers || (value == 0 && area == 0)
            else { throw InvalidStructure("the sums of the rows are beyond what training can reach") }
        }
        for row in 1..<rows.updates.count where signature(of: row).isAbsent {
            throw InvalidStructure("a row has the signature that no row can have")
        }
    }

    /// The signature of a row from 1 to `count`.
    ///
    /// - Complexity: O(1).
    public func signature(of row: Int) -> Signature {
        Signature(low: signaturesLow[row - 1], high: signaturesHigh[row - 1])
    }

    /// How often a row was updated.
    ///
    /// - Complexity: O(1).
    public func updates(of row: Int) -> UInt32 {
        pieces[row / rowsPerPiece].updates[row % rowsPerPiece]
    }

    /// The `numbers` values and weighted sums of a row; the pointers are valid while the rows are held.
    ///
    /// - Complexity: O(1).
    package func sums(of row: Int) -> (values: UnsafePointer<Int32>, weighted: UnsafePointer<Int64>) {
        let piece = pieces[row / rowsPerPiece]
        let place = row % rowsPerPiece
        precondition(row >= 0 && place < piece.updates.count, "no row \(row)")
        return (piece.values.base + place * numbers, piece.weighted.base + place * numbers)
    }
}

extension TrainingRows {
    /// Rows that go on from what was learned before.
    ///
    /// - Complexity: O(rows · numbers).
    public convenience init(_ sums: RowSums) {
        self.init(numbers: sums.numbers)
        for row in 1..<sums.count + 1 {
            let learned = sums.sums(of: row)
            append(values: learned.values, weighted: learned.weighted, updates: sums.updates(of: row))
        }
    }
}
