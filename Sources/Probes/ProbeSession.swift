import Platform

/// The recorders of all workers, from the start of some work to its end.
///
/// A session is used for one piece of work at a time: `start()`, the work, `finish()`, then the results may be read. It
/// may be started again.
public final class ProbeSession: @unchecked Sendable {
    /// Whether this build has probes; without them nothing is recorded.
    public static let isAvailable: Bool = {
        #if SCATTERSHOT_NO_PROBES
            false
        #else
            true
        #endif
    }()

    /// A recorder for each worker.
    public let recorders: [StageRecorder]
    /// Ticks of `CycleClock` at the start.
    public private(set) var startTicks: UInt64 = 0
    /// Ticks of `CycleClock` at the end.
    public private(set) var endTicks: UInt64 = 0

    /// A session for the workers of a pool.
    ///
    /// - Parameters:
    ///   - workers: as many as the pool has threads.
    ///   - mostSpans: kept for each worker; totals go on beyond them. 0 is enough for an observer, which is told of
    ///     every span all the same.
    ///   - observer: told of every block, while the work goes on.
    /// - Complexity: O(workers).
    public init(workers: Int, mostSpans: Int = 1 << 17, observer: (any ProbeObserver)? = nil) {
        precondition(workers >= 1, "a session has at least one worker")
        recorders = (0..<workers).map {
            StageRecorder(worker: $0, mostSpans: mostSpans, observer: observer)
        }
    }

    /// Begins. What was recorded before is forgotten.
    ///
    /// - Complexity: O(workers).
    public func start() {
        startTicks = CycleClock.now()
        endTicks = startTicks
        for recorder in recorders { recorder.start(at: startTicks) }
    }

    /// Ends: the time since each worker's last lap was spent waiting. No worker is at work any more.
    ///
    /// - Complexity: O(workers).
    public func finish() {
        endTicks = CycleClock.now()
        for recorder in recorders { recorder.end(at: endTicks) }
    }

    /// The probe of a worker.
    ///
    /// - Complexity: O(1).
    public func probe(ofWorker worker: Int) -> Probe { Probe(recorders[worker]) }
}

extension ProbeSession? {
    /// The probe of a worker; off without a session.
    package func probe(ofWorker worker: Int) -> Probe { self?.probe(ofWorker: worker) ?? .off }
}
