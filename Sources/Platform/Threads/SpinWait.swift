#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Waiting without sleeping, for things that are about to happen.
///
/// To put a thread to sleep and to wake it costs system calls on either side. A wait that is usually shorter than
/// that is better spent looking, if there is a processor to spare; a longer one is not, hence the limit.
public enum SpinWait {
    /// Looks again and again until `isOver` is true or the time is up.
    ///
    /// - Parameters:
    ///   - nanoseconds: The longest time to look; 0 looks once.
    ///   - isOver: Asked many times; should be a load or two.
    /// - Returns: The last answer of `isOver`.
    /// - Complexity: O(`nanoseconds`) of a processor's time.
    public static func wait(nanoseconds: UInt64, until isOver: () -> Bool) -> Bool {
        if isOver() { return true }
        guard nanoseconds > 0 else { return false }
        let end = now() &+ nanoseconds
        // Reading the clock waits for all earlier loads and takes some tens of cycles, in which the other hyper-thread
        // of the core has it to itself: a pause in all but name.
        repeat {
            if isOver() { return true }
        } while now() < end
        return false
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
