import Platform
import Synchronization

/// Something several workers can do together. Any number of workers may be in `run` at once, and `run` returns when
/// the job has nothing more for this worker at the moment.
package protocol PoolJob: AnyObject, Sendable {
    /// Whether a worker that comes now is likely to find work. Asked under the pool's lock, so it must be quick and
    /// must not call the pool.
    var wantsWorkers: Bool { get }

    /// Works as the given worker.
    func run(worker: Int)
}

/// The threads of a pool and the jobs they choose from. Apart from `WorkPool` so that the threads keep this alive,
/// not the pool, and the pool's end can stop them.
final class PoolThreads: Sendable {
    /// A job on offer, with the number of pool threads that are in it.
    private final class Offer: Sendable {
        let job: any PoolJob
        let isLeft = Monitor()
        nonisolated(unsafe) var members = 0  // guarded by isLeft

        init(_ job: any PoolJob) {
            self.job = job
        }
    }

    private let count: Int
    private let workerOfThread: ThreadSlot
    private let pinned: ProcessorSet?
    // Guards the four below. Order of locks: this one, then an offer's or a job's own.
    private let monitor = Monitor()
    private nonisolated(unsafe) var offers: [Offer] = []
    private nonisolated(unsafe) var threads: [WorkerThread] = []
    private nonisolated(unsafe) var isStarted = false
    private nonisolated(unsafe) var isStopping = false

    init(count: Int, workerOfThread: ThreadSlot, pinned: ProcessorSet?) {
        self.count = count
        self.pinned = pinned
        self.workerOfThread = workerOfThread
    }

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
        notify(helpers)
        defer {
            monitor.withLock { offers.removeAll { $0 === offer } }
            offer.isLeft.withLock { offer.isLeft.wait { offer.members > 0 } }
        }
        try body()
    }

    /// Wakes up to `helpers` sleeping threads, after a job on offer began to want workers.
    func wake(_ helpers: Int) {
        // A thread that just found nothing to do holds the lock until it sleeps. Whoever passes through the lock
        // comes either before it looked, and it sees the new work, or after it fell asleep, and it is woken.
        monitor.withLock {}
        notify(helpers)
    }

    /// Ends all threads, and returns when they have ended.
    func stop() {
        let ending = monitor.withLock {
            isStopping = true
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
        pinned?.pinCurrentThread(as: worker)
        while let offer = nextOffer() {
            offer.job.run(worker: worker)
            offer.isLeft.withLock {
                offer.members -= 1
                if offer.members == 0 { offer.isLeft.notifyAll() }
            }
        }
    }

    /// Sleeps until there is a job to work on, and joins it; nil when the pool ends.
    private func nextOffer() -> Offer? {
        monitor.withLock {
            var next: Offer?
            monitor.wait {
                next = offers.first { $0.job.wantsWorkers }
                return next == nil && !isStopping
            }
            guard let next, !isStopping else { return nil }
            next.isLeft.withLock { next.members += 1 }
            return next
        }
    }
}
