/// A comparison as text for a terminal.
public enum ComparisonTable {
    /// The tables of a comparison.
    ///
    /// - Parameters:
    ///   - width: Columns of the terminal; less than 80 count as 80, more than 120 as 120.
    ///   - isColoured: Whether to send colours, which only a terminal understands.
    /// - Complexity: O(size of the comparison).
    public static func text(
        _ comparison: ProfileComparison, width: Int = 100, isColoured: Bool = false
    ) -> String {
        var text = TerminalText(width: width, isColoured: isColoured)
        text.heading("Comparison")
        text.table(sides([("before", comparison.old), ("now", comparison.new)]))
        text.paragraph(comparison.sentence, indent: 2, code: code(comparison.verdict))
        for warning in comparison.warnings { text.paragraph("warning: " + warning, indent: 9, code: "33") }
        if !comparison.stages.isEmpty {
            text.heading("Stages, time an item")
            text.table(stages(comparison.stages))
        }
        if !comparison.settings.isEmpty {
            text.heading("Settings that differ")
            text.table(differences(comparison.settings))
        }
        if !comparison.machine.isEmpty {
            text.heading("Machines")
            text.table(differences(comparison.machine))
        }
        return text.text
    }

    private static func sides(_ sides: [(name: String, side: ProfileComparison.Side)]) -> AlignedTable {
        func column(
            _ title: String, isNumber: Bool = true, _ cell: (ProfileComparison.Side) -> String
        ) -> AlignedTable.Cells {
            AlignedTable.Cells(
                title: title, isNumber: isNumber, cells: sides.map { TerminalText.safe(cell($0.side)) })
        }
        return AlignedTable(columns: [
            AlignedTable.Cells(title: "", isNumber: false, cells: sides.map(\.name)),
            column("a pass") { $0.passTime.map(QuantityText.duration) ?? QuantityText.none },
            column("passes") { "\($0.passes)" },
            column("items") { QuantityText.count($0.items) },
            column("date", isNumber: false) { $0.date },
            column("version", isNumber: false) { $0.version },
        ])
    }

    private static func code(_ verdict: ProfileComparison.Verdict) -> String {
        switch verdict {
        case .faster: "32"
        case .slower: "31"
        case .noDifference, .tooFewPasses: "1"
        }
    }

    private static func stages(_ stages: [ProfileComparison.StageChange]) -> AlignedTable {
        func column(
            _ title: String, _ cell: (ProfileComparison.StageChange) -> String
        ) -> AlignedTable.Cells { AlignedTable.Cells(title: title, cells: stages.map(cell)) }
        return AlignedTable(columns: [
            AlignedTable.Cells(
                title: "stage", isNumber: false, cells: stages.map { TerminalText.safe($0.name) }),
            AlignedTable.Cells(
                title: "of", isNumber: false, dispensability: 1,
                cells: stages.map { TerminalText.safe($0.unit) }),
            column("before") { $0.old.map(QuantityText.duration) ?? QuantityText.none },
            column("now") { $0.new.map(QuantityText.duration) ?? QuantityText.none },
            column("change") { $0.ratio.map(ProfileComparison.signedChange) ?? QuantityText.none },
        ])
    }

    private static func differences(_ differences: [ProfileComparison.Difference]) -> AlignedTable {
        func column(
            _ title: String, _ cell: (ProfileComparison.Difference) -> String
        ) -> AlignedTable.Cells {
            AlignedTable.Cells(
                title: title, isNumber: false, cells: differences.map { TerminalText.safe(cell($0)) })
        }
        return AlignedTable(columns: [
            column("what") { $0.name }, column("before") { $0.old ?? QuantityText.none },
            column("now") { $0.new ?? QuantityText.none },
        ])
    }
}
