import Platform
import Probes
import Scattershot
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
        let machine = MachineFacts.current(measuringBandwidth: measuresBandwidth)
        let counters = PerformanceCounters()
        let pool = WorkPool(threads: 1)
        let session = ProbeSession(workers: 1)
        let clock = ContinuousClock()
        let date = Timestamp.now()

        func pass(_ probes: ProbeSession?) throws -> (model: Model, time: Double) {
            let start = clock.now
            let model = try trainer.train(try FileInput(input), pool: pool, probes: probes)
            return (model, (clock.now - start).nanoseconds)
        }

        let counting = try allocations?.count { try pass(nil) }
        let first = try counting?.result ?? pass(nil)
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
                times.append(try pass(session).time)
                counted.add(counters.stop())
                totals.add(session)
            }
            try progress(number + 1, count)
        }
        let bytes = try fileSize(input)
        let stages = totals.facts(token: "positions")
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
            stages: stages, lookups: Self.lookups(of: first.model),
            workers: totals.facts(of: pool, reading: nil),
            memory: MemoryFacts(
                peakResident: peakResidentBytes(), heapInUse: HeapUse.bytesInUse(),
                allocationsPerPass: counting?.allocations,
                modelBytes: first.model.tokens.rows.values.count * 2),
            counters: counted.facts,
            timeline: StageTotals.timeline(of: session, stages: stages, most: mostSpans),
            notes: ProfileNotes.notes(of: totals, session: session, spans: mostSpans))
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

    private static func lookups(of model: Model) -> [LookupFacts] {
        let table = model.tokens.table
        return [
            LookupFacts(
                name: "table of rows, finished", lookups: 0, hits: 0,
                figures: [
                    LookupFacts.Figure(name: "load factor", value: table.load, unit: ""),
                    LookupFacts.Figure(name: "entries", value: Double(table.count), unit: ""),
                ])
        ]
    }
}
