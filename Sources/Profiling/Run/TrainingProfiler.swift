import CuckooTable
import Platform
import Probes
import Scattershot
import TokenPipeline
import WorkPool

/// Profiles training: trains on a file again and again and tells where the time went. The models are thrown away.
public struct TrainingProfiler {
    /// How it is trained.
    public var trainer: Trainer
    /// How often training is repeated.
    public var schedule = PassSchedule(seconds: 10)
    /// Whether to measure the limits of the machine's memory, which takes about a second.
    public var measuresBandwidth = true
    /// Counts the allocations of the first pass; nil for no count.
    public var allocations: AllocationCounter?
    /// Spans on the timeline.
    public var mostSpans = 4_000

    /// A profiler of `trainer`.
    ///
    /// - Complexity: O(1).
    public init(trainer: Trainer) { self.trainer = trainer }

    /// Profiles training on a file.
    ///
    /// - Parameters:
    ///   - input: path of a file that can be read several times.
    ///   - progress: called with the passes done and to be done; the first call comes before the first pass.
    /// - Throws: as `Trainer.train`; what `progress` throws.
    /// - Complexity: O(passes) trainings.
    public func run(_ input: String, progress: (Int, Int) throws -> Void = { _, _ in }) throws
        -> ProfileReport
    {
        var machine = MachineFacts.current(measuringBandwidth: false)
        let counters = PerformanceCounters()
        let pool = WorkPool(threads: 1)
        let session = ProbeSession(workers: 1)
        let clock = ContinuousClock()
        let date = Timestamp.now()

        let census = LearningCensus()
        func pass(_ probes: ProbeSession?) throws -> (model: Model, time: Double) {
            let start = clock.now
            let model = try trainer.train(
                try FileInput(input), pool: pool, probes: probes, census: census)
            return (model, (clock.now - start).nanoseconds)
        }

        let counting = try allocations?.count { try pass(nil) }
        let first = try counting?.result ?? pass(nil)
        // Of one training: the ones that follow keep its model beside their own.
        let memory = MemoryFacts(
            peakResident: peakResidentBytes(), heapInUse: HeapUse.bytesInUse(),
            allocationsPerPass: counting?.allocations,
            modelBytes: first.model.tokens.rows.values.count * 2)
        let count = schedule.count(pass: first.time * 1e-9)
        var totals = StageTotals(workers: 1)
        // The first pass counts where there is only one of its kind: it began as cold as any training does.
        var (times, plainTimes): ([Double], [Double]) = ([], count == 1 ? [first.time] : [])
        var counted = CounterTotals(counters)
        for number in 0..<count {
            for isPlain in number.isMultiple(of: 2) ? [true, false] : [false, true] {
                if isPlain {
                    if count > 1 { plainTimes.append(try pass(nil).time) }
                    continue
                }
                counters.start()
                times.append(try totals.add(session, on: pool) { try pass(session).time })
                counted.add(counters.stop())
            }
            try progress(number + 1, count)
        }
        let bytes = try fileSize(input)
        let bandwidth = measuresBandwidth ? MemoryBandwidth.measure(like: pool.placement) : nil
        if let bandwidth { machine.take(bandwidth) }
        let stages = totals.facts(token: "positions") { Self.tableBytes(of: $0, first.model.tokens) }
        let provenance = first.model.provenance
        return ProfileReport(
            subject: "train", version: scattershotVersion, date: date, machine: machine,
            settings: [
                Setting(name: "epochs", value: String(provenance.epochs)),
                Setting(name: "noise", value: provenance.noise),
                Setting(name: "seed", value: String(provenance.seed)),
            ],
            run: RunFacts(
                itemName: "decisions", items: provenance.decisions, bytesIn: bytes, bytesOut: 0,
                passes: times, plainPasses: plainTimes, preparation: 0,
                outputDigest: Self.digest(of: first.model)),
            stages: stages, lookups: Self.facts(of: census, first.model.tokens),
            workers: totals.facts(of: pool, reading: nil),
            memory: memory, counters: counted.facts,
            timeline: StageTotals.timeline(of: session, stages: stages, most: mostSpans),
            notes: ProfileNotes.notes(
                of: totals, session: session, spans: mostSpans, bandwidth: bandwidth)
                + Self.notes(of: census))
    }

    private func fileSize(_ path: String) throws -> Int {
        let source = try FileInput(path)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var size = 0
        while true {
            let got = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            if got == 0 { return size }
            size += got
        }
    }

    /// A digest of all rows: equal trainings give equal ones.
    private static func digest(of model: Model) -> String {
        var digest = StreamDigest()
        model.tokens.rows.values.withUnsafeBufferPointer { digest.add(UnsafeRawBufferPointer($0)) }
        return digest.text
    }

    /// Bytes of the tables that learning gathers from, as they are in the end; rows have 32 bits a number while they are
    /// learned.
    private static func tableBytes(of stage: Stage, _ model: TokenModel) -> Int? {
        switch stage {
        case .probe: model.table.buckets.count * MemoryLayout<Bucket>.stride
        case .gather: model.rows.values.count * MemoryLayout<Int32>.stride
        default: nil
        }
    }

    /// What was looked up while `model` was learned; nothing where nothing was counted, which takes probes.
    private static func facts(of census: LearningCensus, _ model: TokenModel) -> [LookupFacts] {
        guard census.decisions > 0 else { return [] }
        let layers = zip(model.frame.layout.layers, census.layers).map { layer, counts in
            LookupFacts(
                name: "layer \(layer)", lookups: counts.lookups, hits: counts.hits,
                figures: [
                    LookupFacts.Figure(name: "token unknown", value: Double(counts.unknown), unit: "")
                ])
        }
        let rows = LookupFacts(
            name: "rows", lookups: layers.reduce(0) { $0 + $1.lookups },
            hits: layers.reduce(0) { $0 + $1.hits },
            figures: [
                LookupFacts.Figure(name: "entries in the end", value: Double(model.table.count), unit: ""),
                LookupFacts.Figure(name: "load factor in the end", value: model.table.load, unit: ""),
            ])
        return [rows] + layers
    }

    private static func notes(of census: LearningCensus) -> [String] {
        guard census.decisions > 0 else { return [] }
        return [
            "Look-ups are those of one decision in \(StageRecorder.stepsPerTimedStep) of the passes with probes. A row is "
                + "found when it was there before the decision: a context has none until a decision in it was wrong or close."
        ]
    }
}
