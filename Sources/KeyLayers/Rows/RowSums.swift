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

    /// No number of a row, and no mean of one over all decisions, reaches this.
    private static let largestValue: Int64 = 1 << 30
    /// No sum of a number over all decisions reaches this.
    package static let largestArea: Int64 = 1 << 62
    /// Most decisions that rows are learned in: a thousand passes of the largest size. See `check(steps:)`.
    public static let mostSteps: Int64 = 1 << 41

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

    /// Rows of a file, whose numbers may be any: see `check(steps:)`.
    ///
    /// - Throws: `InvalidStructure` when lengths disagree, or a row has no signature.
    /// - Complexity: O(rows).
    public init(
        numbers: Int, rows: Piece, signaturesLow: Slab<UInt64>, signaturesHigh: Slab<UInt32>
    ) throws(InvalidStructure) {
        guard RowTable.allowedNumbers.contains(numbers) else {
            throw InvalidStructure("rows have 16, 32 or 64 numbers, not \(numbers)")
        }
        let (expected, overflow) = rows.updates.count.multipliedReportingOverflow(by: numbers)
        guard rows.updates.count >= 1, !overflow, rows.values.count == expected,
            rows.weighted.count == expected,
            signaturesLow.count == rows.updates.count - 1, signaturesHigh.count == signaturesLow.count
        else { throw InvalidStructure("the sums of the rows have arrays of unequal lengths") }
        self.init(
            numbers: numbers, rowsPerPiece: rows.updates.count, pieces: [rows],
            signaturesLow: signaturesLow, signaturesHigh: signaturesHigh)
        for row in 1..<rows.updates.count where signature(of: row).isAbsent {
            throw InvalidStructure("a row has the signature that no row can have")
        }
    }

    /// Checks that all arithmetic on the rows is exact, so that whoever works with them need not look.
    ///
    /// Let a number of a row be V after S decisions, and W = Σ step · noise what `weighted` holds of it. Its area A = V · S − W
    /// is its sum over all decisions. W and A are computed modulo 2^64, which gives A exactly while |A| < 2^63, even where
    /// W does not fit. What is asked for is |V| < 2^30, |A| < 2^62 and |A| < 2^30 · S: the mean A / S is no larger than a
    /// number. A further pass of fewer than 2^31 decisions moves A by less than 2^31 · 2^31 = 2^62, since V has 32 bits, so that
    /// A is below 2^63 at its end: a check after every pass sees every area that is too large. To slip past it, V would
    /// have to turn over within the pass: 2^31 / 999, or two million updates of one row all the same way.
    ///
    /// The bound on S is that of a mean: with S ≤ 2^41 an area may still be 2^21 · S, where all that a key's number can hold is
    /// less than 2^17.
    ///
    /// - Parameter steps: S, decisions taken in all.
    /// - Throws: `InvalidStructure` when a number is beyond these bounds, or row 0 is not zero.
    /// - Complexity: O(rows · `numbers`).
    public func check(steps: Int64) throws(InvalidStructure) {
        guard (0...Self.mostSteps).contains(steps) else {
            throw InvalidStructure("rows cannot be learned in \(steps) decisions")
        }
        let area =
            steps < Self.largestArea / Self.largestValue
            ? Self.largestValue * max(steps, 1) : Self.largestArea
        let (values, areas) = (UInt32(Self.largestValue), UInt64(area))
        var isSmall = true
        for piece in pieces {
            let (value, weighted) = (piece.values.base, piece.weighted.base)
            for index in 0..<piece.values.count {
                let area = Int64(value[index]) &* steps &- weighted[index]
                isSmall = isSmall && value[index].magnitude < values && area.magnitude < areas
            }
        }
        let zero = sums(of: 0)
        for number in 0..<numbers where zero.values[number] != 0 || zero.weighted[number] != 0 {
            isSmall = false
        }
        guard isSmall else { throw InvalidStructure("the sums of the rows are beyond what can be counted") }
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
