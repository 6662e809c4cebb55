import Platform
import TestSupport
import Testing

/// Exact moments against sums of integers.
@Suite struct WholeMomentsTests {
    private func moments(
        _ values: [Double], _ columns: Int, _ path: DenseAlgebra.Path?, rowsOfPart: Int
    ) -> WholeMoments {
        var moments = WholeMoments(columns: columns)
        for first in stride(from: 0, to: values.count, by: rowsOfPart * columns) {
            values[first..<min(first + rowsOfPart * columns, values.count)].withUnsafeBufferPointer {
                moments.add($0, by: path)
            }
        }
        return moments
    }

    @Test(arguments: DenseAlgebra.Path.allCases, [1, 2, 7, 8, 33, 64])
    func sumsAreThoseOfIntegers(_ path: DenseAlgebra.Path, columns: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for rows in [0, 1, 255, 256, 257, 1000] {
            let largest = [1, 999, 1 << 16, WholeMoments.largest].randomElement(using: &generator) ?? 1
            let values = (0..<rows * columns).map { _ in Int.random(in: -largest...largest, using: &generator)
            }
            let found = moments(values.map { Double($0) }, columns, path, rowsOfPart: 300)
            #expect(found.rows == rows)
            for column in 0..<columns {
                let own = stride(from: column, to: values.count, by: columns).map { Int64(values[$0]) }
                #expect(found.sums[column] == own.reduce(0, +), "seed \(seed)")
                #expect(found.squares[column] == own.reduce(0) { $0 + $1 * $1 }, "seed \(seed)")
            }
        }
    }

    @Test func neitherPathNorPartsChangeABit() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let values = (0..<5000 * 12).map { _ in Double(Int.random(in: 0...65_535, using: &generator)) }
        let whole = moments(values, 12, .simd, rowsOfPart: 5000)
        for path in DenseAlgebra.Path.allCases {
            #expect(moments(values, 12, path, rowsOfPart: 77) == whole, "seed \(seed)")
        }
        let compensated = ReferenceMoments(values, columns: 12)
        for column in 0..<12 {
            #expect(abs(whole.mean(column) - compensated.mean[column]) <= 1e-9, "seed \(seed)")
            let variance = compensated.variance(column)
            #expect(abs(whole.variance(column) - variance) <= 1e-9 * variance, "seed \(seed)")
        }
    }

    @Test func quotientsAreRoundedOnce() {
        let found = moments([1, 10, 3, 10, 5, 10, 7, 10], 2, nil, rowsOfPart: 3)
        #expect((0..<2).map(found.mean) == [4, 10] && (0..<2).map(found.variance) == [5, 0])
        // Products far beyond sixty-four bits.
        let far = Double(WholeMoments.largest)
        let wide = moments(
            [far, far - 1] + Array(repeating: far, count: 200_000), 1, nil, rowsOfPart: 1 << 20)
        let rows = Double(wide.rows)
        #expect(wide.variance(0) == (rows - 1) / (rows * rows))
        let none = WholeMoments(columns: 2)
        #expect(none.mean(1) == 0 && none.variance(1) == 0)
    }
}
