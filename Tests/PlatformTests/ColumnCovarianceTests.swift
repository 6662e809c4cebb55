import Platform
import TestSupport
import Testing

@Suite struct ColumnCovarianceTests {
    static let sizes = [(rows: 1, columns: 1), (2, 3), (255, 5), (256, 16), (257, 17), (1500, 9), (600, 45)]

    @Test(arguments: NumberFamily.allCases, DenseAlgebra.Path.allCases)
    func staysWithinTheStatedBound(_ family: NumberFamily, _ path: DenseAlgebra.Path) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for (rows, columns) in Self.sizes {
            let singles = family.matrix(rows: rows, columns: columns, &generator)
            let doubles = singles.map { Double($0) }
            let what = "\(family) \(path) \(rows)×\(columns), seed \(seed)"
            check(
                ColumnCovariance(of: singles, columns: columns, by: path), against: doubles,
                roundoff: 0x1p-24,
                "Float " + what)
            check(
                ColumnCovariance(of: doubles, columns: columns, by: path), against: doubles,
                roundoff: 0x1p-53,
                "Double " + what)
        }
    }

    private func check(
        _ found: ColumnCovariance, against values: [Double], roundoff: Double, _ what: String
    ) {
        let columns = found.columns
        let reference = ReferenceMoments(values, columns: columns)
        let (g, e) = (600 * roundoff, reference.doubleError)
        let variances = (0..<columns).map { max(reference.covariance($0, $0), 0) }
        let scales = (0..<columns).map { reference.scale($0, variance: variances[$0], roundoff: roundoff) }
        let largest = reference.largest
        for i in 0..<columns {
            #expect(
                abs(found.mean[i] - reference.mean[i]) <= 4 * g * scales[i] + e * largest[i],
                "mean of column \(i), \(what)")
            for j in i..<columns {
                let sides = largest[i] * variances[j].squareRoot() + largest[j] * variances[i].squareRoot()
                let settled = 8 * e * (scales[i] + largest[i] * e) * (scales[j] + largest[j] * e)
                let bound =
                    16 * g * scales[i] * scales[j] + settled + 8 * e * sides + e * e * largest[i] * largest[j]
                #expect(
                    abs(found[i, j] - reference.covariance(i, j)) <= bound, "columns \(i) and \(j), \(what)")
                #expect(found[i, j] == found[j, i])
            }
        }
    }

    @Test(arguments: DenseAlgebra.Path.allCases)
    func wholeNumbersAreExact(_ path: DenseAlgebra.Path) {
        let found = ColumnCovariance(of: [1, 2, 3, 6, 5, 10, 7, 14] as [Double], columns: 2, by: path)
        #expect(found.mean == [4, 8])
        #expect(found.covariance == [5, 10, 10, 20])
    }

    @Test func theDiagonalIsTheVariance() {
        var generator = SeededGenerator(seed: 3)
        let values = NumberFamily.digits.matrix(rows: 999, columns: 6, &generator).map { Double($0) }
        let (found, moments) = (
            ColumnCovariance(of: values, columns: 6), ColumnMoments(of: values, columns: 6)
        )
        for column in 0..<6 {
            #expect(abs(found[column, column] - moments.variance[column]) < 1e-6)
            #expect(abs(found.mean[column] - moments.mean[column]) < 1e-9)
        }
    }
}
