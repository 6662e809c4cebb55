import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How much of the processor the vector code may use. Every search, scan and decoder has a form for some of these levels
/// and takes the highest that is not above the one asked for; all of them give the same results, bit for bit.
public enum Kernel: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    /// The plain loops: the oracle of all others, and the baseline to compare with.
    case scalar
    /// Swift's SIMD types, compiled for whatever the program was built for.
    case simd
    /// Table look-ups and sums of absolute differences in 128-bit registers (arm64).
    case neon
    /// Byte shuffles in 256-bit registers.
    case avx2
    /// Byte shuffles in 512-bit registers (AVX-512 F, BW, VL, DQ).
    case avx512
    /// Two-register byte permutations in 512-bit registers (AVX-512 VBMI as well).
    case vbmi

    /// Features that must be there, as `ProcessorFeatures.supported` names them.
    public var requiredFeatures: [String] {
        switch self {
        case .scalar, .simd, .neon: []
        case .avx2: ["avx2", "bmi", "bmi2", "popcnt"]
        case .avx512: Kernel.avx2.requiredFeatures + ["avx512f", "avx512bw", "avx512vl", "avx512dq"]
        case .vbmi: Kernel.avx512.requiredFeatures + ["avx512vbmi"]
        }
    }

    /// True when this processor and operating system can run it.
    ///
    /// - Complexity: O(features); ask once.
    public var isSupported: Bool {
        guard self != .neon else { return Self.isARM64 }
        return Set(requiredFeatures).isSubset(of: ProcessorFeatures.supported)
    }

    /// Whether code for `other` may run when this level was asked for.
    ///
    /// - Complexity: O(1).
    public func includes(_ other: Kernel) -> Bool {
        (Self.order.firstIndex(of: other) ?? .max) <= (Self.order.firstIndex(of: self) ?? 0)
    }

    /// The levels that can run here, lowest first.
    public static let supported: [Kernel] = allCases.filter(\.isSupported)

    /// The level that code uses when it is not told otherwise: the one forced, or the highest that can run here.
    ///
    /// - Complexity: O(1).
    public static var preferred: Kernel {
        let forced = preference.load(ordering: .relaxed)
        return forced < 0 ? best : allCases[forced]
    }

    /// Whether somebody asked for `preferred`, rather than that it is the highest level.
    ///
    /// - Complexity: O(1).
    public static var isForced: Bool { preference.load(ordering: .relaxed) >= 0 }

    /// Why `preferred` is what it is, for people.
    public static var reason: String {
        if isForced { return "asked for" }
        return best == .vbmi ? "the highest level there is" : "the highest level this processor supports"
    }

    /// Makes `kernel` the preferred level of the whole program. Searches and models made before keep theirs.
    ///
    /// - Throws: `UnsupportedKernel` when it cannot run here.
    /// - Complexity: O(features).
    public static func prefer(_ kernel: Kernel) throws(UnsupportedKernel) {
        guard kernel.isSupported else { throw UnsupportedKernel(name: kernel.rawValue) }
        preference.store(allCases.firstIndex(of: kernel) ?? 0, ordering: .relaxed)
    }

    /// Name of the environment variable that `preferFromEnvironment` reads.
    public static let environmentVariable = "SCATTERSHOT_KERNEL"

    /// Obeys the environment variable `SCATTERSHOT_KERNEL` when it is set and not empty.
    ///
    /// - Throws: `UnsupportedKernel` when it names no level, or one that cannot run here.
    /// - Complexity: O(features).
    public static func preferFromEnvironment() throws(UnsupportedKernel) {
        guard let value = getenv(environmentVariable) else { return }
        let name = String(cString: value)
        if name.isEmpty { return }
        guard let kernel = Kernel(rawValue: name) else { throw UnsupportedKernel(name: name) }
        try prefer(kernel)
    }

    /// The name of the level.
    public var description: String { rawValue }

    private static let best = supported.last ?? .simd
    private static let preference = Atomic<Int>(-1)

    /// Levels of one architecture in rising order; `neon` and `avx2` never meet on one machine.
    private static let order: [Kernel] = [.scalar, .simd, .neon, .avx2, .avx512, .vbmi]

    private static var isARM64: Bool {
        #if arch(arm64)
            true
        #else
            false
        #endif
    }
}

/// A kernel level that cannot run here, or that there is not.
public struct UnsupportedKernel: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked for.
    public let name: String

    /// One line: what is wrong and which levels there are.
    public var description: String {
        let problem =
            Kernel(rawValue: name) == nil
            ? "there is no kernel '\(name)'" : "this machine cannot run '\(name)'"
        return problem + "; use one of: " + Kernel.supported.map(\.rawValue).joined(separator: ", ")
    }
}
