import Platform
import Probes
import Scattershot
import WorkPool

/// Profiles inference: reads a file again and again, answers it with the settings of a real run, writes the answers to a
/// file that is thrown away (or to one that is kept), and tells where the time went.
public struct InferenceProfiler {
    /// What the answers come from.
    public let model: Model
    /// How the engine works.
    public var settings: EngineSettings
    /// How the input is cut into blocks, and its limits.
    public var blocks = LineBlocks.Options()
    /// How often the run is repeated.
    public var schedule = PassSchedule()
    /// Whether to measure the limits of the machine's memory for as many workers as the run has, which takes about a second
    /// after it.
    public var measuresBandwidth = true
    /// Bytes of input that the survey of look-ups goes through; 0 for no survey.
    public var surveyedBytes = 1 << 18
    /// Counts the allocations of a pass of its own; nil for no count.
    public var allocations: AllocationCounter?
    /// Spans of each worker on the timeline.
    public var mostSpans = 4_000

    /// A profiler of `model`.
    ///
    /// - Complexity: O(1).
    public init(model: Model, settings: EngineSettings) {
        self.model = model
        self.settings = settings
    }

    /// Profiles inference on a file.
    ///
    /// - Parameters:
    ///   - input: path of a file that can be read several times.
    ///   - output: path of a file for the output.
    ///   - keepsOutput: whether the file at `output` stays, with the answers of the last pass; otherwise it never
    ///     appears under its name.
    ///   - preparation: nanoseconds that loading the model took.
    ///   - progress: called after each pass with the passes done and to be done.
    /// - Throws: `InputError` for a record that cannot be used; `SystemError` for a file that cannot; what `progress`
    ///   throws.
    /// - Complexity: O(passes · tokens · layers · numbers).
    public func run(
        _ input: String, output: String, keepsOutput: Bool = false, preparation: Double = 0,
        progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> ProfileReport {
        try settings.check()
        var machine = MachineFacts.current(measuringBandwidth: false)
        // Before the pool starts its threads, which inherit them.
        let counters = PerformanceCounters()
        let pool = try settings.makePool()
        let clock = ContinuousClock()
        let date = Timestamp.now()
        let preparing = clock.now
        let plain = WorkerSet(model: model, pool: pool, settings: settings)
        let prepared = preparation + (clock.now - preparing).nanoseconds

        /// One pass; its time is that from the first byte read to the last one handed over.
        func pass(_ workers: WorkerSet, keeps: Bool = false, digest: DigestingSink? = nil) throws -> (
            report: BatchReport, time: Double
        ) {
            let file = try AtomicFile(output)
            defer { file.discard() }
            let transducer = BatchTransducer(
                model: model, options: BatchTransducer.Options(blocks: blocks, engine: settings))
            let source = try FileInput(input)
            let start = clock.now
            let report: BatchReport
            if let digest {
                digest.sink = file
                report = try transducer.run(source, to: digest, pool: pool, workers: workers)
            } else {
                report = try transducer.run(source, to: file, pool: pool, workers: workers)
            }
            let time = (clock.now - start).nanoseconds
            if keeps { try file.commit() }
            return (report, time)
        }

        // The first passes meet cold caches and fill buffers; they give the digest and are not counted.
        let digest = DigestingSink()
        let first = try pass(plain, digest: digest)
        // Before anything takes memory that is no part of a run: workers with probes have buffers of their own.
        var memory = MemoryFacts(
            peakResident: peakResidentBytes(), heapInUse: HeapUse.bytesInUse(), allocationsPerPass: nil,
            modelBytes: plain.tableBytes)
        let session = ProbeSession(workers: pool.threads)
        let probed = WorkerSet(
            sharing: plain, model: model, pool: pool, settings: settings, probes: session)
        _ = try pass(probed)
        memory.allocationsPerPass = try allocations?.count { try pass(plain) }.allocations
        let count = schedule.count(pass: first.time * 1e-9)
        var totals = StageTotals(workers: pool.threads)
        var (times, plainTimes): ([Double], [Double]) = ([], [])
        var counted = CounterTotals(counters)
        for number in 0..<count {
            // Which kind comes first changes, since the second finds warmer caches.
            for isPlain in number.isMultiple(of: 2) ? [true, false] : [false, true] {
                let isLast = number == count - 1 && isPlain
                if isPlain {
                    plainTimes.append(try pass(plain, keeps: keepsOutput && isLast).time)
                    continue
                }
                counters.start()
                times.append(try totals.add(session, on: pool) { try pass(probed).time })
                counted.add(counters.stop())
            }
            try progress(number + 1, count)
        }
        let bandwidth = measuresBandwidth ? MemoryBandwidth.measure(like: pool.placement) : nil
        if let bandwidth { machine.take(bandwidth) }
        let token = model.format.kind == .spacing ? "characters" : "tokens"
        let stages = totals.facts(token: token, tableBytes: plain.tableBytes(of:))
        var notes = ProfileNotes.notes(
            of: totals, session: session, spans: mostSpans, bandwidth: bandwidth)
        var lookups: [LookupFacts] = []
        if surveyedBytes > 0 {
            let survey = try LookupSurvey(
                of: model, on: try FileInput(input), mostBytes: surveyedBytes, blocks: blocks,
                workers: plain)
            lookups = survey.facts(batchFill: totals.batchFill)
            notes += survey.notes
        }
        return ProfileReport(
            subject: "infer", version: scattershotVersion, date: date, machine: machine,
            settings: settings.options.map { Setting(name: $0.name, value: $0.value ?? "yes") },
            run: RunFacts(
                itemName: token, items: first.report.tokens, bytesIn: first.report.bytesIn,
                bytesOut: first.report.bytesOut, passes: times, plainPasses: plainTimes,
                preparation: prepared, outputDigest: digest.digest.text),
            stages: stages, lookups: lookups, workers: totals.facts(of: pool, reading: plain),
            memory: memory, counters: counted.facts,
            timeline: StageTotals.timeline(of: session, stages: stages, most: mostSpans), notes: notes)
    }
}

extension Duration {
    /// The duration in nanoseconds.
    var nanoseconds: Double {
        Double(components.seconds) * 1e9 + Double(components.attoseconds) * 1e-9
    }
}
