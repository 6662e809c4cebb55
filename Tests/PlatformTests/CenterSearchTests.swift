import Platform
import TestSupport
import Testing

@Suite struct CenterSearchTests {
    private func answers(_ search: CenterSearch<Float>, _ rows: [Float]) -> ([UInt32], [Double]) {
        var labels = [UInt32](repeating: .max, count: rows.count / search.columns)
        var squares = [Double](repeating: -1, count: labels.count)
        rows.withUnsafeBufferPointer { rows in
            labels.withUnsafeMutableBufferPointer { labels in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let labels = labels.baseAddress, let squares = squares.baseAddress else { return }
                    search.nearest(to: rows, labels: labels, squares: squares)
                }
            }
        }
        return (labels, squares)
    }

    private func answers(_ search: CenterSearch<Double>, _ rows: [Double]) -> ([UInt32], [Double]) {
        var labels = [UInt32](repeating: .max, count: rows.count / search.columns)
        var squares = [Double](repeating: -1, count: labels.count)
        rows.withUnsafeBufferPointer { rows in
            labels.withUnsafeMutableBufferPointer { labels in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let labels = labels.baseAddress, let squares = squares.baseAddress else { return }
                    search.nearest(to: rows, labels: labels, squares: squares)
                }
            }
        }
        return (labels, squares)
    }

    /// Distances by compensated sums.
    private func distance(_ row: ArraySlice<Double>, _ center: ArraySlice<Double>) -> Double {
        var sum = CompensatedSum()
        for (x, y) in zip(row, center) { sum.add(x - y, times: x - y) }
        return sum.value
    }

    @Test(arguments: NumberFamily.allCases)
    func bothPathsFindTheSameNearestCentre(_ family: NumberFamily) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for (columns, count) in [(1, 1), (1, 2), (3, 17), (8, 5), (33, 16), (70, 130)] {
            let rows = family.matrix(rows: 300, columns: columns, &generator)
            // Some centres are rows, and some occur twice.
            var centers = Array(rows[..<(columns * ((count + 1) / 2))])
            centers += family.matrix(rows: count - centers.count / columns, columns: columns, &generator)
            if count > 2 { centers.replaceSubrange(columns..<2 * columns, with: centers[..<columns]) }
            let what = "\(family), \(columns) columns, \(count) centres, seed \(seed)"
            let vectors = answers(CenterSearch(centers: centers, columns: columns, by: .simd), rows)
            let library = answers(CenterSearch(centers: centers, columns: columns, by: .openBLAS), rows)
            #expect(vectors == library, "\(what)")
            let wide = (centers.map { Double($0) }, rows.map { Double($0) })
            let doubles = answers(CenterSearch(centers: wide.0, columns: columns, by: .simd), wide.1)
            let doublesByLibrary = answers(
                CenterSearch(centers: wide.0, columns: columns, by: .openBLAS), wide.1)
            #expect(doubles == doublesByLibrary, "\(what)")
            #expect(doubles == vectors, "the numbers are the same: \(what)")
            checkNearest(doubles, wide.1, wide.0, columns, what)
        }
    }

    private func checkNearest(
        _ found: ([UInt32], [Double]), _ rows: [Double], _ centers: [Double], _ columns: Int, _ what: String
    ) {
        for row in 0..<rows.count / columns {
            let values = rows[row * columns..<(row + 1) * columns]
            let all = (0..<centers.count / columns).map {
                distance(values, centers[$0 * columns..<($0 + 1) * columns])
            }
            let tolerance = Double(columns + 4) * 0x1p-52
            #expect(
                all[Int(found.0[row])] <= (all.min() ?? 0) * (1 + tolerance),
                "row \(row) is nearer to another: \(what)")
            #expect(
                abs(found.1[row] - all[Int(found.0[row])]) <= found.1[row] * tolerance, "row \(row): \(what)")
            let first = all.firstIndex { $0 == all[Int(found.0[row])] }
            if all[Int(found.0[row])] == 0 {
                #expect(first == Int(found.0[row]), "ties go to the first: \(what)")
            }
        }
    }

    @Test(arguments: DenseAlgebra.Path.allCases)
    func hugeAndImpossibleNumbersEndInSomeAnswer(_ path: DenseAlgebra.Path) {
        let centers: [Float] = [0, 0, 3e38, 3e38, -3e38, 1]
        let found = answers(
            CenterSearch(centers: centers, columns: 2, by: path),
            [3e38, 3e38, 1, 1, .nan, 0, -3e38, 0, .infinity, 0])
        #expect(found.0[0] == 1 && found.0[1] == 0 && found.0[3] == 2)
        #expect(found.0.allSatisfy { $0 < 3 })
    }
}
