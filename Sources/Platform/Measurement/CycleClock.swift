import CKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A clock that is read often: the processor's own counter, in ticks of its own length.
///
/// On x86-64 it is the time stamp counter, where the processor promises that it runs at one rate and never stops; on
/// arm64 the generic timer's virtual count, which ticks tens of nanoseconds apart on many machines; elsewhere
/// `CLOCK_MONOTONIC`. Readings on different processors agree as far as the system keeps their counters together, which
/// all machines of today do. The processor may run neighbouring instructions before or after the reading, so an
/// interval of fewer than about a hundred instructions says little.
public enum CycleClock {
    /// Ticks since some moment in the past.
    ///
    /// - Complexity: O(1), a few nanoseconds, inlined into the caller's module; no system call.
    @inlinable @inline(__always)
    public static func now() -> UInt64 { ck_cycle_clock() }

    /// Nanoseconds of one tick, found once by the processor's word or by comparing with the system's clock.
    ///
    /// - Complexity: 10 ms of sleep at the first use on x86-64. Use it before or after what is measured, not within.
    public static let nanosecondsPerTick: Double = {
        if ck_cycle_clock_source() == CK_CLOCK_SYSTEM { return 1 }
        let frequency = ck_cycle_clock_frequency()
        return frequency > 0 ? 1e9 / Double(frequency) : calibrated(milliseconds: 10)
    }()

    /// Nanoseconds of an interval.
    ///
    /// - Parameter ticks: The difference of two readings.
    /// - Complexity: O(1), but see ``nanosecondsPerTick``.
    public static func nanoseconds(_ ticks: UInt64) -> Double { Double(ticks) * nanosecondsPerTick }

    /// What the clock reads, for people: "time stamp counter", "generic timer" or "system clock".
    public static var source: String {
        switch ck_cycle_clock_source() {
        case Int32(CK_CLOCK_TSC): "time stamp counter"
        case Int32(CK_CLOCK_GENERIC_TIMER): "generic timer"
        default: "system clock"
        }
    }

    private static func calibrated(milliseconds: Int) -> Double {
        let start = pair()
        var end = start
        var pause = timespec(tv_sec: 0, tv_nsec: milliseconds * 1_000_000)
        repeat {
            // The counter does not stop while nothing runs, so there is no need to keep a processor busy.
            nanosleep(&pause, nil)
            end = pair()
        } while end.time - start.time < UInt64(milliseconds) * 1_000_000  // A signal can end the sleep early.
        guard end.ticks > start.ticks else { return 1 }
        return Double(end.time - start.time) / Double(end.ticks - start.ticks)
    }

    /// Both clocks at one moment. Of several attempts the one that was disturbed least.
    private static func pair() -> (ticks: UInt64, time: UInt64) {
        var best = (ticks: UInt64(0), time: UInt64(0))
        var narrowest = UInt64.max
        for _ in 0..<16 {
            let before = now()
            let time = SystemClock.steadyNanoseconds()
            let width = now() &- before
            if width < narrowest {
                narrowest = width
                best = (before &+ width / 2, time)
            }
        }
        return best
    }
}

/// The system's clock.
enum SystemClock {
    /// Nanoseconds of a clock that is never set, nor slewed where the system has one that is not.
    static func steadyNanoseconds() -> UInt64 {
        var time = timespec()
        #if os(Linux)
            clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        #else
            clock_gettime(CLOCK_MONOTONIC, &time)
        #endif
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
