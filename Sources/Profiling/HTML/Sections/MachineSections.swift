/// Limits of memory, workers, look-ups, memory, counters, settings: the rest of the page.
enum MachineSections {
    static func roofline(_ report: ProfileReport) -> String {
        guard let plot = RooflinePlot(report) else { return "" }
        let caption =
            plot.limits.isEmpty
            ? "Bytes a second of one worker. The machine's limits were not measured."
            : "Bytes a second of one worker, against what the machine lets one worker stream from memory, or gather from random places of memory or of a cache, as measured. "
                + "Dotted: what is left to the limit of the stage. Hollow: mostly in the first-level cache, no limit applies."
        return Markup.section(
            "Against the limits of memory", id: "roofline",
            Markup.text("p", ["class": "caption"], caption) + TwoWidths.figure(plot.svg))
    }

    static func timeline(_ report: ProfileReport) -> String {
        guard let plot = TimelinePlot(report) else { return "" }
        return Markup.section(
            "Workers over time", id: "timeline",
            Markup.text("p", ["class": "caption"], plot.caption)
                + StageColours(report.stages).legend(report.stages)
                + plot.markup)
    }

    static func workers(_ report: ProfileReport) -> String {
        guard !report.workers.isEmpty else { return "" }
        let longest = report.workers.map { $0.busy + $0.idle }.max() ?? 0
        let hasLocal = report.workers.contains { $0.localShare != nil }
        let hasSteals = ReportSummary.hasSteals(report)
        let rows = report.workers.map { worker in
            [
                "\(worker.number)",
                Markup.meter(
                    longest > 0 ? worker.busy / longest : 0, style: "plain",
                    label: QuantityText.duration(worker.busy)),
                Markup.escaped(worker.idleShare.map(QuantityText.percent) ?? QuantityText.none),
                QuantityText.count(worker.blocks),
            ] + (hasSteals ? [QuantityText.count(worker.steals)] : []) + [
                QuantityText.count(worker.sleeps),
                "\(worker.node)", worker.processor.map { "\($0)" } ?? "any",
            ] + (hasLocal ? [worker.localShare.map(QuantityText.percent) ?? QuantityText.none] : [])
        }
        return Markup.section(
            "Workers", id: "workers",
            Markup.text("p", ["class": "caption"], ReportSummary.balance(report) ?? "")
                + Markup.table(
                    caption: "Workers",
                    columns: [
                        ("worker", false), ("busy", false), ("idle", true), ("blocks", true),
                    ] + (hasSteals ? [("stolen", true)] : []) + [
                        ("slept", true), ("node", true), ("CPU", true),
                    ] + (hasLocal ? [("local pages", true)] : []), rows: rows))
    }

    static func lookups(_ report: ProfileReport) -> String {
        guard !report.lookups.isEmpty else { return "" }
        let shared = ReportSummary.sharedFigures(report.lookups)
        let rows = report.lookups.map { lookup in
            [
                Markup.text("span", ["class": "name"], lookup.name), QuantityText.count(lookup.lookups),
                lookup.hitShare.map { Markup.meter($0, style: "plain", label: QuantityText.percent($0)) }
                    ?? QuantityText.none,
            ] + shared.map { Markup.escaped(ReportSummary.figure($0, of: lookup)) }
                + [Markup.escaped(ReportSummary.otherFigures(of: lookup, than: shared))]
        }
        return Markup.section(
            "Look-ups", id: "lookups",
            Markup.table(
                caption: "Look-ups",
                columns: [("in", false), ("look-ups", true), ("found", false)]
                    + shared.map { ($0, true) } + [("", false)], rows: rows
            ))
    }

    static func memory(_ report: ProfileReport) -> String {
        let counters =
            (report.counters.unavailable.map { Markup.text("p", ["class": "caption"], $0) } ?? "")
            + (report.counters.values.isEmpty ? "" : Markup.pairs(ReportSummary.counters(report)))
        return pair(
            Markup.section("Memory", id: "memory", Markup.pairs(ReportSummary.memory(report.memory))),
            Markup.section("Hardware counters", id: "counters", counters))
    }

    static func settings(_ report: ProfileReport) -> String {
        let machine = report.machine
        var facts = [
            ("processor", machine.processor), ("CPUs", "\(machine.processors)"),
            ("memory nodes", "\(machine.nodes)"),
            (
                "caches",
                machine.caches.map { QuantityText.short(QuantityText.bytes(Double($0))) }.joined(
                    separator: ", ")
            ),
        ]
        if let rate = machine.streamBandwidth {
            facts.append(("streamed by one worker", QuantityText.rate(bytesPerSecond: rate)))
        }
        if let rate = machine.gatherBandwidth {
            facts.append(("gathered by one worker", QuantityText.rate(bytesPerSecond: rate)))
        }
        if let rate = machine.cachedGatherBandwidth {
            facts.append(("gathered by one worker in a cache", QuantityText.rate(bytesPerSecond: rate)))
        }
        facts.append(("fingerprint", machine.fingerprint))
        let settings =
            report.settings.map { ($0.name, $0.value) } + [
                ("version", report.version), ("output digest", report.run.outputDigest),
            ]
        return pair(
            Markup.section("Settings", id: "settings", Markup.pairs(settings)),
            Markup.section("Machine", id: "machine", Markup.pairs(facts)))
    }

    static func notes(_ report: ProfileReport) -> String {
        guard !report.notes.isEmpty else { return "" }
        return Markup.section(
            "Notes", id: "notes",
            Markup.element("ul", ["class": "notes"], report.notes.map { Markup.text("li", $0) }.joined()))
    }

    private static func pair(_ first: String, _ second: String) -> String {
        Markup.element("div", ["class": "pair"], "\n" + first + second)
    }
}
