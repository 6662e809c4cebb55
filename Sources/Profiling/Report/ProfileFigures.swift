/// Figures that follow from a report.
extension ProfileReport {
    /// The passes that times are quoted from: those without probes, or those with when there are no others.
    public var quotedPasses: [Double] { run.plainPasses.isEmpty ? run.passes : run.plainPasses }

    /// Median nanoseconds of a pass; nil without passes.
    ///
    /// - Complexity: O(n log n) in the number of passes.
    public var passTime: Double? { SampleStatistics.median(quotedPasses) }

    /// Items a second over all workers; nil without passes.
    public var itemsPerSecond: Double? {
        passTime.flatMap { $0 > 0 ? Double(run.items) / $0 * 1e9 : nil }
    }

    /// Bytes read a second over all workers; nil without passes.
    public var bytesInPerSecond: Double? {
        passTime.flatMap { $0 > 0 ? Double(run.bytesIn) / $0 * 1e9 : nil }
    }

    /// What the probes add to a pass, as a share of its time, with the interval that the passes leave it: below 0 where the
    /// passes with probes happened to be the faster ones. nil when passes of one kind are missing. Of one pass of each kind
    /// the interval has no width.
    ///
    /// - Complexity: that of `Bootstrap.ratioOfMedians`.
    public var probeOverhead: ConfidenceInterval? {
        Bootstrap().ratioOfMedians(run.passes, to: run.plainPasses).map { ratio in
            ConfidenceInterval(
                estimate: ratio.estimate - 1, lower: ratio.lower - 1, upper: ratio.upper - 1,
                confidence: ratio.confidence)
        }
    }

    /// Busiest worker's work divided by the mean: 1 when all did the same; nil when none did anything.
    public var imbalance: Double? {
        guard let busiest = workers.map(\.busy).max(), let mean = SampleStatistics.mean(workers.map(\.busy)),
            mean > 0
        else { return nil }
        return busiest / mean
    }

    /// Share of the workers' time in which they waited; nil without workers.
    public var idleShare: Double? {
        let (busy, idle) = workers.reduce((0.0, 0.0)) { ($0.0 + $1.busy, $0.1 + $1.idle) }
        return busy + idle > 0 ? idle / (busy + idle) : nil
    }

    /// The name of the stage with this index, "block" for −1 and "?" for an index that no stage has.
    public func stageName(_ index: Int) -> String {
        index == -1 ? "block" : stages.indices.contains(index) ? stages[index].name : "?"
    }

    /// Bytes a second that the machine allows one worker for a stage's way of reaching memory; nil where no limit
    /// applies or none was measured.
    ///
    /// What is gathered from tables that fit into the largest cache is held against the second-level cache, which is the
    /// faster one: what memory gives is no limit there. Look-ups favour some entries, which caches keep: a stage can
    /// exceed the limit of memory, which was measured with entries that are all alike.
    public func memoryLimit(of stage: StageFacts) -> Double? {
        switch stage.access {
        case .streaming: machine.streamBandwidth
        case .gathering: isCached(stage) ? machine.cachedGatherBandwidth : machine.gatherBandwidth
        case .cached: nil
        }
    }

    /// Whether a cache has room for all that a stage gathers from.
    private func isCached(_ stage: StageFacts) -> Bool {
        guard let bytes = stage.tableBytes, let largest = machine.caches.max() else { return false }
        return bytes <= largest
    }

    /// The share of the machine's limit that a stage reaches, 1 being all; nil where one of the two is not known.
    public func limitShare(of stage: StageFacts) -> Double? {
        guard let rate = stage.bytesPerSecond, let limit = memoryLimit(of: stage), limit > 0 else {
            return nil
        }
        return rate / limit
    }
}

extension StageFacts {
    /// Bytes that a worker reads and writes in a second of this stage; nil where bytes are not counted.
    public var bytesPerSecond: Double? {
        guard let bytes, time > 0 else { return nil }
        return Double(bytes) / time * 1e9
    }
}

extension WorkerFacts {
    /// Share of its time in which the worker waited; nil when it did neither.
    public var idleShare: Double? { busy + idle > 0 ? idle / (busy + idle) : nil }
}

extension LookupFacts {
    /// Share of look-ups that found something; nil without look-ups.
    public var hitShare: Double? { lookups > 0 ? Double(hits) / Double(lookups) : nil }
}

extension CounterFacts {
    /// Instructions a cycle; nil unless both were counted.
    public var instructionsPerCycle: Double? {
        guard let instructions = values.first(where: { $0.name == "instructions" })?.count,
            let cycles = values.first(where: { $0.name == "cycles" })?.count, cycles > 0
        else { return nil }
        return instructions / cycles
    }
}
