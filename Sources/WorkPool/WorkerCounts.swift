import Synchronization

/// What the workers of a pool did that costs time without being work. Counted always: each event costs far more than
/// counting it.
public struct WorkerCounts: Sendable, Hashable {
    /// How often a worker took indices that had been dealt to another one. The items of a stream are dealt to nobody.
    public var steals = 0
    /// How often it slept because there was nothing to do.
    public var sleeps = 0

    /// Counts, by default nothing so far.
    public init(steals: Int = 0, sleeps: Int = 0) {
        self.steals = steals
        self.sleeps = sleeps
    }

    /// What was counted between two readings.
    ///
    /// - Complexity: O(1).
    public static func - (end: WorkerCounts, start: WorkerCounts) -> WorkerCounts {
        WorkerCounts(steals: end.steals - start.steals, sleeps: end.sleeps - start.sleeps)
    }

    /// The sum of two counts.
    ///
    /// - Complexity: O(1).
    public static func + (first: WorkerCounts, second: WorkerCounts) -> WorkerCounts {
        WorkerCounts(steals: first.steals + second.steals, sleeps: first.sleeps + second.sleeps)
    }
}

/// The counters behind `WorkerCounts`; those of one worker share two cache lines with nobody.
final class PoolCounters: Sendable {
    private struct Counters: ~Copyable {
        let steals = Atomic<Int>(0)
        let sleeps = Atomic<Int>(0)
    }

    private let workers: Int
    private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

    init(workers: Int) {
        self.workers = workers
        memory = .allocate(byteCount: workers * SeparateWord.size, alignment: SeparateWord.size)
        for worker in 0..<workers {
            (memory + worker * SeparateWord.size).bindMemory(to: Counters.self, capacity: 1)
                .initialize(to: Counters())
        }
    }

    deinit {
        for worker in 0..<workers { counters(of: worker).deinitialize(count: 1) }
        memory.deallocate()
    }

    func countSteal(by worker: Int) { counters(of: worker).pointee.steals.add(1, ordering: .relaxed) }

    func countSleep(of worker: Int) { counters(of: worker).pointee.sleeps.add(1, ordering: .relaxed) }

    func counts(ofWorker worker: Int) -> WorkerCounts {
        WorkerCounts(
            steals: counters(of: worker).pointee.steals.load(ordering: .relaxed),
            sleeps: counters(of: worker).pointee.sleeps.load(ordering: .relaxed))
    }

    private func counters(of worker: Int) -> UnsafeMutablePointer<Counters> {
        (memory + worker * SeparateWord.size).assumingMemoryBound(to: Counters.self)
    }
}
