/// Means and variances of many rows at once, column by column, in one pass over them.
///
/// Blocks of at most 512 rows are summed in the numbers' own type as differences from the mean so far, and
/// merged in `Double` (Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American
/// Statistician 1983). So no digits cancel, and the error does not grow with the number of rows. With `u` the
/// roundoff of the type (2^-24 or 2^-53), `g = 600 u`, `e = 2^-53 (rows / 16 + 16)`, `A` the largest absolute
/// value of a column and `V` its variance, for finite numbers whose squares neither overflow nor underflow:
///
///     |mean − exact|     ≤ 4 g √(V + u² A²) + e A
///     |variance − exact| ≤ 16 g (V + u² A²) + 8 e (V + A √V) + e² A²
///
/// Why: a sum of `n` numbers in any order has a relative error of at most `n u / (1 − n u)` against the sum
/// of absolute values (Higham, "Accuracy and stability of numerical algorithms", 4.2), and a block adds at
/// most 528 numbers in a chain. The squares of the differences from the *running* mean add up to no more than
/// three times those from the final one, because each block's shift against the rows before it is itself part
/// of the variance, at least half.
public struct ColumnMoments: Sendable, Equatable {
    /// The mean of each column.
    public let mean: [Double]
    /// The variance of each column (divided by the number of rows).
    public let variance: [Double]

    /// The moments of a matrix, rows first.
    ///
    /// - Parameters:
    ///   - values: rows × `columns`; no rows give zeros.
    ///   - path: who adds; nil chooses the faster one.
    /// - Precondition: `values.count` is a multiple of `columns`.
    /// - Complexity: O(values).
    public init(of values: [Float], columns: Int, by path: DenseAlgebra.Path? = nil) {
        self.init(values, columns, path, SIMD16<Float>.self)
    }

    /// The moments of a matrix, rows first.
    ///
    /// - Parameters:
    ///   - values: rows × `columns`; no rows give zeros.
    ///   - path: who adds; nil chooses the faster one.
    /// - Precondition: `values.count` is a multiple of `columns`.
    /// - Complexity: O(values).
    public init(of values: [Double], columns: Int, by path: DenseAlgebra.Path? = nil) {
        self.init(values, columns, path, SIMD8<Double>.self)
    }

    /// True when OpenBLAS is there; otherwise the SIMD code does all the work.
    ///
    /// - Complexity: O(1); the first call loads the library.
    public static var isAccelerated: Bool { DenseAlgebra.isAccelerated }

    private init<Lanes: DenseLanes>(
        _ values: [Lanes.Element], _ columns: Int, _ path: DenseAlgebra.Path?, _: Lanes.Type
    ) {
        precondition(columns > 0 && values.count % columns == 0, "values do not fill whole rows")
        let library = (path ?? .fasterForMoments) == .openBLAS ? OpenBLAS.loaded : nil
        // Narrow rows are taken several at a time, as one row that fills vectors.
        let fold = columns < Lanes.width ? Lanes.width : 1
        var sums = MomentSums(columns: columns)
        var blocks = MomentBlocks<Lanes>(columns: columns, fold: fold, library: library)
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            let rows = values.count / columns
            var first = 0
            while first < rows {
                let isFolded = rows - first >= fold
                let count = min(blocks.rowsOfBlock, isFolded ? (rows - first) / fold * fold : rows - first)
                blocks.add(base + first * columns, rows: count, fold: isFolded ? fold : 1, to: &sums)
                first += count
            }
        }
        mean = sums.mean
        variance = sums.squares.map { sums.rows == 0 ? 0 : $0 / Double(sums.rows) }
    }
}

extension DenseAlgebra.Path {
    /// The vectors, whatever the size: OpenBLAS has to be given the differences and their squares in memory.
    /// `perf/engine 5 moments` measures both.
    static var fasterForMoments: Self { .simd }
}

/// Means and sums of squared differences from them, of the rows so far.
private struct MomentSums {
    var rows = 0
    var mean: [Double]
    var squares: [Double]

    init(columns: Int) {
        mean = Array(repeating: 0, count: columns)
        squares = mean
    }

    /// Merges a block of `count` rows with the sums and squares of `column`'s differences from `center`.
    mutating func merge(_ column: Int, count: Double, center: Double, sum: Double, square: Double) {
        let before = Double(rows)
        let share = count / (before + count)
        let within = max(square - sum * sum / count, 0)
        let shift = center + sum / count - mean[column]
        squares[column] += within + shift * shift * before * share
        mean[column] = rows == 0 ? center + sum / count : mean[column] + shift * share
    }
}

/// Sums blocks of rows.
private struct MomentBlocks<Lanes: DenseLanes> {
    typealias Element = Lanes.Element
    /// Rows that are summed in `Element` before they are merged: at most 512 in a chain, and few enough to
    /// stay in the first-level cache for the first block's two passes.
    let rowsOfBlock: Int
    private let columns: Int
    private let library: OpenBLAS?
    private var center: [Element]
    private var sums: [Element]
    private var squares: [Element]
    private var scratch: [Element]

    init(columns: Int, fold: Int, library: OpenBLAS?) {
        let wide = columns * fold
        rowsOfBlock = min(max(8192 / wide, 64), 512) * fold
        self.columns = columns
        self.library = library
        center = Array(repeating: 0, count: wide)
        sums = center
        squares = center
        scratch = Array(repeating: 0, count: library == nil ? 0 : rowsOfBlock * (2 * columns + 1))
    }

    mutating func add(_ values: UnsafePointer<Element>, rows: Int, fold: Int, to total: inout MomentSums) {
        if total.rows == 0 {
            // The first block's own mean.
            sum(values, rows: rows, fold: fold)
            for column in 0..<columns {
                place(Element(folded(sums, column, fold) / Double(rows)), column)
            }
        } else {
            for column in 0..<columns { place(Element(total.mean[column]), column) }
        }
        sum(values, rows: rows, fold: fold)
        for column in 0..<columns {
            total.merge(
                column, count: Double(rows), center: Double(center[column]), sum: folded(sums, column, fold),
                square: folded(squares, column, fold))
        }
        total.rows += rows
    }

    private mutating func place(_ value: Element, _ column: Int) {
        for place in stride(from: column, to: center.count, by: columns) { center[place] = value }
    }

    private func folded(_ sums: [Element], _ column: Int, _ fold: Int) -> Double {
        var sum = 0.0
        for place in 0..<fold { sum += Double(sums[place * columns + column]) }
        return sum
    }

    private mutating func sum(_ values: UnsafePointer<Element>, rows: Int, fold: Int) {
        center.withUnsafeBufferPointer { center in
            sums.withUnsafeMutableBufferPointer { sums in
                squares.withUnsafeMutableBufferPointer { squares in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        guard let center = center.baseAddress, let sums = sums.baseAddress,
                            let squares = squares.baseAddress
                        else { return }
                        let task = MomentsTask(
                            values: values, rows: rows / fold, columns: columns * fold, center: center,
                            sums: sums, squares: squares, scratch: scratch.baseAddress)
                        if let library {
                            library.addMoments(task, Lanes.self)
                        } else {
                            addMoments(task, Lanes.self)
                        }
                    }
                }
            }
        }
    }
}
