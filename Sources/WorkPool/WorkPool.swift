import Platform

/// A fixed number of workers that share out the indices of a loop by stealing.
///
/// The calling thread is worker 0 of its own call; the pool's threads are workers 1 ..< ``threads`` of every call. No
/// thread is started before the first call that can use one, and a pool of one worker never starts any: everything
/// runs on the caller, in order. The threads end with the pool.
///
/// Any number of threads may call at once: each works on its own loop, and the pool's threads help the oldest loop
/// that still has work. A call from inside of a body that runs on the same pool runs inline, on the worker that
/// made it, so it cannot wait for itself.
///
/// Results that are written by index do not depend on the number of workers, and neither does the error thrown.
///
/// **No deadlock.** A thread waits only for bodies of a call that it made itself and that other workers have begun. Such a
/// body waits, if at all, for calls made inside of it. So the chain of waiting follows the nesting of calls, which ends.
/// No worker waits for a thread to come: the caller can do all of the work alone. Bodies that wait for each other
/// by other means are outside of this argument.
///
/// **Traps.** An error thrown by a body reaches the caller. A trap (a failed precondition, an index out of bounds, an
/// integer overflow) ends the whole process wherever it happens; Swift gives no way to catch it, on any thread.
///
/// **Why threads of its own, and not `DispatchQueue.concurrentPerform`.** For what they share they cost about the same, and
/// Dispatch costs less for a call; `perf/engine 5 pool` measures both beside the plain loop. But the system may pack threads
/// that can run anywhere onto one processor, and Dispatch's cannot be pinned; they have no number for scratch space and no
/// memory node, and its loops throw no errors and cannot be cancelled.
public final class WorkPool: Sendable {
    /// The number of workers, the caller included.
    public let threads: Int

    /// Where the workers are. Worker 0 is whatever thread calls, which the pool never moves; it is assumed to be where
    /// its placement says.
    public let placement: WorkerPlacement

    private let helpers: PoolThreads?
    // Which worker of this pool the current thread is, while it is one. Nil for a pool of one, which needs no answer.
    private let workerOfThread: ThreadSlot?

    /// A pool of the given number of workers, which may be more than there are processors.
    ///
    /// - Parameters:
    ///   - threads: At least 1. See `ProcessorSet.defaultThreadCount`.
    ///   - pinned: Processors to spread the pool's threads over, each kept on its own; nil leaves their place to the
    ///     system. The calling thread is never moved; see `ProcessorSet.pinCurrentThread(as:)`.
    public convenience init(threads: Int, pinned: ProcessorSet? = nil) {
        precondition(threads >= 1, "a work pool needs at least one worker, not \(threads)")
        let nodes = MemoryNodes(processorsByNode: [(pinned ?? .current()).processors])
        self.init(placement: WorkerPlacement(workers: threads, on: nodes, isPinned: pinned != nil))
    }

    /// A pool whose workers are placed as described: kept on single processors or near memory nodes. Workers steal from
    /// workers of their own node first.
    ///
    /// - Parameter placement: Where each worker runs. The thread that calls is to be placed by its owner, with
    ///   `placement.placeCurrentThread(as: 0)`.
    public init(placement: WorkerPlacement) {
        let threads = placement.workers
        self.threads = threads
        self.placement = placement
        if threads > 1 {
            let slot = ThreadSlot()
            workerOfThread = slot
            helpers = PoolThreads(
                placement: placement, workerOfThread: slot,
                spinTime: threads <= placement.nodes.processorCount ? Self.spinTime : 0)
        } else {
            workerOfThread = nil
            helpers = nil
        }
    }

    deinit {
        helpers?.stop()
    }

    // Nanoseconds. About what it costs to put a thread to sleep and wake it again.
    private static let spinTime: UInt64 = 10_000

    /// Calls `body` once for every index in 0 ..< count and returns when all calls have returned.
    ///
    /// - Parameters:
    ///   - count: The number of indices; none are visited when it is 0.
    ///   - grain: How many neighbouring indices a worker takes at a time, at least 1. Larger where a body takes less
    ///     than about a microsecond.
    ///   - body: Given the index and the worker, 0 ..< ``threads``. Two calls at the same time have different workers
    ///     (within this `forEach`), so that each worker can have its own scratch space.
    /// - Throws: The error of the lowest index that failed. All lower indices were visited; higher ones may have been.
    /// - Complexity: O(count) calls, and O(count / grain + threads²) operations on shared words.
    @inlinable
    public func forEach<Failure: Error>(
        count: Int, grain: Int = 1, _ body: @Sendable (_ index: Int, _ worker: Int) throws(Failure) -> Void
    ) throws(Failure) {
        try forEachBlock(count: count, grain: grain) { (block, worker) throws(Failure) in
            for index in block { try body(index, worker) }
        }
    }

    /// Calls `body` once for every block of `grain` neighbouring indices of 0 ..< count, for loops that pass many
    /// indices to one batch operation.
    ///
    /// Block k is k · grain ..< min(count, (k + 1) · grain), whatever the number of workers.
    ///
    /// - Parameters:
    ///   - count: The number of indices.
    ///   - grain: The length of a block, at least 1.
    ///   - body: Given the block and the worker, as in ``forEach(count:grain:_:)``.
    /// - Throws: The error of the lowest block that failed. All lower blocks were visited; higher ones may have been.
    /// - Complexity: O(count / grain) calls.
    public func forEachBlock<Failure: Error>(
        count: Int, grain: Int, _ body: @Sendable (_ block: Range<Int>, _ worker: Int) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(count >= 0, "a loop cannot have \(count) indices")
        precondition(grain >= 1, "a block cannot have \(grain) indices")
        let blocks = count / grain + (count % grain == 0 ? 0 : 1)
        guard blocks > 1, let helpers, let workerOfThread, workerOfThread.value == nil else {
            let worker = currentWorker ?? 0
            for block in 0..<blocks {
                try body(Self.indices(ofBlock: block, grain: grain, count: count), worker)
            }
            return
        }
        // Block numbers are packed in 32 bits each; a longer loop is run in parts.
        for first in stride(from: 0, to: blocks, by: Int(UInt32.max)) {
            let part = UInt32(min(blocks - first, Int(UInt32.max)))
            let failure = FirstFailure<Failure>()
            withoutActuallyEscaping(body) { body in
                let job = RangeJob(blocks: part, placement: placement, counters: helpers.counters) {
                    block, worker in
                    let indices = Self.indices(ofBlock: first + Int(block), grain: grain, count: count)
                    do throws(Failure) {
                        try body(indices, worker)
                        return true
                    } catch {
                        failure.record(error, at: block)
                        return false
                    }
                }
                helpers.offering(job, toAtMost: Int(part) - 1) { asWorkerZero { job.run(worker: 0) } }
                job.forgetBody()
            }
            if let error = failure.error { throw error }
        }
    }

    /// Like ``forEach(count:grain:_:)``, and stops early when it is asked to.
    ///
    /// - Parameters:
    ///   - count: The number of indices.
    ///   - grain: How many neighbouring indices a worker takes at a time, at least 1. The cancellation is asked once
    ///     for each of these blocks.
    ///   - cancellation: What ends the loop early. An index that is not visited because of it fails with ``Cancelled``.
    ///   - body: Given the index and the worker.
    /// - Throws: The error of the lowest index that failed. All lower indices were visited; higher ones may have been.
    ///   A loop that had visited all indices when it was cancelled throws nothing.
    /// - Complexity: O(count) calls.
    @inlinable
    public func forEach(
        count: Int, grain: Int = 1, cancelledBy cancellation: Cancellation,
        _ body: @Sendable (_ index: Int, _ worker: Int) throws -> Void
    ) throws {
        try forEachBlock(count: count, grain: grain, cancelledBy: cancellation) { block, worker in
            for index in block { try body(index, worker) }
        }
    }

    /// Like ``forEachBlock(count:grain:_:)``, and stops early when it is asked to.
    ///
    /// - Parameters:
    ///   - count: The number of indices.
    ///   - grain: The length of a block, at least 1.
    ///   - cancellation: What ends the loop early, asked before every block. A block that is not visited because of
    ///     it fails with ``Cancelled``.
    ///   - body: Given the block and the worker.
    /// - Throws: The error of the lowest block that failed. All lower blocks were visited; higher ones may have been.
    /// - Complexity: O(count / grain) calls.
    public func forEachBlock(
        count: Int, grain: Int, cancelledBy cancellation: Cancellation,
        _ body: @Sendable (_ block: Range<Int>, _ worker: Int) throws -> Void
    ) throws {
        // A block that fails makes the loop drop all higher ones, so each worker asks in vain only a few times.
        try forEachBlock(count: count, grain: grain) { block, worker in
            try cancellation.check()
            try body(block, worker)
        }
    }

    /// What a worker did since the pool was made, apart from its work; nothing for a pool of one worker. The calling
    /// threads share worker 0. What happened during some work is the difference of two readings.
    ///
    /// - Complexity: O(1).
    public func counts(ofWorker worker: Int) -> WorkerCounts {
        precondition(worker >= 0 && worker < threads, "no such worker")
        return helpers?.counters.counts(ofWorker: worker) ?? WorkerCounts()
    }

    /// Which worker of this pool the current thread is: nil outside of the pool's bodies.
    var currentWorker: Int? { workerOfThread?.value }

    /// Runs `body` on the calling thread as worker 0.
    func asWorkerZero<Result>(_ body: () -> Result) -> Result {
        workerOfThread?.value = 0
        defer { workerOfThread?.value = nil }
        return body()
    }

    /// The pool's threads, if a call from the current thread may use them.
    var availableHelpers: PoolThreads? { currentWorker == nil ? helpers : nil }

    private static func indices(ofBlock block: Int, grain: Int, count: Int) -> Range<Int> {
        let lower = block * grain
        return lower..<(grain < count - lower ? lower + grain : count)
    }
}
