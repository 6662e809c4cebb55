#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How large the inputs are: full, or so small that the whole suite is a matter of seconds.
public enum SuiteSize {
    /// True when `SCATTERSHOT_BENCHMARK_SMOKE` is set to anything but 0: the answers are checked, the times mean nothing.
    public static let isSmoke = !["", "0"].contains(
        ProcessInfo.processInfo.environment["SCATTERSHOT_BENCHMARK_SMOKE"] ?? "")

    /// One of two sizes.
    public static func pick(_ full: Int, smoke: Int) -> Int { isSmoke ? smoke : full }
}
