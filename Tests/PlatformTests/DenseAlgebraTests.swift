import Dispatch
import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct DenseAlgebraTests {
    private static func search(
        _ search: CenterSearch<Float>, _ values: [Float], _ labels: inout [UInt32], _ squares: inout [Double]
    ) {
        values.withUnsafeBufferPointer { values in
            labels.withUnsafeMutableBufferPointer { labels in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let labels = labels.baseAddress, let squares = squares.baseAddress else { return }
                    search.nearest(to: values, labels: labels, squares: squares)
                }
            }
        }
    }

    /// The workers of a pool call the library; if it shared its own work out, they would fight for the
    /// processors.
    @Test(.enabled(if: DenseAlgebra.isAccelerated, "OpenBLAS is not installed"))
    func theLibraryUsesOneThreadBeforeAndAfterLargeCalls() {
        #expect(DenseAlgebra.libraryThreads == 1)
        var generator = SeededGenerator(seed: 1)
        let values = NumberFamily.uniform.matrix(rows: 2000, columns: 200, &generator)
        let search = CenterSearch(centers: values, columns: 200, by: .openBLAS)
        var labels = [UInt32](repeating: 0, count: 2000)
        var squares = [Double](repeating: 1, count: 2000)
        Self.search(search, values, &labels, &squares)
        #expect(squares.allSatisfy { $0 == 0 })
        #expect(DenseAlgebra.libraryThreads == 1)
        #expect(DenseAlgebra.libraryDescription?.contains("OpenBLAS") == true)
    }

    @Test(arguments: DenseAlgebra.Path.allCases)
    func manyThreadsGetTheAnswerOfOne(_ path: DenseAlgebra.Path) {
        var generator = SeededGenerator(seed: 2)
        let values = NumberFamily.uniform.matrix(rows: 1000, columns: 64, &generator)
        let search = CenterSearch(
            centers: NumberFamily.uniform.matrix(rows: 200, columns: 64, &generator), columns: 64, by: path)
        @Sendable func answer() -> (ColumnMoments, [UInt32]) {
            var labels = [UInt32](repeating: 0, count: 1000)
            var squares = [Double](repeating: 0, count: 1000)
            Self.search(search, values, &labels, &squares)
            return (ColumnMoments(of: values, columns: 64, by: path), labels)
        }
        let expected = answer()
        let wrong = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 32) { _ in
            if answer() != expected { wrong.add(1, ordering: .relaxed) }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }
}
