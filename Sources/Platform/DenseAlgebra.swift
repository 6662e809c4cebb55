import COpenBLAS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Dense linear algebra through OpenBLAS.
///
/// The library is loaded at its first use, not with the program: when it is loaded it starts a thread for every processor,
/// which a program that only looks things up should not pay for. It is told to use one thread, since the callers
/// are workers of a pool themselves. Where it cannot be loaded, plain loops do the same work.
enum DenseAlgebra {
    private typealias MatrixVector =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, blasint, blasint, Double, UnsafePointer<Double>, blasint,
            UnsafePointer<Double>, blasint, Double, UnsafeMutablePointer<Double>, blasint
        ) -> Void

    #if canImport(Darwin)
        private static let libraryName = "libopenblas.dylib"
    #else
        private static let libraryName = "libopenblas.so.0"
    #endif

    private static let matrixVector: MatrixVector? = {
        setenv("OPENBLAS_NUM_THREADS", "1", 0)
        guard let library = dlopen(libraryName, RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(library, "cblas_dgemv")
        else { return nil }
        return unsafeBitCast(symbol, to: MatrixVector.self)
    }()

    /// True when OpenBLAS does the work.
    static var isAccelerated: Bool { matrixVector != nil }

    /// `weight` · Σ rows of a matrix with rows first: the product of its transpose with a vector of ones.
    ///
    /// - Precondition: `values` has `rows` · `columns` numbers.
    /// - Complexity: O(values).
    static func weightedColumnSums(_ values: [Double], rows: Int, columns: Int, weight: Double) -> [Double] {
        precondition(values.count == rows * columns, "a matrix of another size")
        var sums = [Double](repeating: 0, count: columns)
        guard let matrixVector, let height = blasint(exactly: rows), let width = blasint(exactly: columns)
        else {
            for index in values.indices { sums[index % columns] += weight * values[index] }
            return sums
        }
        let ones = [Double](repeating: 1, count: rows)
        matrixVector(CblasRowMajor, CblasTrans, height, width, weight, values, width, ones, 1, 0, &sums, 1)
        return sums
    }
}
