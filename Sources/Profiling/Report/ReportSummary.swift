/// A report in sentences and named values, the same for a terminal and a page.
enum ReportSummary {
    /// What ran where, and how fast.
    static func sentences(_ report: ProfileReport) -> [String] {
        let machine = report.machine
        var sentences = [
            "\(report.date), version \(report.version), \(machine.processor): \(machine.processors) CPUs, "
                + "\(machine.nodes) memory node\(machine.nodes == 1 ? "" : "s")"
        ]
        if !report.settings.isEmpty {
            sentences.append(report.settings.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
        }
        sentences.append("\(pass(report)): \(speed(report))")
        return sentences
    }

    /// The time of a pass with its spread.
    static func pass(_ report: ProfileReport) -> String {
        guard let time = report.passTime, let range = passRange(report) else { return "no pass was measured" }
        return "A pass takes \(QuantityText.duration(time)) (\(range))"
    }

    /// From the fastest to the slowest pass and how many there were.
    static func passRange(_ report: ProfileReport) -> String? {
        let passes = report.quotedPasses
        guard let fastest = passes.min(), let slowest = passes.max() else { return nil }
        guard passes.count > 1 else { return "one pass" }
        return
            "\(QuantityText.duration(fastest)) to \(QuantityText.duration(slowest)) in \(passes.count) passes"
    }

    private static func speed(_ report: ProfileReport) -> String {
        var parts = ["\(QuantityText.count(report.run.items)) \(report.run.itemName)"]
        if let rate = report.itemsPerSecond {
            parts.append("\(QuantityText.count(rate)) \(report.run.itemName)/s")
        }
        if let rate = report.bytesInPerSecond {
            parts.append("\(QuantityText.rate(bytesPerSecond: rate)) of input")
        }
        if report.run.preparation > 0 {
            parts.append("prepared in \(QuantityText.duration(report.run.preparation))")
        }
        if let overhead = overhead(report) {
            parts.append("probes add \(overhead.estimate) (\(overhead.range))")
        }
        return parts.joined(separator: ", ")
    }

    /// What probes add to a pass, with its sign, and how sure that is.
    static func overhead(_ report: ProfileReport) -> (estimate: String, range: String)? {
        report.probeOverhead.map { overhead in
            let isRepeated = min(report.run.passes.count, report.run.plainPasses.count) > 1
            let range =
                isRepeated
                ? "\(QuantityText.fixed(overhead.confidence * 100, 0)) % interval "
                    + "\(QuantityText.signedPercent(overhead.lower)) to \(QuantityText.signedPercent(overhead.upper))"
                : "no interval: one pass of a kind"
            return (QuantityText.signedPercent(overhead.estimate), range)
        }
    }

    /// What the limits of memory are.
    static func limits(_ machine: MachineFacts) -> String? {
        let parts = [
            machine.streamBandwidth.map { "\(QuantityText.rate(bytesPerSecond: $0)) streamed" },
            machine.gatherBandwidth.map {
                "\(QuantityText.rate(bytesPerSecond: $0)) gathered in whole cache lines"
            },
            machine.cachedGatherBandwidth.map {
                "\(QuantityText.rate(bytesPerSecond: $0)) gathered from tables that a cache holds"
            },
        ].compactMap { $0 }
        let workers = machine.bandwidthWorkers.map { $0 > 1 ? " with \($0) at once" : "" } ?? ""
        return parts.isEmpty
            ? nil : "Limit of one worker, measured\(workers): " + parts.joined(separator: ", ") + "."
    }

    /// How evenly work was spread.
    static func balance(_ report: ProfileReport) -> String? {
        guard let idle = report.idleShare else { return nil }
        let waiting = "Workers waited \(QuantityText.percent(idle)) of their time"
        guard let imbalance = report.imbalance, report.workers.count > 1 else { return waiting + "." }
        return waiting + "; the busiest did \(QuantityText.fixed(imbalance, 2)) times the mean."
    }

    /// Whether there is something to say of stolen blocks. Only blocks that were dealt out to workers beforehand can be
    /// stolen; those of a stream go to whichever worker is free.
    static func hasSteals(_ report: ProfileReport) -> Bool { report.workers.contains { $0.steals > 0 } }

    /// A figure with its unit.
    static func text(_ figure: LookupFacts.Figure) -> String {
        "\(figure.name) \(QuantityText.number(figure.value))\(figure.unit.isEmpty ? "" : " " + figure.unit)"
    }

    /// The names of figures that several look-ups have: they become columns of a table; the others are listed.
    static func sharedFigures(_ lookups: [LookupFacts]) -> [String] {
        var names: [String] = []
        for name in lookups.flatMap(\.figures).map(\.name) where !names.contains(name) {
            let rows = lookups.lazy.filter { $0.figures.contains { $0.name == name } }
            if rows.count > 1 { names.append(name) }
        }
        return names
    }

    /// Look-ups in runs of rows that have figures in common, for tables that have no room for columns of dashes. Those that
    /// share no figure with others stay with the ones before them.
    static func groups(of lookups: [LookupFacts]) -> [[LookupFacts]] {
        let shared = Set(sharedFigures(lookups))
        var groups: [[LookupFacts]] = []
        var known: Set<String> = []
        for lookup in lookups {
            let names = shared.intersection(lookup.figures.map(\.name))
            if groups.isEmpty || (!names.isEmpty && !known.isEmpty && names.isDisjoint(with: known)) {
                groups.append([])
                known = []
            }
            groups[groups.count - 1].append(lookup)
            known.formUnion(names)
        }
        return groups
    }

    /// A look-up's figure of this name; a dash where it has none.
    static func figure(_ name: String, of lookup: LookupFacts) -> String {
        lookup.figures.first { $0.name == name }
            .map { QuantityText.number($0.value) + ($0.unit.isEmpty ? "" : " " + $0.unit) }
            ?? QuantityText.none
    }

    /// The figures of a look-up that stand in no column.
    static func otherFigures(of lookup: LookupFacts, than names: [String]) -> String {
        lookup.figures.filter { !names.contains($0.name) }.map(text).joined(separator: ", ")
    }

    /// Memory, named.
    static func memory(_ memory: MemoryFacts) -> [(name: String, value: String)] {
        var values = [
            ("peak resident", QuantityText.bytes(Double(memory.peakResident))),
            ("model's tables", QuantityText.bytes(Double(memory.modelBytes))),
        ]
        if let heap = memory.heapInUse { values.append(("heap in use", QuantityText.bytes(Double(heap)))) }
        if let count = memory.allocationsPerPass {
            values.append(("allocations in a pass", QuantityText.count(count)))
        }
        return values
    }

    /// Counters and what follows from them, named.
    static func counters(_ report: ProfileReport) -> [(name: String, value: String)] {
        var values = report.counters.values.map { ($0.name, QuantityText.count($0.count)) }
        if let rate = report.counters.instructionsPerCycle {
            values.append(("instructions a cycle", QuantityText.fixed(rate, 2)))
        }
        return values
    }
}
