import ArgumentParser
import GraphPipeline
import Platform
import Scattershot
import TextTable

/// `scattershot graph find`
struct GraphFindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Find the embedding that selects a graph on the inputs where it helps.",
        discussion: """
            The graph runs after those of the model. Its embedding, the mean and deviation of its graph tokens' keys, is moved by noise \
            until it lies near the keys of the inputs where the graph helps and far from those where it does harm: on the \
            training data, and then on the validation data, which decide between several searches. Test data play no part in it.

            With --output, which may be the model itself, the model is written with the graph and its embedding, and graphs are chosen by \
            embedding from then on. The training data should not be those of the tokens, whose answers to them are too clean.
            """)

    @OptionGroup var modelOptions: ModelOptions

    @Argument(help: "The graph's text.")
    var text: String

    @Option(help: "Data with the wanted output, to find the embedding on.", completion: .file())
    var train: String

    @Option(
        help: "Data with the wanted output on which the embedding must help as well.", completion: .file())
    var validation: String

    @Option(help: "Data with the wanted output that play no part.", completion: .file())
    var test: String?

    @Option(help: "Searches that are made, each with draws of its own.")
    var searches = 4

    @Option(
        name: [.short, .long], help: "Where the model with the graph is written.",
        completion: .file(extensions: ["model"]))
    var output: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    func validate() throws {
        guard GraphFinding.allowedSearches.contains(searches) else {
            throw ValidationError(
                "--searches must be 1 to \(GraphFinding.allowedSearches.upperBound), not \(searches)")
        }
        guard [train, validation, test].filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("only one set of data can come from standard input")
        }
    }

    mutating func run() throws {
        // A wrong path must be noticed before the work, not after it.
        if let output { try AtomicFile.checkWritable(output) }
        let graph = try GraphArgument.graph(text)
        if let output { try ModelOptions.checkKeepsTraining(whenWritingTo: output) }
        var model = try modelOptions.load()
        var finding = try GraphFinding(graph, for: model)
        finding.searches = searches
        let progress = ProgressLine(isSilent: quiet)
        let (report, reach) = try finding.run(
            train: try FileInput(train), validation: try FileInput(validation),
            test: try test.map { try FileInput($0) }
        ) { progress.show($0) }
        ProgressLine.clear()
        if json {
            try JSONReport.print(report)
        } else {
            let output = FileOutput.standardOutput()
            try output.write(Self.text(of: report))
            try output.finish()
        }
        guard let output else { return }
        guard let reach else {
            throw InvalidStructure(
                "no embedding selects the graph where it helps on training and validation data; nothing was written"
            )
        }
        var graphs = model.graphs ?? ModelGraphs()
        try graphs.apply(
            .select(graph, by: reach, found: Self.provenance(report, train: train, validation: validation)))
        model.graphs = graphs
        try model.checkGraphs()
        try model.write(to: output)
    }

    private static func provenance(_ report: GraphFindReport, train: String, validation: String) -> String {
        func effect(_ slice: GraphFindReport.Slice) -> String {
            "+\(slice.fixedSelected) -\(slice.brokenSelected)"
        }
        return "\(effect(report.train)) on \(train), \(effect(report.validation)) on \(validation), "
            + "\(report.searches) searches"
    }

    private static func text(of report: GraphFindReport) -> String {
        let slices =
            [("train", report.train), ("validation", report.validation)]
            + (report.test.map { [("test", $0)] } ?? [])
        let table = TextTable<(String, GraphFindReport.Slice)> { name, slice in
            [
                Column("data" <- name, align: .left),
                Column("records" <- NumberText.grouped(slice.records), align: .right),
                Column("changed" <- NumberText.grouped(slice.changed), align: .right),
                Column("fixed" <- NumberText.grouped(slice.fixed), align: .right),
                Column("broken" <- NumberText.grouped(slice.broken), align: .right),
                Column("selected" <- NumberText.grouped(slice.selected), align: .right),
                Column("fixed there" <- NumberText.grouped(slice.fixedSelected), align: .right),
                Column("broken there" <- NumberText.grouped(slice.brokenSelected), align: .right),
            ]
        }
        let noise = report.noise.map {
            "the embedding that selects it lies \(NumberText.fixed($0, 0)) from its own\n"
        }
        return report.graph + "\n"
            + (noise ?? "no embedding selects it where it helps on training and validation data\n") + "\n"
            + (table.string(for: slices) ?? "") + "\n"
    }
}
