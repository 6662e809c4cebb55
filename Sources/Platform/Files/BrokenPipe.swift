#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writing to a pipe whose reader has gone, without the signal that it raises.
enum BrokenPipe {
    /// Calls `body` in such a way that its writes fail with `EPIPE`, and the process does not end by SIGPIPE.
    ///
    /// SIGPIPE goes to the thread that wrote, so it is enough to hold it back and take it away there; other threads and
    /// the process's handler stay as they are.
    static func withoutSignal<Result>(_ body: () -> Result) -> Result {
        var (pending, pipe, old) = (sigset_t(), sigset_t(), sigset_t())
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        sigemptyset(&pending)
        sigpending(&pending)
        // One that waits already is somebody else's.
        if sigismember(&pending, SIGPIPE) == 1 { return body() }
        guard pthread_sigmask(SIG_BLOCK, &pipe, &old) == 0 else { return body() }
        let result = body()
        sigemptyset(&pending)
        sigpending(&pending)
        if sigismember(&pending, SIGPIPE) == 1 {
            var taken: Int32 = 0
            sigwait(&pipe, &taken)
        }
        pthread_sigmask(SIG_SETMASK, &old, nil)
        return result
    }
}
