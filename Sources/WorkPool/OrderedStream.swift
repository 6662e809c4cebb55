import Platform

/// Passes items through a pool of workers and hands the results on in the order of the items.
///
/// The calling thread produces and consumes; all workers transform, the calling thread too when it has nothing better
/// to do. With one worker, a window of 1, or a caller that already works for this pool, everything runs inline, item by
/// item. An interactive program wants that as well: otherwise the caller prefers to fill the window, and a
/// result can wait while `produce` waits for the next input.
///
/// - Parameters:
///   - pool: Whose workers transform.
///   - window: The largest number of items that may be in flight, that is produced and not yet consumed; at least 1.
///     It bounds the memory. A few times the number of workers keeps them all busy.
///   - produce: The next item, nil at the end. Called on the calling thread, and not again after nil or an error.
///   - transform: Given the item and the worker, 0 ..< `pool.threads`. Two calls at the same time have different
///     workers.
///   - consume: Given the results in the order of the items, on the calling thread.
/// - Throws: The error that belongs to the earliest item, whichever of the three it came from. All earlier items have
///   been consumed, no later one will be, and no worker is still busy with one.
/// - Complexity: O(1) lock operations for each item.
public func orderedStream<Input: Sendable, Output: Sendable>(
    on pool: WorkPool,
    window: Int,
    produce: () throws -> Input?,
    transform: @Sendable (_ input: Input, _ worker: Int) throws -> Output,
    consume: (Output) throws -> Void
) throws {
    precondition(window >= 1, "a stream needs a window of at least one item, not \(window)")
    guard window > 1, let helpers = pool.availableHelpers else {
        let worker = pool.currentWorker ?? 0
        while let input = try produce() { try consume(transform(input, worker)) }
        return
    }
    try withoutActuallyEscaping(transform) { transform in
        let job = StreamJob(window: window, transform: transform)
        defer { job.forgetTransform() }
        try helpers.offering(job, toAtMost: 0) {
            // Runs before `offering` waits for the workers, so that they find nothing more to start.
            defer { job.dropWaiting() }
            // Thrown only when the items before it are consumed.
            var productionError: (any Error)?
            var isProducing = true
            while true {
                switch job.next(isProducing: isProducing) {
                case .consume(let output):
                    try consume(output.get())
                case .produce:
                    do {
                        if let input = try produce() {
                            job.add(input)
                            helpers.wake(1)
                        } else {
                            isProducing = false
                        }
                    } catch {
                        productionError = error
                        isProducing = false
                    }
                case .transform:
                    pool.asWorkerZero { job.run(worker: 0, items: 1) }
                case .finish:
                    if let productionError { throw productionError }
                    return
                }
            }
        }
    }
}

/// The items in flight, in a ring: first those being or done transforming, then those that wait.
private final class StreamJob<Input: Sendable, Output: Sendable>: PoolJob {
    typealias Transform = @Sendable (Input, Int) throws -> Output

    enum Step {
        case consume(Result<Output, any Error>)
        case produce
        case transform
        case finish
    }

    private enum Place {
        case free
        case waiting(Input)
        case running
        case done(Result<Output, any Error>)
    }

    private let monitor = Monitor()
    // Guarded by the monitor. Items are numbered from 0; consumed <= started <= produced <= consumed + window.
    private nonisolated(unsafe) var ring: [Place]
    private nonisolated(unsafe) var consumed = 0
    private nonisolated(unsafe) var started = 0
    private nonisolated(unsafe) var produced = 0
    private nonisolated(unsafe) var hasFailed = false
    // Set to nil by the caller when no other thread is in the job any more; never written before.
    private nonisolated(unsafe) var transform: Transform?

    init(window: Int, transform: @escaping Transform) {
        ring = Array(repeating: .free, count: window)
        self.transform = transform
    }

    var wantsWorkers: Bool { monitor.withLock { started < produced } }

    /// What the caller does next. Sleeps while all it could do is wait for a worker.
    func next(isProducing: Bool) -> Step {
        monitor.withLock {
            while true {
                if consumed < started, case .done(let output) = ring[consumed % ring.count] {
                    ring[consumed % ring.count] = .free
                    consumed += 1
                    return .consume(output)
                }
                if isProducing, !hasFailed, produced - consumed < ring.count { return .produce }
                if started < produced { return .transform }
                if consumed == produced { return .finish }
                monitor.wait {
                    if case .running = ring[consumed % ring.count] { true } else { false }
                }
            }
        }
    }

    func add(_ input: Input) {
        monitor.withLock {
            // An item may have failed while this one was produced; it would never be consumed.
            guard !hasFailed else { return }
            ring[produced % ring.count] = .waiting(input)
            produced += 1
        }
    }

    func run(worker: Int) {
        run(worker: worker, items: .max)
    }

    /// Transforms up to `items` items, as long as there are waiting ones.
    // Not inlined, so that the closure is released before the pool hears that this worker is done.
    @inline(never)
    func run(worker: Int, items: Int) {
        guard let transform else { return }
        var left = items
        while left > 0, let (number, input) = start() {
            finish(number, Result { try transform(input, worker) })
            left -= 1
        }
    }

    /// Forgets the items that nobody has started.
    func dropWaiting() {
        monitor.withLock { dropWaitingWithoutLock() }
    }

    /// Lets go of the closure, which must not outlive the call it was passed to.
    func forgetTransform() {
        transform = nil
    }

    private func start() -> (number: Int, input: Input)? {
        monitor.withLock {
            guard started < produced, case .waiting(let input) = ring[started % ring.count] else {
                return nil
            }
            ring[started % ring.count] = .running
            started += 1
            return (started - 1, input)
        }
    }

    private func finish(_ number: Int, _ output: Result<Output, any Error>) {
        let isAwaited = monitor.withLock {
            ring[number % ring.count] = .done(output)
            if case .failure = output {
                // Items are started in order, so all that still wait come after the one that failed.
                hasFailed = true
                dropWaitingWithoutLock()
            }
            return number == consumed
        }
        if isAwaited { monitor.notifyOne() }
    }

    private func dropWaitingWithoutLock() {
        for number in started..<produced { ring[number % ring.count] = .free }
        produced = started
    }
}
