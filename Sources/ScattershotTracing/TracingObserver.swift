import Platform
public import Probes
import Synchronization
public import Tracing

/// Passes blocks on to swift-distributed-tracing: a span for each block, with a child for each stage, at the times when
/// they happened.
///
/// ```swift
/// import Probes
/// import Scattershot
/// import ScattershotTracing
///
/// // InstrumentationSystem.bootstrap(…) was called when the program started.
/// let session = ProbeSession(
///     workers: pool.threads, mostSpans: 0, observer: TracingObserver(oneBlockIn: 100))
/// _ = try BatchTransducer(model: model).run(source, to: sink, pool: pool, probes: session)
/// ```
///
/// Blocks become children of the span that is active when the observer is made. Without an observer nothing of this is
/// done.
public final class TracingObserver: ProbeObserver {
    private let tracer: any Tracer
    private let context: ServiceContext
    private let blocksPerSpan: Int
    private let mostStages: Int
    private let prefix: String
    private let blocks = Atomic<Int>(0)

    /// An observer.
    ///
    /// - Parameters:
    ///   - tracer: gets the spans; nil: the one that the program was bootstrapped with.
    ///   - context: what the blocks are children of; nil: the active span.
    ///   - blocksPerSpan: one block in so many becomes a span, at least 1; all workers are counted together, and the
    ///     first block is one.
    ///   - mostStages: spans of stages in one block; what comes after them is left out, and the attribute
    ///     `scattershot.stages_left_out` of the block tells how many.
    ///   - prefix: before the names of spans: `scattershot.block`, `scattershot.look up`.
    /// - Complexity: O(1).
    public init(
        tracer: (any Tracer)? = nil, context: ServiceContext? = nil, oneBlockIn blocksPerSpan: Int = 1,
        mostStages: Int = 256, prefix: String = "scattershot."
    ) {
        precondition(blocksPerSpan >= 1, "one block in \(blocksPerSpan)")
        self.tracer = tracer ?? InstrumentationSystem.tracer
        self.context = context ?? .current ?? .topLevel
        self.blocksPerSpan = blocksPerSpan
        self.mostStages = mostStages
        self.prefix = prefix
        // Found now, since it can take ten milliseconds.
        _ = CycleClock.nanosecondsPerTick
    }

    /// Emits a block, if it is one of those that become spans.
    ///
    /// - Complexity: O(stages) spans.
    public func blockEnded(
        worker: Int, block: StageRecorder.Span, stages: UnsafeBufferPointer<StageRecorder.Span>
    ) {
        let number = blocks.add(1, ordering: .relaxed).oldValue
        guard number % blocksPerSpan == 0 else { return }
        emit(block, number: number, worker: worker, stages, through: tracer, at: TickTime())
    }

    private func emit(
        _ block: StageRecorder.Span, number: Int, worker: Int,
        _ stages: UnsafeBufferPointer<StageRecorder.Span>, through tracer: some Tracer, at time: TickTime
    ) {
        let parent = tracer.startSpan(prefix + "block", context: context, at: time.instant(of: block.start))
        parent.attributes["scattershot.worker"] = worker
        parent.attributes["scattershot.block"] = number
        var tokens = 0
        for stage in stages where stage.stage == .tokenise { tokens += Int(stage.items) }
        parent.attributes["scattershot.tokens"] = tokens
        if stages.count > mostStages {
            parent.attributes["scattershot.stages_left_out"] = stages.count - mostStages
        }
        for stage in stages.prefix(mostStages) {
            guard let name = stage.stage?.name else { continue }
            let span = tracer.startSpan(
                prefix + name, context: parent.context, at: time.instant(of: stage.start))
            span.attributes["scattershot.items"] = Int(stage.items)
            span.end(at: time.instant(of: stage.end))
        }
        parent.end(at: time.instant(of: block.end))
    }
}

/// Ticks of the processor's clock as time of day. The two are read together for every block, so that they do not drift
/// apart in programs that run for long.
private struct TickTime {
    private let ticks = CycleClock.now()
    private let nanoseconds = DefaultTracerClock.now.nanosecondsSinceEpoch

    /// The time of day of a reading before this one was made.
    func instant(of ticks: UInt64) -> DefaultTracerClock.Timestamp {
        let age = CycleClock.nanoseconds(self.ticks > ticks ? self.ticks - ticks : 0)
        return DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: nanoseconds - UInt64(age.rounded()))
    }
}
