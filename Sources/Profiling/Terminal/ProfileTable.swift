/// A profile as text for a terminal.
public enum ProfileTable {
    /// The tables of a report.
    ///
    /// - Parameters:
    ///   - width: Columns of the terminal; less than 80 count as 80, more than 120 as 120.
    ///   - isColoured: Whether to send colours, which only a terminal understands.
    /// - Complexity: O(size of the report without its timeline).
    public static func text(_ report: ProfileReport, width: Int = 100, isColoured: Bool = false) -> String {
        var text = TerminalText(width: width, isColoured: isColoured)
        summary(report, &text)
        stages(report, &text)
        lookups(report, &text)
        workers(report, &text)
        memory(report, &text)
        counters(report, &text)
        if !report.notes.isEmpty {
            text.heading("Notes")
            for note in report.notes { text.paragraph("- " + note, indent: 2) }
        }
        return text.text
    }

    private static func summary(_ report: ProfileReport, _ text: inout TerminalText) {
        text.heading("Profile of \(report.subject)")
        for sentence in ReportSummary.sentences(report) { text.paragraph(sentence, indent: 2) }
    }

    private static func stages(_ report: ProfileReport, _ text: inout TerminalText) {
        guard !report.stages.isEmpty else { return }
        text.heading("Stages")
        let stages = report.stages
        func column(
            _ title: String, dispensability: Int = 0, _ cell: (StageFacts) -> String
        ) -> AlignedTable.Cells {
            AlignedTable.Cells(title: title, dispensability: dispensability, cells: stages.map(cell))
        }
        var columns = [
            AlignedTable.Cells(
                title: "stage", isNumber: false, cells: stages.map { TerminalText.safe($0.name) }),
            column("time") { QuantityText.duration($0.time) },
            column("calls", dispensability: 3) { QuantityText.count($0.calls) },
            column("items", dispensability: 4) {
                $0.items > 0
                    ? "\(QuantityText.count($0.items)) \(TerminalText.safe($0.itemName))" : QuantityText.none
            },
            column("an item") { $0.timePerItem.map(QuantityText.duration) ?? QuantityText.none },
            column("p50", dispensability: 2) { duration($0.latency?.p50) },
            column("p99", dispensability: 1) { duration($0.latency?.p99) },
        ]
        if stages.contains(where: { $0.bytes != nil }) {
            columns.append(
                column("bytes/s", dispensability: 2) {
                    $0.bytesPerSecond.map(QuantityText.rate) ?? QuantityText.none
                })
            columns.append(
                column("of limit") {
                    report.limitShare(of: $0).map(QuantityText.percent) ?? QuantityText.none
                })
        }
        columns.append(column("share") { QuantityText.percent($0.share) })
        let largest = stages.map(\.share).max() ?? 0
        text.table(
            AlignedTable(columns: columns), shares: stages.map { largest > 0 ? $0.share / largest : 0 })
        if let sentence = ReportSummary.limits(report.machine) { text.paragraph(sentence, code: "2") }
    }

    private static func duration(_ duration: Double?) -> String {
        duration.map(QuantityText.duration) ?? QuantityText.none
    }

    private static func lookups(_ report: ProfileReport, _ text: inout TerminalText) {
        guard !report.lookups.isEmpty else { return }
        text.heading("Look-ups")
        for (index, lookups) in ReportSummary.groups(of: report.lookups).enumerated() {
            if index > 0 { text.gap() }
            var columns = [
                AlignedTable.Cells(
                    title: "in", isNumber: false, cells: lookups.map { TerminalText.safe($0.name) }),
                AlignedTable.Cells(title: "look-ups", cells: lookups.map { QuantityText.count($0.lookups) }),
                AlignedTable.Cells(
                    title: "found",
                    cells: lookups.map { $0.hitShare.map(QuantityText.percent) ?? QuantityText.none }),
            ]
            let shared = ReportSummary.sharedFigures(lookups)
            for name in shared {
                columns.append(
                    AlignedTable.Cells(
                        title: TerminalText.safe(name), dispensability: 1,
                        cells: lookups.map { ReportSummary.figure(name, of: $0) }))
            }
            text.table(AlignedTable(columns: columns))
            for lookup in lookups {
                let figures = ReportSummary.otherFigures(of: lookup, than: shared)
                if !figures.isEmpty { text.paragraph("\(lookup.name): \(figures)", indent: 2, code: "2") }
            }
        }
    }

    private static func workers(_ report: ProfileReport, _ text: inout TerminalText) {
        let workers = report.workers
        guard !workers.isEmpty else { return }
        text.heading("Workers")
        func column(
            _ title: String, dispensability: Int = 0, _ cell: (WorkerFacts) -> String
        ) -> AlignedTable.Cells {
            AlignedTable.Cells(title: title, dispensability: dispensability, cells: workers.map(cell))
        }
        var columns = [
            column("worker") { "\($0.number)" },
            column("node", dispensability: 1) { "\($0.node)" },
            column("CPU", dispensability: 1) { $0.processor.map { "\($0)" } ?? "any" },
            column("blocks") { QuantityText.count($0.blocks) },
        ]
        if ReportSummary.hasSteals(report) {
            columns.append(column("stolen") { QuantityText.count($0.steals) })
        }
        columns.append(column("slept") { QuantityText.count($0.sleeps) })
        if workers.contains(where: { $0.localShare != nil }) {
            columns.append(column("local") { $0.localShare.map(QuantityText.percent) ?? QuantityText.none })
        }
        columns += [
            column("idle") { $0.idleShare.map(QuantityText.percent) ?? QuantityText.none },
            column("busy") { QuantityText.duration($0.busy) },
        ]
        let longest = workers.map { $0.busy + $0.idle }.max() ?? 0
        text.table(
            AlignedTable(columns: columns), shares: workers.map { longest > 0 ? $0.busy / longest : 0 })
        if let sentence = ReportSummary.balance(report) { text.paragraph(sentence, code: "2") }
    }

    private static func memory(_ report: ProfileReport, _ text: inout TerminalText) {
        text.heading("Memory")
        text.table(names(ReportSummary.memory(report.memory)))
    }

    private static func counters(_ report: ProfileReport, _ text: inout TerminalText) {
        text.heading("Hardware counters")
        if let reason = report.counters.unavailable { text.paragraph(reason) }
        text.table(names(ReportSummary.counters(report)))
    }

    private static func names(_ pairs: [(name: String, value: String)]) -> AlignedTable {
        guard !pairs.isEmpty else { return AlignedTable(columns: []) }
        return AlignedTable(columns: [
            AlignedTable.Cells(
                title: "what", isNumber: false, cells: pairs.map { TerminalText.safe($0.name) }),
            AlignedTable.Cells(title: "value", cells: pairs.map { TerminalText.safe($0.value) }),
        ])
    }
}
