/// Checks that what was read from a file can be drawn and compared: no value is out of range, no index dangles.
struct ReportCheck {
    /// What to call the file in messages.
    let name: String

    /// Counts and times end here: doubles hold every whole number up to it, and sums of many stay far from an overflow.
    static let largest = 0x1p53

    /// Passes of a kind. More would make comparing slow, and nobody measures as many.
    static let mostPasses = 10_000

    /// Settings, stages and look-ups: far more than there are.
    static let mostNames = 1000

    func check(_ report: ProfileReport) throws(ProfileFileError) {
        for (count, place) in [
            (report.settings.count, "settings"), (report.stages.count, "stages"),
            (report.lookups.count, "lookups"),
        ] where count > Self.mostNames {
            throw problem("\(place) has more than \(Self.mostNames) values")
        }
        try check(report.run)
        try check(report.machine)
        for (index, stage) in report.stages.enumerated() { try check(stage, "stages[\(index)]") }
        for (index, lookup) in report.lookups.enumerated() { try check(lookup, "lookups[\(index)]") }
        for (index, worker) in report.workers.enumerated() { try check(worker, "workers[\(index)]") }
        try check(report.memory)
        for (index, value) in report.counters.values.enumerated() {
            try amount(value.count, "counters.values[\(index)].count")
        }
        var tracked: Set<Int> = []
        for (index, track) in report.timeline.enumerated() {
            try check(track, "timeline[\(index)]", stages: report.stages.count)
            guard tracked.insert(track.worker).inserted else {
                throw problem("timeline[\(index)].worker has a track already")
            }
        }
    }

    private func check(_ run: RunFacts) throws(ProfileFileError) {
        try amount(run.items, "run.items")
        try amount(run.bytesIn, "run.bytesIn")
        try amount(run.bytesOut, "run.bytesOut")
        try amount(run.preparation, "run.preparation")
        for (passes, place) in [(run.passes, "run.passes"), (run.plainPasses, "run.plainPasses")]
        where passes.count > Self.mostPasses {
            throw problem("\(place) has more than \(Self.mostPasses) values")
        }
        for (index, pass) in run.passes.enumerated() { try positive(pass, "run.passes[\(index)]") }
        for (index, pass) in run.plainPasses.enumerated() { try positive(pass, "run.plainPasses[\(index)]") }
    }

    private func check(_ machine: MachineFacts) throws(ProfileFileError) {
        try amount(machine.processors, "machine.processors")
        try amount(machine.nodes, "machine.nodes")
        if let rate = machine.streamBandwidth { try positive(rate, "machine.streamBandwidth") }
        if let rate = machine.gatherBandwidth { try positive(rate, "machine.gatherBandwidth") }
        if let rate = machine.cachedGatherBandwidth { try positive(rate, "machine.cachedGatherBandwidth") }
        if let workers = machine.bandwidthWorkers {
            try positive(Double(workers), "machine.bandwidthWorkers")
        }
        for (index, cache) in machine.caches.enumerated() { try amount(cache, "machine.caches[\(index)]") }
    }

    private func check(_ stage: StageFacts, _ place: String) throws(ProfileFileError) {
        try amount(stage.time, place + ".time")
        try share(stage.share, place + ".share")
        try amount(stage.calls, place + ".calls")
        try amount(stage.items, place + ".items")
        if let bytes = stage.bytes { try amount(bytes, place + ".bytes") }
        if let bytes = stage.tableBytes { try amount(bytes, place + ".tableBytes") }
        if let latency = stage.latency { try check(latency, place + ".latency") }
    }

    private func check(_ latency: Percentiles, _ place: String) throws(ProfileFileError) {
        try amount(latency.count, place + ".count")
        let values = [
            ("minimum", latency.minimum), ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99),
            ("p999", latency.p999), ("maximum", latency.maximum),
        ]
        for (index, (member, value)) in values.enumerated() {
            try amount(value, "\(place).\(member)")
            guard index == 0 || values[index - 1].1 <= value else {
                throw problem("\(place).\(member) is below \(values[index - 1].0)")
            }
        }
        var end = 0.0
        for (index, bar) in latency.bars.enumerated() {
            let place = "\(place).bars[\(index)]"
            try amount(bar.from, place + ".from")
            try amount(bar.to, place + ".to")
            try amount(bar.count, place + ".count")
            // Edges are computed, so neighbours may overlap by a rounding error.
            guard bar.from < bar.to, bar.from >= end * (1 - 1e-9) else {
                throw problem("\(place) does not rise")
            }
            end = bar.to
        }
    }

    private func check(_ lookup: LookupFacts, _ place: String) throws(ProfileFileError) {
        try amount(lookup.lookups, place + ".lookups")
        try amount(lookup.hits, place + ".hits")
        guard lookup.hits <= lookup.lookups else { throw problem("\(place).hits is more than its look-ups") }
        for (index, figure) in lookup.figures.enumerated() where !(figure.value.magnitude <= Self.largest) {
            throw outside("\(place).figures[\(index)].value", "a number up to 2^53")
        }
    }

    private func check(_ worker: WorkerFacts, _ place: String) throws(ProfileFileError) {
        try amount(worker.number, place + ".number")
        try amount(worker.node, place + ".node")
        if let processor = worker.processor { try amount(processor, place + ".processor") }
        try amount(worker.blocks, place + ".blocks")
        try amount(worker.steals, place + ".steals")
        try amount(worker.sleeps, place + ".sleeps")
        try amount(worker.busy, place + ".busy")
        try amount(worker.idle, place + ".idle")
        if let local = worker.localShare { try share(local, place + ".localShare") }
    }

    private func check(_ memory: MemoryFacts) throws(ProfileFileError) {
        try amount(memory.peakResident, "memory.peakResident")
        if let heap = memory.heapInUse { try amount(heap, "memory.heapInUse") }
        if let count = memory.allocationsPerPass { try amount(count, "memory.allocationsPerPass") }
        try amount(memory.modelBytes, "memory.modelBytes")
    }

    private func check(_ track: TimelineTrack, _ place: String, stages: Int) throws(ProfileFileError) {
        try amount(track.worker, place + ".worker")
        var last = 0.0
        for (index, span) in track.spans.enumerated() {
            let place = "\(place).spans[\(index)]"
            guard span.stage >= -1 && span.stage < stages else {
                throw problem("\(place).stage is \(span.stage), and there are \(stages) stages")
            }
            try amount(span.start, place + ".start")
            try amount(span.duration, place + ".duration")
            guard span.start >= last else { throw problem("\(place) starts before the span before it") }
            last = span.start
        }
    }

    private func amount(_ value: Int, _ place: String) throws(ProfileFileError) {
        try amount(Double(value), place)
    }

    private func amount(_ value: Double, _ place: String) throws(ProfileFileError) {
        guard value >= 0 && value <= Self.largest else { throw outside(place, "between 0 and 2^53") }
    }

    private func positive(_ value: Double, _ place: String) throws(ProfileFileError) {
        guard value > 0 && value <= Self.largest else { throw outside(place, "above 0 and up to 2^53") }
    }

    private func share(_ value: Double, _ place: String) throws(ProfileFileError) {
        // Shares are quotients of sums, which rounding may carry past 1.
        guard value >= 0 && value <= 1 + 1e-6 else { throw outside(place, "between 0 and 1") }
    }

    private func outside(_ place: String, _ range: String) -> ProfileFileError {
        problem("\(place) is not \(range)")
    }

    private func problem(_ text: String) -> ProfileFileError {
        ProfileFileError(name: name, "not a profile: \(text)")
    }
}
