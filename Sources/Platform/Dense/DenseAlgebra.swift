/// Dense linear algebra on rows of numbers, by Swift's SIMD types or by OpenBLAS.
///
/// OpenBLAS is loaded at its first use, not with the program: when it is loaded it starts a thread for every
/// processor, which a program that only looks things up should not pay for. It is told to use one thread,
/// since the callers are workers of a pool themselves. Where it cannot be loaded, the SIMD code does all the
/// work.
public enum DenseAlgebra {
    /// Who does the work. Both results lie within the same stated bound of the exact one.
    public enum Path: String, Sendable, Hashable, CaseIterable {
        /// Swift's SIMD types.
        case simd
        /// OpenBLAS; where it cannot be loaded, `simd` takes its place.
        case openBLAS
    }

    /// True when OpenBLAS can be used.
    ///
    /// - Complexity: O(1); the first call loads the library.
    public static var isAccelerated: Bool { OpenBLAS.loaded != nil }

    /// Threads that OpenBLAS may use for one call, as the library itself says: 1. Nil when it is not there.
    ///
    /// - Complexity: O(1); the first call loads the library.
    public static var libraryThreads: Int? { OpenBLAS.loaded.map { Int($0.threads()) } }

    /// What OpenBLAS says of its version and the processor it runs on, or nil when it is not there.
    ///
    /// - Complexity: O(1); the first call loads the library.
    public static var libraryDescription: String? {
        OpenBLAS.loaded.flatMap { $0.configuration() }.map { String(cString: $0) }
    }
}
