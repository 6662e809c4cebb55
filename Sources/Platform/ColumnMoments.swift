import COpenBLAS

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
        let mean = Self.weightedSums(values, rows: rows, columns: columns, weight: 1 / Double(rows))
        var squares = values
        for index in squares.indices {
            let difference = squares[index] - mean[index % columns]
            squares[index] = difference * difference
        }
        self.mean = mean
        variance = Self.weightedSums(squares, rows: rows, columns: columns, weight: 1 / Double(rows))
    }

    /// `weight` · Σ rows, as a matrix-vector product with a vector of ones.
    private static func weightedSums(_ values: [Double], rows: Int, columns: Int, weight: Double) -> [Double]
    {
        let ones = [Double](repeating: 1, count: rows)
        var sums = [Double](repeating: 0, count: columns)
        cblas_dgemv(
            CblasRowMajor, CblasTrans, blasint(rows), blasint(columns), weight, values, blasint(columns),
            ones, 1, 0,
            &sums, 1)
        return sums
    }
}
