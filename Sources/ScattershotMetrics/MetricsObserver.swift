import CoreMetrics
import Platform
public import Probes

/// Feeds what workers did to swift-metrics, while the work goes on.
///
/// ```swift
/// import Probes
/// import Scattershot
/// import ScattershotMetrics
///
/// // MetricsSystem.bootstrap(…) was called when the program started.
/// let session = ProbeSession(
///     workers: pool.threads, mostSpans: 0, observer: MetricsObserver(workers: pool.threads))
/// _ = try BatchTransducer(model: model).run(source, to: sink, pool: pool, probes: session)
/// ```
///
/// All metrics are made beforehand, so that a block allocates nothing here. Without an observer nothing of this is done.
public final class MetricsObserver: ProbeObserver {
    private struct WorkerMetrics: Sendable {
        let stages: [CoreMetrics.Timer]
        let block: CoreMetrics.Timer
        let blocks: Counter
        let tokens: Counter
    }

    private let workers: [WorkerMetrics]
    private let nanosecondsPerTick = CycleClock.nanosecondsPerTick

    /// An observer for the workers of a session.
    ///
    /// - Parameters:
    ///   - workers: as many as the session has.
    ///   - labels: what the metrics are called.
    ///   - factory: where they are made; nil: the one that the program was bootstrapped with.
    /// - Complexity: O(workers · stages) metrics are made.
    public init(
        workers: Int, labels: MetricLabels = MetricLabels(), factory: (any MetricsFactory)? = nil
    ) {
        precondition(workers >= 1, "a session has at least one worker")
        let factory = factory ?? MetricsSystem.factory
        self.workers = (0..<workers).map { worker in
            let dimensions = labels.dimensions + [(labels.worker, String(worker))]
            func timer(_ label: String, _ dimensions: [(String, String)]) -> CoreMetrics.Timer {
                CoreMetrics.Timer(label: label, dimensions: dimensions, factory: factory)
            }
            func counter(_ label: String) -> Counter {
                Counter(label: label, dimensions: dimensions, factory: factory)
            }
            return WorkerMetrics(
                stages: Stage.allCases.map {
                    timer(labels.stage, dimensions + [(labels.stageDimension, $0.name)])
                },
                block: timer(labels.block, dimensions), blocks: counter(labels.blocks),
                tokens: counter(labels.tokens))
        }
    }

    /// Records a block.
    ///
    /// - Complexity: O(spans), and that of the metrics of the program.
    public func blockEnded(
        worker: Int, block: StageRecorder.Span, stages: UnsafeBufferPointer<StageRecorder.Span>
    ) {
        let metrics = workers[worker]
        metrics.block.recordNanoseconds(nanoseconds(block.end &- block.start))
        metrics.blocks.increment()
        record(stages, metrics)
    }

    /// Records what happened between blocks.
    ///
    /// - Complexity: O(spans), and that of the metrics of the program.
    public func stagesEnded(worker: Int, stages: UnsafeBufferPointer<StageRecorder.Span>) {
        record(stages, workers[worker])
    }

    /// Spans of one stage become one value: with JSON Lines a block has spans for each line.
    private func record(_ spans: UnsafeBufferPointer<StageRecorder.Span>, _ metrics: WorkerMetrics) {
        withUnsafeTemporaryAllocation(of: (ticks: UInt64, spans: Int).self, capacity: Stage.allCases.count) {
            sums in
            sums.initialize(repeating: (0, 0))
            var tokens: UInt64 = 0
            for span in spans {
                guard let stage = span.stage else { continue }
                sums[Int(stage.rawValue)].ticks &+= span.end &- span.start
                sums[Int(stage.rawValue)].spans += 1
                if stage == .tokenise { tokens += UInt64(span.items) }
            }
            for stage in sums.indices where sums[stage].spans > 0 {
                metrics.stages[stage].recordNanoseconds(nanoseconds(sums[stage].ticks))
            }
            if tokens > 0 { metrics.tokens.increment(by: tokens) }
        }
    }

    private func nanoseconds(_ ticks: UInt64) -> Int64 {
        Int64((Double(ticks) * nanosecondsPerTick).rounded())
    }
}
