import Platform
import Profiling
import TextTable

/// The comparison as tables.
enum EngineComparisonTable {
    private struct Line {
        var cells: [String]
    }

    private static func tables(
        of report: EngineComparisonReport
    ) -> [(head: [String], lines: [Line], textColumns: Int)] {
        let engine = report.rows.map { row in
            Line(cells: [
                row.group, row.name, NumberText.grouped(Int(row.tokensPerSecond.rounded())),
                NumberText.fixed(row.time.estimate, 1), interval(row.time),
                NumberText.fixed(row.speedUp.estimate, 2), interval(row.speedUp),
            ])
        }
        let lookUps = report.lookUps.map { row in
            Line(cells: [
                "\(row.dictionary) (\(NumberText.grouped(row.entries)))", row.query, row.name,
                NumberText.fixed(row.time.estimate, 1), interval(row.time),
                NumberText.fixed(row.speedUp.estimate, 1), interval(row.speedUp),
            ])
        }
        let tables = [
            (["what", "setting", "tokens/s", "ns a token", "95 %", "× baseline", "95 %"], engine, 2),
            (["dictionary", "by", "way", "ns a look-up", "95 %", "× scalar scan", "95 %"], lookUps, 3),
        ]
        return tables.filter { !$0.1.isEmpty }.map { (head: $0.0, lines: $0.1, textColumns: $0.2) }
    }

    private static func interval(_ interval: ConfidenceInterval) -> String {
        "\(NumberText.fixed(interval.lower, 2))–\(NumberText.fixed(interval.upper, 2))"
    }

    private static func caption(of report: EngineComparisonReport) -> String {
        "\(report.machine.processor), \(report.machine.processors) CPUs; \(report.rounds) rounds of "
            + "\(NumberText.bytes(report.inputBytes)); all outputs are equal, bit for bit"
    }

    static func print(_ report: EngineComparisonReport) throws {
        var text = caption(of: report) + "\n"
        for table in tables(of: report) {
            text +=
                TextTable<Line> { line in
                    zip(table.head, line.cells).enumerated().map { index, cell in
                        Column(cell.0 <- cell.1, align: index < table.textColumns ? .left : .right)
                    }
                }.string(for: table.lines).map { $0 + "\n" } ?? ""
        }
        try write(text)
    }

    static func printMarkdown(_ report: EngineComparisonReport) throws {
        var text = "\(caption(of: report)).\n"
        for table in tables(of: report) {
            func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
            text += "\n" + row(table.head)
            text += row(table.head.indices.map { $0 < table.textColumns ? "---" : "---:" })
            text += table.lines.map { row($0.cells.map { $0.replacing("|", with: "\\|") }) }.joined()
        }
        try write(text)
    }

    private static func write(_ text: String) throws {
        let output = FileOutput.standardOutput()
        try output.write(text)
        try output.finish()
    }
}
