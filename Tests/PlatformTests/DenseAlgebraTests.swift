import Dispatch
import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct DenseAlgebraTests {
    /// The workers of a pool call the library; if it shared its own work out, they would fight for the
    /// processors.
    @Test(.enabled(if: DenseAlgebra.isAccelerated, "OpenBLAS is not installed"))
    func theLibraryUsesOneThreadBeforeAndAfterLargeCalls() {
        #expect(DenseAlgebra.libraryThreads == 1)
        var generator = SeededGenerator(seed: 1)
        let values = NumberFamily.uniform.matrix(rows: 2000, columns: 200, &generator)
        _ = ColumnCovariance(of: values, columns: 200, by: .openBLAS)
        #expect(DenseAlgebra.libraryThreads == 1)
        #expect(DenseAlgebra.libraryDescription?.contains("OpenBLAS") == true)
    }

    @Test(arguments: DenseAlgebra.Path.allCases)
    func manyThreadsGetTheAnswerOfOne(_ path: DenseAlgebra.Path) {
        var generator = SeededGenerator(seed: 2)
        let values = NumberFamily.uniform.matrix(rows: 1000, columns: 64, &generator)
        let expected = (
            ColumnCovariance(of: values, columns: 64, by: path),
            ColumnMoments(of: values, columns: 64, by: path)
        )
        let wrong = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 32) { _ in
            let found = (
                ColumnCovariance(of: values, columns: 64, by: path),
                ColumnMoments(of: values, columns: 64, by: path)
            )
            if found != expected { wrong.add(1, ordering: .relaxed) }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }
}
