import COpenBLAS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few functions of OpenBLAS that are used, found in the library at run time.
struct OpenBLAS: Sendable {
    typealias MatrixVectorFloat =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, blasint, blasint, Float, UnsafePointer<Float>, blasint,
            UnsafePointer<Float>, blasint, Float, UnsafeMutablePointer<Float>, blasint
        ) -> Void
    typealias MatrixMatrixFloat =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, blasint, blasint, blasint, Float,
            UnsafePointer<Float>, blasint, UnsafePointer<Float>, blasint, Float, UnsafeMutablePointer<Float>,
            blasint
        ) -> Void
    typealias MatrixVectorDouble =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, blasint, blasint, Double, UnsafePointer<Double>, blasint,
            UnsafePointer<Double>, blasint, Double, UnsafeMutablePointer<Double>, blasint
        ) -> Void
    typealias MatrixMatrixDouble =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, blasint, blasint, blasint, Double,
            UnsafePointer<Double>, blasint, UnsafePointer<Double>, blasint, Double,
            UnsafeMutablePointer<Double>,
            blasint
        ) -> Void

    let sgemv: MatrixVectorFloat
    let dgemv: MatrixVectorDouble
    let sgemm: MatrixMatrixFloat
    let dgemm: MatrixMatrixDouble
    let threads: @convention(c) () -> CInt
    let configuration: @convention(c) () -> UnsafePointer<CChar>?

    /// The library with one thread, or nil when it or one of the functions is missing.
    static let loaded: OpenBLAS? = {
        #if canImport(Darwin)
            let name = "libopenblas.dylib"
        #else
            let name = "libopenblas.so.0"
        #endif
        setenv("OPENBLAS_NUM_THREADS", "1", 0)
        guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { return nil }
        return OpenBLAS(library)
    }()

    private init?(_ library: UnsafeMutableRawPointer) {
        func function<Function>(_ name: String, as type: Function.Type) -> Function? {
            dlsym(library, name).map { unsafeBitCast($0, to: type) }
        }
        guard let sgemv = function("cblas_sgemv", as: MatrixVectorFloat.self),
            let dgemv = function("cblas_dgemv", as: MatrixVectorDouble.self),
            let sgemm = function("cblas_sgemm", as: MatrixMatrixFloat.self),
            let dgemm = function("cblas_dgemm", as: MatrixMatrixDouble.self),
            let threads = function("openblas_get_num_threads", as: (@convention(c) () -> CInt).self),
            let setThreads = function(
                "openblas_set_num_threads", as: (@convention(c) (CInt) -> Void).self),
            let configuration = function(
                "openblas_get_config", as: (@convention(c) () -> UnsafePointer<CChar>?).self)
        else { return nil }
        // The variable may have been set to another number by whoever started the program.
        setThreads(1)
        (self.sgemv, self.dgemv) = (sgemv, dgemv)
        (self.sgemm, self.dgemm, self.threads, self.configuration) = (sgemm, dgemm, threads, configuration)
    }
}
