import Benchmark
import Contestants
import DigitKeys
import NoiseSampling
import Platform

/// Rows of whole numbers like those of keys, and the exact sums that any answer must agree with.
private final class RowsSubject {
    let columns: Int
    let rows: Int
    let singles: [Float]
    let doubles: [Double]
    let centers: [Float]
    var labels: [UInt32]
    var squares: [Double]

    init(rows: Int, columns: Int, centers count: Int = 1) {
        self.rows = rows
        self.columns = columns
        var random = SplitMix(seed: 3)
        singles = (0..<rows * columns).map { _ in Float(random.below(1000)) }
        doubles = singles.map { Double($0) }
        centers = (0..<count * columns).map { _ in Float(random.below(1000)) }
        labels = Array(repeating: 0, count: rows)
        squares = Array(repeating: 0, count: rows)
    }

    /// Whole numbers below 1000 add up exactly in a `Double`.
    func isRight(_ mean: [Double]) -> Bool {
        let sum = stride(from: 0, to: doubles.count, by: columns).reduce(0) { $0 + doubles[$1] }
        return abs(mean[0] - sum / Double(rows)) < 0.1
    }

    func assign(_ path: DenseAlgebra.Path) -> UInt64 {
        let search = CenterSearch(centers: centers, columns: columns, by: path)
        singles.withUnsafeBufferPointer { rows in
            labels.withUnsafeMutableBufferPointer { labels in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let labels = labels.baseAddress, let squares = squares.baseAddress else { return }
                    search.nearest(to: rows, labels: labels, squares: squares)
                }
            }
        }
        return labels.reduce(0) { $0 &* 31 &+ UInt64($1) }
    }
}

private func moments(rows: Int, columns: Int) {
    for path in DenseAlgebra.Path.allCases {
        measure(
            "Platform: moments of \(rows)x\(columns) Float: \(path)", per: .kilo,
            prepare: { RowsSubject(rows: rows, columns: columns) },
            run: { ColumnMoments(of: $0.singles, columns: columns, by: path) },
            isRight: { $0.isRight($1.mean) })
        measure(
            "Platform: moments of \(rows)x\(columns) Double: \(path)", per: .kilo,
            prepare: { RowsSubject(rows: rows, columns: columns) },
            run: { ColumnMoments(of: $0.doubles, columns: columns, by: path) },
            isRight: { $0.isRight($1.mean) })
    }
}

private func nearestCentres(rows: Int, columns: Int, centers: Int) {
    let subject = { RowsSubject(rows: rows, columns: columns, centers: centers) }
    for path in DenseAlgebra.Path.allCases {
        let other: DenseAlgebra.Path = path == .simd ? .openBLAS : .simd
        measure(
            "Platform: nearest centres, \(rows)x\(columns) Float, among \(centers): \(path)", per: .one,
            prepare: {
                let rows = subject()
                return (rows, rows.assign(other))
            },
            run: { $0.0.assign(path) },
            isRight: { $0.1 == $1 })
    }
}

func registerPlatform() {
    for (rows, columns) in [(1000, 16), (1000, 32), (100_000, 16), (30_000, 100), (1_000_000, 16)] {
        moments(rows: SuiteSize.pick(rows, smoke: rows / 100), columns: columns)
    }
    for (columns, centers) in [(16, 16), (32, 64), (32, 256), (64, 64), (64, 128), (64, 256), (96, 256)] {
        nearestCentres(rows: SuiteSize.pick(10_000, smoke: 50), columns: columns, centers: centers)
    }
    // Unfavourable: one centre, where there is nothing to find but the distances.
    nearestCentres(rows: SuiteSize.pick(10_000, smoke: 50), columns: 32, centers: 1)
}
