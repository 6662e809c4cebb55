#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The signals that end a process unless it handles them, and how handlers for them are installed.
enum EndingSignals {
    /// Somebody asks the process to end: from the keyboard, another process, or by closing the terminal.
    static let requests = [SIGINT, SIGTERM, SIGHUP]

    /// What else ends a process while it works: the other key, a pipe without a reader, and a bound on its time.
    static let others = [SIGQUIT, SIGPIPE, SIGXCPU]

    /// Installs a handler for each signal, except where it is ignored, as `nohup` wants it.
    ///
    /// The handlers must be async-signal-safe. While one runs, all signals of this type wait in its thread, so that none
    /// finds the work of another half done. Calls that a handler interrupts go on after it.
    static func handle(_ signals: [Int32], by handler: @escaping @convention(c) (Int32) -> Void) {
        for signal in signals {
            var old = sigaction()
            guard sigaction(signal, nil, &old) == 0, !isIgnored(old) else { continue }
            var new = sigaction()
            #if canImport(Darwin)
                new.__sigaction_u.__sa_handler = handler
            #else
                new.__sigaction_handler.sa_handler = handler
            #endif
            new.sa_flags = SA_RESTART
            sigemptyset(&new.sa_mask)
            for other in requests + others { sigaddset(&new.sa_mask, other) }
            sigaction(signal, &new, nil)
        }
    }

    /// Ends the process by a signal whose handler is running, once that returns: a shell then sees the true cause.
    static func endBy(_ number: Int32) {
        // The default action; the signal is delivered when the handler returns.
        _ = signal(number, nil)
        raise(number)
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        guard let handler else { return false }
        return unsafeBitCast(handler, to: Int.self) == 1  // SIG_IGN, a cast that Swift does not import
    }
}
