/// Means and variances of many rows at once, column by column, through OpenBLAS.
public struct ColumnMoments: Sendable, Equatable {
    /// The mean of each column.
    public let mean: [Double]
    /// The variance of each column (divided by the number of rows).
    public let variance: [Double]

    /// The moments of a matrix, rows first.
    ///
    /// Two passes: the second works with differences from the mean, so that no digits cancel.
    ///
    /// - Parameter values: rows × `columns`; no rows give zeros.
    /// - Precondition: `values.count` is a multiple of `columns`.
    /// - Complexity: O(values).
    public init(of values: [Double], columns: Int) {
        precondition(columns > 0 && values.count % columns == 0, "values do not fill whole rows")
        let rows = values.count / columns
        guard rows > 0 else {
            mean = Array(repeating: 0, count: columns)
            variance = mean
            return
        }
        let mean = DenseAlgebra.weightedColumnSums(
            values, rows: rows, columns: columns, weight: 1 / Double(rows))
        var squares = values
        for index in squares.indices {
            let difference = squares[index] - mean[index % columns]
            squares[index] = difference * difference
        }
        self.mean = mean
        variance = DenseAlgebra.weightedColumnSums(
            squares, rows: rows, columns: columns, weight: 1 / Double(rows))
    }

    /// True when OpenBLAS is there to compute moments; otherwise plain loops do.
    ///
    /// - Complexity: O(1); the first call loads the library.
    public static var isAccelerated: Bool { DenseAlgebra.isAccelerated }
}
