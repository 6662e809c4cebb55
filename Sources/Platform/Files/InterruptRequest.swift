import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns the first interrupt (Ctrl-C, SIGTERM, SIGHUP) into a request to come to an end, for work whose result so far is worth
/// keeping. The second one ends the process, as every one does otherwise; a terminal that is closed counts once.
public enum InterruptRequest {
    private static let signalNumber = Atomic<Int32>(0)

    /// Whether an interrupt has come since ``begin()``.
    ///
    /// - Complexity: O(1), one load.
    public static var isMade: Bool { signalNumber.load(ordering: .acquiring) != 0 }

    /// The exit code by which a shell knows the interrupt that came: 128 and the signal's number; nil before one came.
    public static var exitCode: Int32? {
        let number = signalNumber.load(ordering: .acquiring)
        return number == 0 ? nil : 128 + number
    }

    /// Takes interrupts as requests from now on. A signal that is ignored stays ignored, as `nohup` wants it.
    public static func begin() {
        TemporaryFiles.prepare()
        // Initialised here, so that the handler need not.
        signalNumber.store(0, ordering: .releasing)
        EndingSignals.handle(EndingSignals.requests) { number in
            let first = InterruptRequest.signalNumber.exchange(number, ordering: .acquiringAndReleasing)
            // A closed terminal is often told twice, by the shell and by the kernel.
            guard first != 0, first != SIGHUP || number != SIGHUP else { return }
            TemporaryFiles.removeAll()
            EndingSignals.endBy(number)
        }
    }
}
