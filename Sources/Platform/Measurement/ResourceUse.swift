#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system has counted for this process since it started, over all threads, ended ones too: getrusage(2).
public struct ResourceUse: Sendable, Equatable {
    /// Pages that became present without reading a file: mostly fresh memory touched for the first time.
    public var minorFaults = 0
    /// Pages that had to be read from a file or from swap.
    public var majorFaults = 0
    /// How often a thread gave up its processor to wait.
    public var voluntarySwitches = 0
    /// How often a thread lost its processor to another.
    public var involuntarySwitches = 0
    /// Nanoseconds that threads ran their own code.
    public var userTime = 0.0
    /// Nanoseconds that the kernel ran for them.
    public var systemTime = 0.0

    /// Nothing used.
    public init() {}

    /// The counts up to now; all zero where the system does not tell.
    ///
    /// - Complexity: one system call.
    public static func current() -> ResourceUse {
        guard let usage = usage() else { return ResourceUse() }
        var use = ResourceUse()
        use.minorFaults = usage.ru_minflt
        use.majorFaults = usage.ru_majflt
        use.voluntarySwitches = usage.ru_nvcsw
        use.involuntarySwitches = usage.ru_nivcsw
        use.userTime = nanoseconds(usage.ru_utime)
        use.systemTime = nanoseconds(usage.ru_stime)
        return use
    }

    /// What was used between two readings.
    ///
    /// - Complexity: O(1).
    public static func - (end: ResourceUse, start: ResourceUse) -> ResourceUse {
        var use = ResourceUse()
        use.minorFaults = end.minorFaults - start.minorFaults
        use.majorFaults = end.majorFaults - start.majorFaults
        use.voluntarySwitches = end.voluntarySwitches - start.voluntarySwitches
        use.involuntarySwitches = end.involuntarySwitches - start.involuntarySwitches
        use.userTime = end.userTime - start.userTime
        use.systemTime = end.systemTime - start.systemTime
        return use
    }

    fileprivate static func usage() -> rusage? {
        var usage = rusage()
        #if os(Linux)
            // The type of the first parameter differs between C libraries; 0 is RUSAGE_SELF in all of them.
            return getrusage(.init(0), &usage) == 0 ? usage : nil
        #else
            return getrusage(RUSAGE_SELF, &usage) == 0 ? usage : nil
        #endif
    }

    private static func nanoseconds(_ time: timeval) -> Double {
        Double(time.tv_sec) * 1e9 + Double(time.tv_usec) * 1e3
    }
}

/// Peak resident memory of this process so far, in bytes; 0 where the system does not tell.
///
/// - Complexity: a small file on Linux, one system call elsewhere.
public func peakResidentBytes() -> Int {
    #if os(Linux)
        // Of the present program alone. getrusage(2) counts what ran in the process before execve(2) too, which is whatever
        // started the program: its memory would be told as the program's where it was the larger one.
        let status = SystemText.contents(of: "/proc/self/status") ?? ""
        if let peak = SystemText.bytes(of: "VmHWM", in: status) { return peak }
    #endif
    guard let usage = ResourceUse.usage() else { return 0 }
    #if os(Linux)
        return usage.ru_maxrss * 1024
    #else
        return usage.ru_maxrss
    #endif
}
