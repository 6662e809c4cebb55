import Platform

/// Told of what workers did, while the work goes on: for programs that pass times on to their own metrics or traces.
///
/// An observer is given to ``ProbeSession/init(workers:mostSpans:observer:)``. Times are ticks of `CycleClock`, which
/// turns them into nanoseconds. All spans that an observer is told of, those in blocks and those between, add up to the
/// totals of the session.
///
/// Calls come from the workers' own threads, several at a time, and what they take is charged to the stage that follows,
/// so they should be quick.
public protocol ProbeObserver: Sendable {
    /// A worker has ended a block.
    ///
    /// - Parameters:
    ///   - worker: its number, from 0.
    ///   - block: from its start to its end.
    ///   - stages: the spans within, in order; valid during the call. The last ones where there are more than some
    ///     thousands, which happens in training; those before them came through `stagesEnded`.
    func blockEnded(
        worker: Int, block: StageRecorder.Span, stages: UnsafeBufferPointer<StageRecorder.Span>)

    /// What a worker did since its last block: waiting, and for the caller of the pool, which is worker 0, reading and
    /// writing. Called before a block begins, and at the end on the thread that ends the session. Not wanted unless it is
    /// implemented.
    ///
    /// - Parameters:
    ///   - worker: its number, from 0.
    ///   - stages: the spans, in order; valid during the call.
    func stagesEnded(worker: Int, stages: UnsafeBufferPointer<StageRecorder.Span>)
}

extension ProbeObserver {
    /// Does nothing.
    public func stagesEnded(worker: Int, stages: UnsafeBufferPointer<StageRecorder.Span>) {}
}

/// An observer that is a closure, for signposts, logs, or counters of a program's own.
///
/// ```swift
/// let observer = BlockObserver { worker, block, stages in
///     let nanoseconds = CycleClock.nanoseconds(block.end - block.start)
///     log("worker \(worker): a block of \(stages.count) stages in \(nanoseconds / 1e6) ms")
/// }
/// let session = ProbeSession(workers: pool.threads, mostSpans: 0, observer: observer)
/// _ = try BatchTransducer(model: model).run(source, to: sink, pool: pool, probes: session)
/// ```
public struct BlockObserver: ProbeObserver {
    /// Takes the number of the worker, the block from its start to its end, and the spans within, which are valid during
    /// the call.
    public typealias Body =
        @Sendable (
            _ worker: Int, _ block: StageRecorder.Span, _ stages: UnsafeBufferPointer<StageRecorder.Span>
        ) -> Void

    private let body: Body

    /// An observer that calls `body` for every block, on the worker's thread.
    ///
    /// - Complexity: O(1).
    public init(_ body: @escaping Body) { self.body = body }

    /// Calls the closure.
    ///
    /// - Complexity: that of the closure.
    public func blockEnded(
        worker: Int, block: StageRecorder.Span, stages: UnsafeBufferPointer<StageRecorder.Span>
    ) {
        body(worker, block, stages)
    }
}
