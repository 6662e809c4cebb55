import CKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Events of the processor (perf_event_open(2)) and of the kernel, counted over a piece of work of the whole process.
///
/// The processor's counters see user code only, since to see the kernel as well takes rights that most users lack. They
/// belong to threads: those that exist when the counters are made and all threads that these start later, so make the
/// counters before the workers of a pool; one set for each later thread costs nothing, one for each existing thread
/// a file descriptor for each event. No thread may be starting in the moment they are made, or it can be missed.
///
/// Page faults and context switches come from ``ResourceUse``. They need no rights, and count every thread.
public final class PerformanceCounters {
    /// An event and how often it happened.
    public struct Value: Sendable, Equatable {
        /// Name, for example "instructions" or "context switches".
        public var name: String
        /// Events; scaled up where the counter ran for a part of the time only.
        public var count: Double
    }

    /// Why the processor's events are not counted, as a sentence with the remedy; nil when at least one of them is.
    public let unavailable: String?

    /// Events so far, the nanoseconds for which they were wanted, and those for which the counter ran.
    package typealias Reading = (value: UInt64, enabled: UInt64, running: UInt64)

    private struct Counter {
        let name: String
        let descriptor: CInt
        var start: Reading = (0, 0, 0)
    }

    private var counters: [Counter]
    private var usedBefore: ResourceUse

    /// Opens every counter that the kernel allows, for all threads of the process. They do not count yet.
    ///
    /// - Complexity: a system call for each thread and event; ``stop()`` costs the same.
    public convenience init() {
        self.init(threads: Self.threads(), open: ck_counter_open)
    }

    /// Opens counters with a stand-in for the kernel.
    ///
    /// - Parameters:
    ///   - threads: Numbers of the threads to count, as gettid(2) gives them; 0 is the calling one.
    ///   - open: Takes an event and a thread and returns a descriptor, or an error number, negated.
    package init(threads: [CInt], open: (CInt, CInt) -> CInt) {
        var opened: [Counter] = []
        var refusals: [CInt] = []
        for (name, event) in Self.events {
            var descriptors: [CInt] = []
            for thread in threads {
                let descriptor = open(event, thread)
                if descriptor >= 0 {
                    descriptors.append(descriptor)
                } else if -descriptor != ESRCH {  // A thread that has ended has nothing to count.
                    // A sum over some of the threads would be wrong.
                    descriptors.forEach(ck_counter_close)
                    descriptors = []
                    refusals.append(-descriptor)
                    break
                }
            }
            opened += descriptors.map { Counter(name: name, descriptor: $0) }
        }
        counters = opened
        usedBefore = .current()
        unavailable = opened.isEmpty ? CounterRefusal(code: refusals.first ?? ENOENT).description : nil
    }

    deinit { counters.forEach { ck_counter_close($0.descriptor) } }

    /// Starts counting from 0.
    public func start() {
        for index in counters.indices { counters[index].start = Self.reading(counters[index].descriptor) }
        usedBefore = .current()
        for counter in counters { _ = ck_counter_set_running(counter.descriptor, 1) }
    }

    /// Stops counting; counters can be started again.
    ///
    /// - Returns: What was counted since ``start()``: first the processor's events, as far as it has them and the counter
    ///   got to run, then page faults and context switches.
    public func stop() -> [Value] {
        for counter in counters { _ = ck_counter_set_running(counter.descriptor, 0) }
        let used = ResourceUse.current() - usedBefore
        var values: [Value] = []
        for (name, _) in Self.events {
            let ofThreads = counters.filter { $0.name == name }
            let counts = ofThreads.compactMap { counter in
                Self.events(from: counter.start, to: Self.reading(counter.descriptor))
            }
            // A sum over some of the threads would be wrong.
            guard !counts.isEmpty, counts.count == ofThreads.count else { continue }
            values.append(Value(name: name, count: counts.reduce(0, +)))
        }
        return values + [
            Value(name: "page faults", count: Double(used.minorFaults + used.majorFaults)),
            Value(name: "context switches", count: Double(used.voluntarySwitches + used.involuntarySwitches)),
        ]
    }

    /// Events between two readings, scaled up when the counter had a place in the processor for a part of the time only;
    /// nil when it never had, which says nothing about the events. A thread that slept all the time has 0.
    package static func events(from start: Reading, to end: Reading) -> Double? {
        guard end.enabled > start.enabled else { return 0 }
        guard end.running > start.running else { return nil }
        let share = Double(end.running - start.running) / Double(end.enabled - start.enabled)
        return Double(end.value &- start.value) / share
    }

    private static let events: [(name: String, event: CInt)] = [
        ("cycles", CInt(CK_COUNTER_CYCLES)),
        ("instructions", CInt(CK_COUNTER_INSTRUCTIONS)),
        ("cache misses", CInt(CK_COUNTER_CACHE_MISSES)),
        ("branch misses", CInt(CK_COUNTER_BRANCH_MISSES)),
        ("dTLB load misses", CInt(CK_COUNTER_DTLB_LOAD_MISSES)),
    ]

    private static func reading(_ descriptor: CInt) -> Reading {
        var reading = ck_counter_reading()
        // A failure leaves zeros, and the counter then counts as one that never ran.
        _ = ck_counter_read(descriptor, &reading)
        return (reading.value, reading.enabled, reading.running)
    }

    private static func threads() -> [CInt] {
        guard let folder = opendir("/proc/self/task") else { return [0] }
        defer { closedir(folder) }
        var threads: [CInt] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let thread = CInt(name) { threads.append(thread) }
        }
        return threads.isEmpty ? [0] : threads
    }
}
