import Platform
import Synchronization

extension WorkPool {
    /// Like ``forEach(count:grain:_:)``, for a few long bodies that have news: what they announce, on whatever thread they
    /// run, reaches `report` on the calling thread.
    ///
    /// The calling thread takes indices as well, and hears of the others' news whenever its own body announces something, and
    /// at once when it has no index left. With one worker, or from inside of a body of this pool, everything runs inline: the
    /// indices in order, and `report` as the announcement is made.
    ///
    /// - Parameters:
    ///   - count: The number of indices.
    ///   - body: Given the index, the worker, and what takes its news. The news of one index arrive in order; one that was
    ///     not heard of when the next is announced is replaced by it. Announcing throws ``Cancelled`` when the loop is
    ///     to end; a body lets that error pass.
    ///   - report: Given an index and its news. When it throws, no index is begun any more.
    /// - Throws: What `report` throws; otherwise the error of the lowest index that failed.
    /// - Complexity: O(count) calls, and a lock for each index and each announcement.
    public func forEach<News: Sendable>(
        count: Int,
        announcing body:
            @Sendable (
                _ index: Int, _ worker: Int, _ announce: @escaping (News) throws -> Void
            ) throws -> Void,
        report: (_ index: Int, _ news: News) throws -> Void
    ) throws {
        precondition(count >= 0, "a loop cannot have \(count) indices")
        guard count > 1, let helpers = availableHelpers else {
            let worker = currentWorker ?? 0
            try withoutActuallyEscaping(report) { report in
                for index in 0..<count { try body(index, worker) { try report(index, $0) } }
            }
            return
        }
        try withoutActuallyEscaping(body) { body in
            let job = AnnouncingJob(count: count, body: body)
            defer { job.forgetBody() }
            try helpers.offering(job, toAtMost: count - 1) {
                // Runs before `offering` waits for the workers, so that none of them begins anything more.
                defer { job.close() }
                try withoutActuallyEscaping(report) { try job.runAsCaller(of: self, report: $0) }
            }
        }
    }
}

private final class AnnouncingJob<News: Sendable>: PoolJob {
    typealias Body = @Sendable (Int, Int, @escaping (News) throws -> Void) throws -> Void

    private let count: Int
    // Never becomes true while the job is on offer.
    private let isHandedOut = Atomic<Bool>(false)
    private let monitor = Monitor()
    // Guarded by the monitor.
    private nonisolated(unsafe) var next = 0
    private nonisolated(unsafe) var running = 0
    private nonisolated(unsafe) var news: [(index: Int, news: News)] = []
    private nonisolated(unsafe) var failure: (index: Int, error: any Error)?
    private nonisolated(unsafe) var isClosed = false
    // Set to nil by the caller when no other thread is in the job any more; never written before.
    private nonisolated(unsafe) var body: Body?

    init(count: Int, body: @escaping Body) {
        self.count = count
        self.body = body
    }

    var wantsWorkers: Bool { !isHandedOut.load(ordering: .relaxed) }

    // Not inlined, so that the body is released before the pool hears that this worker is done.
    @inline(never)
    func run(worker: Int) {
        while let index = claim() {
            runOne(index, worker) { [self] news in
                try monitor.withLock {
                    if isClosed || failure.map({ $0.index < index }) ?? false { throw Cancelled() }
                    self.news.removeAll { $0.index == index }
                    self.news.append((index, news))
                }
                monitor.notifyAll()
            }
        }
    }

    func runAsCaller(of pool: WorkPool, report: @escaping (Int, News) throws -> Void) throws {
        while true {
            try hear(report)
            if let index = claim() {
                var refusal: (any Error)?
                pool.asWorkerZero {
                    runOne(index, 0) { news in
                        do {
                            try self.hear(report)
                            try report(index, news)
                        } catch {
                            refusal = error
                            throw error
                        }
                    }
                }
                if let refusal { throw refusal }
                continue
            }
            let isEnded = monitor.withLock {
                monitor.wait { news.isEmpty && running > 0 }
                return news.isEmpty
            }
            if isEnded { break }
        }
        if let failure = monitor.withLock({ failure }) { throw failure.error }
    }

    /// Reports what others announced.
    private func hear(_ report: (Int, News) throws -> Void) throws {
        let heard = monitor.withLock {
            defer { news = [] }
            return news
        }
        for (index, news) in heard { try report(index, news) }
    }

    /// Takes the lowest index that nobody has.
    private func claim() -> Int? {
        monitor.withLock {
            guard next < count, failure == nil, !isClosed else {
                isHandedOut.store(true, ordering: .relaxed)
                return nil
            }
            defer { next += 1 }
            running += 1
            return next
        }
    }

    private func runOne(_ index: Int, _ worker: Int, _ announce: @escaping (News) throws -> Void) {
        var thrown: (any Error)?
        do { try body?(index, worker, announce) } catch { thrown = error }
        monitor.withLock {
            running -= 1
            // Those above a failure may have ended because of it.
            if let thrown, failure.map({ index < $0.index }) ?? true { failure = (index, thrown) }
        }
        monitor.notifyAll()
    }

    /// Lets nobody begin another index, and ends bodies with their next news.
    func close() { monitor.withLock { isClosed = true } }

    /// Lets go of the closure, which must not outlive the call it was passed to.
    func forgetBody() { body = nil }
}
