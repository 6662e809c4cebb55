import Platform

/// Passes items through a pool of workers and hands the results on in the order of the items.
///
/// The calling thread produces and consumes; all workers transform, the calling thread too when it has nothing better
/// to do. With one worker, a window of 1, or a caller that already works for this pool, everything runs inline, item by
/// item. An interactive program wants that as well: otherwise the caller prefers to fill the window, and a
/// result can wait while `produce` waits for the next input.
///
/// Handing an item to another thread and its result back has a price (`perf/engine 5 stream` measures it), and a higher one
/// when a thread has to be woken, so an item should be worth many times of it: lines by the block, not one by one.
///
/// - Parameters:
///   - pool: Whose workers transform.
///   - window: The largest number of items that may be in flight, that is produced and not yet consumed; at least 1.
///     It bounds the memory. A few times the number of workers keeps them all busy.
///   - cancellation: What ends the stream early; asked before every item is produced and before every one is
///     transformed. An item that was produced and must not be transformed any more fails with ``Cancelled``, and so does
///     the end of the input that was not reached. So what has been consumed is a prefix of the results, as with any
///     other error. A `produce` that waits for input is not interrupted.
///   - produce: The next item, nil at the end. Called on the calling thread, and not again after nil or an error.
///   - transform: Given the item and the worker, 0 ..< `pool.threads`. Two calls at the same time have different
///     workers.
///   - consume: Given the results in the order of the items, on the calling thread.
/// - Throws: The error that belongs to the earliest item, whichever of the three it came from, or ``Cancelled``. All
///   earlier items have been consumed, no later one will be, and no worker is still busy with one.
/// - Complexity: O(1) operations on shared words for each item.
public func orderedStream<Input: Sendable, Output: Sendable>(
    on pool: WorkPool,
    window: Int,
    cancelledBy cancellation: Cancellation? = nil,
    produce: () throws -> Input?,
    transform: @Sendable (_ input: Input, _ worker: Int) throws -> Output,
    consume: (Output) throws -> Void
) throws {
    precondition(window >= 1, "a stream needs a window of at least one item, not \(window)")
    guard window > 1, let helpers = pool.availableHelpers else {
        let worker = pool.currentWorker ?? 0
        while true {
            try cancellation?.check()
            guard let input = try produce() else { return }
            try cancellation?.check()
            try consume(transform(input, worker))
        }
    }
    try withoutActuallyEscaping(transform) { transform in
        let job = StreamJob(
            ring: StreamRing(length: window), transform: transform, cancellation: cancellation,
            helpers: helpers)
        defer { job.forgetTransform() }
        try helpers.offering(job, toAtMost: 0) {
            // Runs before `offering` waits for the workers, so that they find nothing more to start.
            defer { job.ring.close() }
            try job.runAsCaller(of: pool, produce: produce, consume: consume)
        }
    }
}

private final class StreamJob<Input: Sendable, Output: Sendable>: PoolJob {
    typealias Transform = @Sendable (Input, Int) throws -> Output

    let ring: StreamRing<Input, Output>
    private let cancellation: Cancellation?
    private let helpers: PoolThreads
    // Set to nil by the caller when no other thread is in the job any more; never written before.
    private nonisolated(unsafe) var transform: Transform?

    init(
        ring: StreamRing<Input, Output>, transform: @escaping Transform, cancellation: Cancellation?,
        helpers: PoolThreads
    ) {
        self.ring = ring
        self.transform = transform
        self.cancellation = cancellation
        self.helpers = helpers
    }

    var wantsWorkers: Bool { ring.hasWaiting }

    func runAsCaller(of pool: WorkPool, produce: () throws -> Input?, consume: (Output) throws -> Void) throws
    {
        // Thrown only when the items before it are consumed.
        var productionError: (any Error)?
        var isProducing = true
        while true {
            if let output = ring.take() {
                try consume(output.get())
            } else if isProducing, !ring.hasClosed, ring.hasRoom {
                do {
                    try cancellation?.check()
                    if let input = try produce() {
                        ring.add(input)
                        if !ring.hasSearchers { helpers.wake(1) }
                    } else {
                        isProducing = false
                    }
                } catch {
                    productionError = error
                    isProducing = false
                }
            } else if ring.isEmpty {
                if let productionError { throw productionError }
                return
            } else if !pool.asWorkerZero({ transformOne(worker: 0) }) {
                // The next result is on its way: all items are claimed, or one failed, which all before it were.
                if ring.waitForNext(spinning: helpers.spinTime) { helpers.counters.countSleep(of: 0) }
            }
        }
    }

    func run(worker: Int) {
        while true {
            while transformOne(worker: worker) {}
            guard ring.waitForMore(spinning: helpers.spinTime) else { return }
            // The caller relied on this thread for every item it added meanwhile.
            guard transformOne(worker: worker, wakingAnother: true) else { continue }
        }
    }

    /// Transforms the next item that waits; false when there is none.
    // Not inlined, so that the closure is released before the pool hears that this worker is done.
    @inline(never)
    private func transformOne(worker: Int, wakingAnother: Bool = false) -> Bool {
        guard let transform, let (number, input) = ring.claim() else { return false }
        if wakingAnother, ring.hasWaiting, !ring.hasSearchers { helpers.wake(1) }
        ring.finish(
            number,
            Result {
                try cancellation?.check()
                return try transform(input, worker)
            })
        return true
    }

    /// Lets go of the closure, which must not outlive the call it was passed to, and of what was not consumed.
    func forgetTransform() {
        transform = nil
        ring.removeAll()
    }
}
