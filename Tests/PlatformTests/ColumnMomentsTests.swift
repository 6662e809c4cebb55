import Platform
import TestSupport
import Testing

@Suite struct ColumnMomentsTests {
    static let sizes = [
        (rows: 1, columns: 1), (2, 3), (17, 5), (511, 16), (512, 1), (513, 17), (1000, 33), (5000, 7),
        (20_001, 2),
        (700, 100),
    ]

    @Test(arguments: NumberFamily.allCases, DenseAlgebra.Path.allCases)
    func staysWithinTheStatedBound(_ family: NumberFamily, _ path: DenseAlgebra.Path) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for (rows, columns) in Self.sizes {
            let singles = family.matrix(rows: rows, columns: columns, &generator)
            let doubles = singles.map { Double($0) + (family == .constant ? 0 : 1e-9) }
            check(
                ColumnMoments(of: singles, columns: columns, by: path), against: singles.map { Double($0) },
                columns, roundoff: 0x1p-24, "\(family) \(path) \(rows)×\(columns) Float, seed \(seed)")
            check(
                ColumnMoments(of: doubles, columns: columns, by: path), against: doubles, columns,
                roundoff: 0x1p-53, "\(family) \(path) \(rows)×\(columns) Double, seed \(seed)")
        }
    }

    private func check(
        _ moments: ColumnMoments, against values: [Double], _ columns: Int, roundoff: Double, _ what: String
    ) {
        let reference = ReferenceMoments(values, columns: columns)
        let (g, e) = (600 * roundoff, reference.doubleError)
        for column in 0..<columns {
            let variance = reference.variance(column)
            let scale = reference.scale(column, variance: variance, roundoff: roundoff)
            let largest = reference.largest[column]
            #expect(
                abs(moments.mean[column] - reference.mean[column]) <= 4 * g * scale + e * largest,
                "mean of column \(column), \(what)")
            let bound =
                16 * g * scale * scale + 8 * e * (variance + largest * max(variance, 0).squareRoot()) + e * e
                * largest * largest
            #expect(
                abs(moments.variance[column] - variance) <= bound, "variance of column \(column), \(what)")
        }
    }

    @Test(arguments: DenseAlgebra.Path.allCases)
    func wholeNumbersAreExact(_ path: DenseAlgebra.Path) {
        let moments = ColumnMoments(of: [1, 10, 3, 10, 5, 10, 7, 10] as [Float], columns: 2, by: path)
        #expect(moments.mean == [4, 10])
        #expect(moments.variance == [5, 0])
    }

    @Test func noRowsGiveZeros() {
        let moments = ColumnMoments(of: [] as [Double], columns: 3)
        #expect(moments.mean == [0, 0, 0] && moments.variance == [0, 0, 0])
    }

    @Test func whatIsNotANumberStaysInItsColumn() {
        var values = [Float](repeating: 1, count: 3000)
        values[1000] = .nan
        let moments = ColumnMoments(of: values, columns: 3)
        #expect(moments.mean[0] == 1 && moments.mean[1].isNaN && moments.mean[2] == 1)
    }
}
