/// Means and variances of columns of whole numbers, exactly: what a model keeps must not depend on the machine.
///
/// Blocks of 256 rows are summed as `Double`, by vectors or by OpenBLAS. Every partial sum is a whole number below 2^53, so
/// no addition rounds, and neither order nor path changes a bit. Blocks are added up as integers, and a mean and a variance
/// are rounded once, at the end. `ColumnMoments` is for numbers that are not whole.
public struct WholeMoments: Sendable, Equatable {
    /// Number of columns.
    public let columns: Int
    /// Rows so far.
    public private(set) var rows = 0
    /// The sum of each column.
    public private(set) var sums: [Int64]
    /// The sum of each column's squares.
    public private(set) var squares: [Int64]

    /// The largest magnitude that a number may have: 2^22. With it the squares of 2^19 rows fit; of smaller numbers, of more.
    public static let largest = 1 << 22
    /// Rows that are summed at a time: their squares add up to at most 2^52.
    private static let rowsOfBlock = 256

    /// No row yet.
    ///
    /// - Complexity: O(columns).
    public init(columns: Int) {
        precondition(columns > 0, "rows have at least one column")
        self.columns = columns
        sums = Array(repeating: 0, count: columns)
        squares = sums
    }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - values: rows × `columns`, whole numbers of at most `largest` in magnitude.
    ///   - path: who adds; nil chooses the faster one. It does not change the result.
    /// - Precondition: `values.count` is a multiple of `columns`.
    /// - Complexity: O(values).
    public mutating func add(_ values: UnsafeBufferPointer<Double>, by path: DenseAlgebra.Path? = nil) {
        precondition(values.count % columns == 0, "values do not fill whole rows")
        guard let base = values.baseAddress else { return }
        let library = (path ?? .fasterForMoments) == .openBLAS ? OpenBLAS.loaded : nil
        let count = values.count / columns
        let room = library == nil ? 1 : Self.rowsOfBlock * (2 * columns + 1)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * columns + room) { memory in
            memory.initialize(repeating: 0)
            guard let center = memory.baseAddress else { return }
            for first in stride(from: 0, to: count, by: Self.rowsOfBlock) {
                let task = MomentsTask(
                    values: base + first * columns, rows: min(Self.rowsOfBlock, count - first),
                    columns: columns, center: UnsafePointer(center), sums: center + columns,
                    squares: center + 2 * columns, scratch: center + 3 * columns)
                if let library {
                    library.addMoments(task, SIMD8<Double>.self)
                } else {
                    addMoments(task, SIMD8<Double>.self)
                }
                for column in 0..<columns {
                    sums[column] += Int64(task.sums[column])
                    squares[column] += Int64(task.squares[column])
                }
            }
        }
        rows += count
    }

    /// The mean of a column; 0 without rows.
    ///
    /// - Complexity: O(1).
    public func mean(_ column: Int) -> Double { rows == 0 ? 0 : Double(sums[column]) / Double(rows) }

    /// The variance of a column (divided by the number of rows); 0 without rows.
    ///
    /// - Complexity: O(1).
    public func variance(_ column: Int) -> Double {
        guard rows > 0 else { return 0 }
        // rows · squares − sum², exactly, in two words; it is never negative.
        let product = UInt64(rows).multipliedFullWidth(by: UInt64(squares[column]))
        let square = sums[column].magnitude.multipliedFullWidth(by: sums[column].magnitude)
        let (low, borrow) = product.low.subtractingReportingOverflow(square.low)
        let high = product.high - square.high - (borrow ? 1 : 0)
        return (Double(high) * 0x1p64 + Double(low)) / (Double(rows) * Double(rows))
    }
}
