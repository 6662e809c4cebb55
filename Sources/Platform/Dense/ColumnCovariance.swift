/// Means and covariances of the columns of many rows, in one pass over them.
///
/// Blocks of 256 rows are centred at the mean so far, multiplied in the numbers' own type, and merged in
/// `Double`, as in `ColumnMoments`. With the names used there, for columns `i` and `j` and `S_i = √(V_i + u²
/// A_i²)`:
///
///     |mean − exact|       ≤ 4 g S_i + e A_i
///     |covariance − exact| ≤ 16 g S_i S_j + 8 e (S_i + A_i e) (S_j + A_j e)
///                            + 8 e (A_i √V_j + A_j √V_i) + e² A_i A_j
public struct ColumnCovariance: Sendable, Equatable {
    /// Number of columns.
    public let columns: Int
    /// The mean of each column.
    public let mean: [Double]
    /// `columns` × `columns`, symmetric, divided by the number of rows; the variances stand on the diagonal.
    public let covariance: [Double]

    /// The covariances of a matrix, rows first.
    ///
    /// - Parameters:
    ///   - values: rows × `columns`; no rows give zeros.
    ///   - path: who multiplies; nil chooses the faster one for so many columns.
    /// - Precondition: `values.count` is a multiple of `columns`.
    /// - Complexity: O(values · columns).
    public init(of values: [Float], columns: Int, by path: DenseAlgebra.Path? = nil) {
        self.init(values, columns, path, SIMD16<Float>.self)
    }

    /// The covariances of a matrix, rows first.
    ///
    /// - Parameters:
    ///   - values: rows × `columns`; no rows give zeros.
    ///   - path: who multiplies; nil chooses the faster one for so many columns.
    /// - Precondition: `values.count` is a multiple of `columns`.
    /// - Complexity: O(values · columns).
    public init(of values: [Double], columns: Int, by path: DenseAlgebra.Path? = nil) {
        self.init(values, columns, path, SIMD8<Double>.self)
    }

    /// The covariance of two columns.
    ///
    /// - Complexity: O(1).
    public subscript(first: Int, second: Int) -> Double {
        precondition(
            first >= 0 && first < columns && second >= 0 && second < columns, "there is no such column")
        return covariance[first * columns + second]
    }

    private init<Lanes: DenseLanes>(
        _ values: [Lanes.Element], _ columns: Int, _ path: DenseAlgebra.Path?, _: Lanes.Type
    ) {
        precondition(columns > 0 && values.count % columns == 0, "values do not fill whole rows")
        let path = path ?? .fasterForCovariance(columns: columns)
        var sums = CovarianceSums<Lanes>(columns: columns, library: path == .openBLAS ? OpenBLAS.loaded : nil)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            let rows = values.count / columns
            for first in stride(from: 0, to: rows, by: sums.rowsOfBlock) {
                sums.add(base + first * columns, count: min(sums.rowsOfBlock, rows - first))
            }
        }
        self.columns = columns
        mean = sums.mean
        covariance = sums.finished()
    }
}

extension DenseAlgebra.Path {
    /// From this many columns on OpenBLAS is asked. Where it becomes the faster one depends on the processor:
    /// `perf/engine 5 covariance` measures both around this number and what the choice costs.
    static let covarianceCrossover = 40

    static func fasterForCovariance(columns: Int) -> Self {
        columns < covarianceCrossover ? .simd : .openBLAS
    }
}

/// Sums of products of differences from the mean of the rows so far.
private struct CovarianceSums<Lanes: DenseLanes> {
    typealias Element = Lanes.Element
    /// Rows that are multiplied in `Element` before they are merged.
    let rowsOfBlock = 256
    private(set) var mean: [Double]
    private let columns: Int
    /// Columns of the centred block, padded with zeros to whole vectors.
    private let wide: Int
    private let library: OpenBLAS?
    private var rows = 0
    /// The upper triangle, `columns` × `columns`.
    private var total: [Double]
    private var block: [Element]
    private var products: [Element]

    init(columns: Int, library: OpenBLAS?) {
        self.columns = columns
        self.library = library
        wide = Lanes.padded(columns)
        mean = Array(repeating: 0, count: columns)
        total = Array(repeating: 0, count: columns * columns)
        block = Array(repeating: 0, count: rowsOfBlock * wide)
        products = Array(repeating: 0, count: wide * wide)
    }

    mutating func add(_ values: UnsafePointer<Element>, count: Int) {
        let center: [Element] = rows == 0 ? firstMean(values, count: count) : mean.map { Element($0) }
        let sums = centre(values, count: count, at: center)
        multiply(count: count)
        merge(sums, count: Double(count), center: center)
        rows += count
    }

    /// The whole symmetric matrix, divided by the number of rows.
    func finished() -> [Double] {
        var matrix = total
        let scale = 1 / Double(max(rows, 1))
        for first in 0..<columns {
            for second in first..<columns {
                matrix[first * columns + second] *= scale
                matrix[second * columns + first] = matrix[first * columns + second]
            }
        }
        return matrix
    }

    private func firstMean(_ values: UnsafePointer<Element>, count: Int) -> [Element] {
        var sums = [Double](repeating: 0, count: columns)
        for row in 0..<count {
            for column in 0..<columns { sums[column] += Double(values[row * columns + column]) }
        }
        return sums.map { Element($0 / Double(count)) }
    }

    /// Writes the centred block and returns its column sums.
    private mutating func centre(
        _ values: UnsafePointer<Element>, count: Int, at center: [Element]
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        let (columns, wide) = (columns, wide)
        block.withUnsafeMutableBufferPointer { block in
            sums.withUnsafeMutableBufferPointer { sums in
                center.withUnsafeBufferPointer { center in
                    for row in 0..<count {
                        let (source, target) = (row &* columns, row &* wide)
                        for column in 0..<columns {
                            let difference = values[source &+ column] - center[column]
                            block[target &+ column] = difference
                            sums[column] += Double(difference)
                        }
                    }
                }
            }
        }
        return sums
    }

    private mutating func multiply(count: Int) {
        let wide = wide
        block.withUnsafeBufferPointer { block in
            products.withUnsafeMutableBufferPointer { products in
                guard let block = block.baseAddress, let products = products.baseAddress else { return }
                let task = ProductsTask(values: block, rows: count, columns: wide, products: products)
                if let library {
                    library.addProducts(task, Lanes.self)
                } else {
                    addProducts(task, Lanes.self)
                }
            }
        }
    }

    private mutating func merge(_ sums: [Double], count: Double, center: [Element]) {
        let before = Double(rows)
        let share = count / (before + count)
        let shift = (0..<columns).map { Double(center[$0]) + sums[$0] / count - mean[$0] }
        let (columns, wide) = (columns, wide)
        total.withUnsafeMutableBufferPointer { total in
            products.withUnsafeBufferPointer { products in
                for first in 0..<columns {
                    let (sum, moved) = (sums[first] / count, shift[first] * before * share)
                    for second in first..<columns {
                        total[first &* columns &+ second] +=
                            Double(products[first &* wide &+ second]) - sum * sums[second]
                            + moved * shift[second]
                    }
                }
            }
        }
        for column in 0..<columns {
            mean[column] = rows == 0 ? shift[column] : mean[column] + shift[column] * share
        }
    }
}
