import ArgumentParser
import Platform
import Scattershot
import TextTable

/// `scattershot graph test`
struct GraphTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Show what each graph fixes and breaks on data with the wanted output in it.",
        discussion: """
            Graphs run one after the other, and the output is compared with the wanted one after each: fixed and broken are \
            the tokens by which it came nearer and went away, by Levenshtein's distance.
            """)

    @OptionGroup var modelOptions: ModelOptions

    @Argument(help: "Data with the wanted output; - for standard input.", completion: .file())
    var data: String

    @Option(help: "Test this graph as well, at the end of the list; the model stays as it is.")
    var with: [String] = []

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    mutating func run() throws {
        var model = try modelOptions.load()
        if !with.isEmpty {
            var graphs = model.graphs ?? ModelGraphs()
            for text in with {
                try graphs.apply(.add(.init(try GraphArgument.graph(text)), before: nil))
            }
            model.graphs = graphs
            try model.checkGraphs()
            for entry in graphs.entries.suffix(with.count) {
                try model.checkDistances(of: entry.line.graph)
            }
        }
        let progress = ProgressLine(isSilent: quiet)
        let report = try GraphTrial(model).run(try FileInput(data)) { records in
            progress.show("\(NumberText.grouped(records)) records")
        }
        ProgressLine.clear()
        if json { return try JSONReport.print(report) }
        let output = FileOutput.standardOutput()
        try output.write(Self.text(of: report))
        try output.finish()
    }

    private static func text(of report: GraphTrialReport) -> String {
        func line(_ name: String, _ right: Int, _ errors: Int) -> String {
            let share = Double(right) / Double(max(report.records, 1))
            return
                "\(name)  \(NumberText.grouped(right)) of \(NumberText.grouped(report.records)) records right "
                + "(\(NumberText.percent(share)) %), \(NumberText.grouped(errors)) of "
                + "\(NumberText.grouped(report.tokens)) tokens wrong\n"
        }
        let table = TextTable<GraphTrialReport.Line> { line in
            [
                Column("graph" <- line.graph, align: .right),
                Column("records" <- NumberText.grouped(line.changed), align: .right),
                Column("fixed" <- NumberText.grouped(line.fixed), align: .right),
                Column("broken" <- NumberText.grouped(line.broken), align: .right),
                Column("skipped" <- NumberText.grouped(line.skipped), align: .right),
                Column("text" <- line.text, align: .left),
            ]
        }
        let refused = report.refused.map {
            "\(NumberText.grouped($0)) records whose decoded graph tokens make no graph\n"
        }
        let reverted =
            report.reverted == 0
            ? ""
            : "\(NumberText.grouped(report.reverted)) records whose graphs leave positions without an output; they are undone\n"
        return line("tokens ", report.rightWithout, report.errorsWithout)
            + line("graphs ", report.rightWith, report.errorsWith) + (refused ?? "") + reverted + "\n"
            + (table.string(for: report.graphs) ?? "") + "\n"
    }
}
