import Platform
import Synchronization

/// Something several workers can do together. Any number of workers may be in `run` at once, and `run` returns when
/// the job has nothing more for this worker at the moment.
package protocol PoolJob: AnyObject, Sendable {
    /// Whether a worker that comes now is likely to find work. Asked under the pool's lock, so it must be quick and
    /// must not call the pool. What it depends on is loaded with sequentially consistent ordering where it can become
    /// true while the job is on offer.
    var wantsWorkers: Bool { get }

    /// Works as the given worker.
    func run(worker: Int)
}

/// The threads of a pool and the jobs they choose from. Apart from `WorkPool` so that the threads keep this alive,
/// not the pool, and the pool's end can stop them.
///
/// A thread without work first spins, watching `calls`, and then sleeps in the monitor. A call wakes sleeping threads
/// only where there are not enough spinning ones. Two calls may count on the same spinning thread; so one that
/// stops spinning to work wakes a sleeper in its place when there is still something to do.
final class PoolThreads: Sendable {
    /// A job on offer, with the number of pool threads that are in it.
    private final class Offer: Sendable {
        let job: any PoolJob
        let members = Atomic<Int>(0)  // grows only under the pool's lock while the offer is listed
        let isLeft = Doorbell()

        init(_ job: any PoolJob) {
            self.job = job
        }
    }

    /// How long a thread looks for something new before it sleeps, in nanoseconds; 0 where threads have to share
    /// processors, since a spinning thread would then keep a working one from running.
    let spinTime: UInt64

    let counters: PoolCounters

    private let placement: WorkerPlacement
    private let workerOfThread: ThreadSlot
    // Changes with every offer, for the threads that spin.
    private let calls = Atomic<UInt64>(0)
    private let spinning = Atomic<Int>(0)
    private let sleeping = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    // Guards the three below. Order of locks: this one, then a doorbell's or a job's own.
    private let monitor = Monitor()
    private nonisolated(unsafe) var offers: [Offer] = []
    private nonisolated(unsafe) var threads: [WorkerThread] = []
    private nonisolated(unsafe) var isStarted = false

    init(placement: WorkerPlacement, workerOfThread: ThreadSlot, spinTime: UInt64) {
        counters = PoolCounters(workers: placement.workers)
        self.placement = placement
        self.workerOfThread = workerOfThread
        self.spinTime = spinTime
    }

    private var count: Int { placement.workers - 1 }

    /// Offers a job to the threads while `body` runs, and returns when no thread is in the job any more.
    ///
    /// - Parameter body: The caller's own part. Runs even when no thread could be started.
    func offering<Failure: Error>(
        _ job: any PoolJob, toAtMost helpers: Int, _ body: () throws(Failure) -> Void
    ) throws(Failure) {
        let offer = Offer(job)
        monitor.withLock {
            startThreads()
            offers.append(offer)
        }
        if helpers > 0 { wake(helpers) }
        defer {
            monitor.withLock { offers.removeAll { $0 === offer } }
            let hasSlept = offer.isLeft.wait(spinning: spinTime) {
                offer.members.load(ordering: .sequentiallyConsistent) > 0
            }
            if hasSlept { counters.countSleep(of: 0) }
        }
        try body()
    }

    /// Makes sure that up to `helpers` threads look for work, after a job on offer began to want workers.
    ///
    /// - Complexity: two operations on shared words when enough threads are awake; otherwise a system call.
    func wake(_ helpers: Int) {
        calls.add(1, ordering: .sequentiallyConsistent)
        let wanted = helpers - spinning.load(ordering: .sequentiallyConsistent)
        guard wanted > 0, sleeping.load(ordering: .sequentiallyConsistent) > 0 else { return }
        // As in `Doorbell`: a thread counts as asleep before it looks for the last time, and holds the lock from then
        // until it sleeps.
        monitor.withLock {}
        notify(wanted)
    }

    /// Ends all threads, and returns when they have ended.
    func stop() {
        let ending = monitor.withLock {
            isStopping.store(true, ordering: .sequentiallyConsistent)
            defer { threads = [] }
            return threads
        }
        monitor.notifyAll()
        for thread in ending { thread.join() }
    }

    private func startThreads() {
        guard !isStarted else { return }
        isStarted = true
        for worker in 1...count {
            // Fewer threads mean less speed, not another result: go on with those there are.
            guard let thread = try? WorkerThread(name: "worker-\(worker)", { self.work(as: worker) }) else {
                return
            }
            threads.append(thread)
        }
    }

    private func notify(_ helpers: Int) {
        if helpers >= count {
            monitor.notifyAll()
        } else {
            for _ in 0..<helpers { monitor.notifyOne() }
        }
    }

    private func work(as worker: Int) {
        workerOfThread.value = worker
        placement.placeCurrentThread(as: worker)
        while let offer = nextOffer(for: worker) {
            offer.job.run(worker: worker)
            offer.members.subtract(1, ordering: .sequentiallyConsistent)
            offer.isLeft.ring()
        }
    }

    /// Waits until there is a job to work on, and joins it; nil when the pool ends.
    private func nextOffer(for worker: Int) -> Offer? {
        while true {
            let seen = calls.load(ordering: .sequentiallyConsistent)
            if let offer = monitor.withLock({ joinWithoutLock() }) { return offer }

            spinning.add(1, ordering: .sequentiallyConsistent)
            let isCalled = SpinWait.wait(nanoseconds: spinTime) {
                calls.load(ordering: .relaxed) != seen || isStopping.load(ordering: .relaxed)
            }
            spinning.subtract(1, ordering: .sequentiallyConsistent)
            if isStopping.load(ordering: .sequentiallyConsistent) { return nil }

            var next: Offer?
            let isMoreWanted = monitor.withLock {
                next = joinWithoutLock()
                if next != nil { return offers.contains { $0.job.wantsWorkers } }
                // Called, but somebody else took it: what was called for once is likely to come again.
                if isCalled { return false }
                sleeping.add(1, ordering: .sequentiallyConsistent)
                counters.countSleep(of: worker)
                monitor.wait {
                    next = joinWithoutLock()
                    return next == nil && !isStopping.load(ordering: .sequentiallyConsistent)
                }
                sleeping.subtract(1, ordering: .sequentiallyConsistent)
                return false
            }
            if isMoreWanted { wake(1) }
            if let next { return next }
            if isStopping.load(ordering: .sequentiallyConsistent) { return nil }
        }
    }

    private func joinWithoutLock() -> Offer? {
        guard let offer = offers.first(where: { $0.job.wantsWorkers }) else { return nil }
        offer.members.add(1, ordering: .sequentiallyConsistent)
        return offer
    }
}
