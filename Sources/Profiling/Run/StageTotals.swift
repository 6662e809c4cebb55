import Platform
import Probes
import WorkPool

/// The stages of several passes, added up over passes and workers.
struct StageTotals {
    private var totals = [StageRecorder.Total](repeating: .init(), count: Stage.allCases.count)
    private var latencies = [LatencyRecording](repeating: LatencyRecording(), count: Stage.allCases.count)
    private(set) var workers: [Worker]
    /// Nanoseconds of all passes by the recorders' clock, times the workers.
    private(set) var time = 0.0
    /// Whether some percentiles are those of the first calls of a pass only.
    private(set) var isCut = false

    struct Worker {
        var blocks = 0
        var counts = WorkerCounts()
        var busy = 0.0
        var idle = 0.0
    }

    init(workers: Int) { self.workers = Array(repeating: Worker(), count: workers) }

    /// Runs a pass whose probes are `session`'s, with the threads of `pool`, and adds what it took.
    mutating func add<Result>(
        _ session: ProbeSession, on pool: WorkPool, _ pass: () throws -> Result
    ) rethrows -> Result {
        let before = workers.indices.map(pool.counts(ofWorker:))
        let result = try pass()
        for (number, start) in before.enumerated() {
            workers[number].counts = workers[number].counts + (pool.counts(ofWorker: number) - start)
        }
        add(session)
        return result
    }

    /// Adds a pass that has ended.
    private mutating func add(_ session: ProbeSession) {
        for (number, recorder) in session.recorders.enumerated() {
            for stage in Stage.allCases {
                let total = recorder.total(of: stage)
                let index = Int(stage.rawValue)
                totals[index].ticks &+= total.ticks
                totals[index].calls += total.calls
                totals[index].items += total.items
                totals[index].bytes += total.bytes
                totals[index].slots += total.slots
                let nanoseconds = CycleClock.nanoseconds(total.ticks)
                if stage == .wait {
                    workers[number].idle += nanoseconds
                } else {
                    workers[number].busy += nanoseconds
                }
            }
            for span in recorder.spans {
                guard let stage = span.stage else { continue }
                latencies[Int(stage.rawValue)].record(CycleClock.nanoseconds(span.end - span.start))
            }
            workers[number].blocks += recorder.blocks
            isCut = isCut || recorder.isCut
            time += CycleClock.nanoseconds(session.endTicks &- session.startTicks)
        }
    }

    /// Share of the lanes that had work, 0 to 1; nil without lanes.
    var batchFill: Double? {
        let search = totals[Int(Stage.search.rawValue)]
        return search.slots > 0 ? Double(search.items) / Double(search.slots) : nil
    }

    /// Decisions of all passes.
    var decisions: Int { totals[Int(Stage.search.rawValue)].items }

    /// The stages that took time.
    ///
    /// - Parameters:
    ///   - token: what a token of the run is called.
    ///   - tableBytes: bytes of the tables that a stage gathers from; 0 where it gathers from none in this run, nil where
    ///     they are not known.
    func facts(token: String, tableBytes: (Stage) -> Int?) -> [StageFacts] {
        Stage.allCases.compactMap { stage in
            let total = totals[Int(stage.rawValue)]
            guard total.ticks > 0 || total.calls > 0 else { return nil }
            let nanoseconds = CycleClock.nanoseconds(total.ticks)
            let tableBytes = stage.access == .gathering ? tableBytes(stage) : nil
            return StageFacts(
                name: stage.name, summary: stage.summary, time: nanoseconds,
                share: time > 0 ? nanoseconds / time : 0, calls: total.calls, items: total.items,
                itemName: stage.itemName(token: token), bytes: total.bytes > 0 ? total.bytes : nil,
                access: tableBytes == 0 ? .cached : stage.access, tableBytes: tableBytes,
                latency: latencies[Int(stage.rawValue)].percentiles,
                isIdle: stage == .wait)
        }
    }

    /// The spans of one pass, the first `most` of each worker.
    static func timeline(of session: ProbeSession, stages: [StageFacts], most: Int) -> [TimelineTrack] {
        let numbers = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.name, $0) })
        return session.recorders.map { recorder in
            let spans = recorder.spans.prefix(most).compactMap { span -> TimelineTrack.Span? in
                let number: Int
                if let stage = span.stage {
                    guard let known = numbers[stage.name] else { return nil }
                    number = known
                } else {
                    number = -1
                }
                return TimelineTrack.Span(
                    stage: number,
                    start: CycleClock.nanoseconds(span.start &- session.startTicks),
                    duration: CycleClock.nanoseconds(span.end &- span.start))
            }
            // A block ends after its stages; on the timeline what starts first comes first, and what encloses others
            // before them.
            return TimelineTrack(
                worker: recorder.worker,
                spans: spans.sorted { ($0.start, -$0.duration) < ($1.start, -$1.duration) })
        }
    }
}
