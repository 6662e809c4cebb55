import ArgumentParser
import GraphPipeline
import Platform
import Scattershot

/// `scattershot graph`
struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract:
            "Read, write, change and test the graphs of a model: rules that edit what its tokens decide.",
        discussion: """
            A graph is one line of text, such as

                substitute b -> c if count out=a > 3
                bias root -1.00 if present before 2.token=VERB
                exactly 1 root

            Graphs run one after the other, by number. A change writes a new file in the place of the model, or where \
            --output says, and is noted in the model; 'graph list --history' shows what happened to it.
            """,
        subcommands: [
            GraphListCommand.self, GraphShowCommand.self, GraphAddCommand.self, GraphEditCommand.self,
            GraphDisableCommand.self, GraphEnableCommand.self, GraphRemoveCommand.self, GraphUseCommand.self,
            GraphTestCommand.self, GraphFindCommand.self, GraphInvertCommand.self,
        ])
}

/// What all commands that change graphs share.
struct GraphEditing: ParsableArguments {
    @OptionGroup var modelOptions: ModelOptions

    @Option(
        name: [.short, .long], help: "Where the changed model is written. Default: in its place.",
        completion: .file(extensions: ["model"]))
    var output: String?

    /// Changes the model's graphs and writes it.
    func apply(_ edits: [ModelGraphs.Edit]) throws {
        let output = output ?? modelOptions.model
        try ModelOptions.checkKeepsTraining(whenWritingTo: output)
        var model = try modelOptions.load()
        var graphs = model.graphs ?? ModelGraphs()
        // Asked before as well: the last learned graph may be the one that is changed.
        let replacement = graphs.replacement
        for edit in edits { try graphs.apply(edit) }
        model.graphs = graphs
        try model.checkGraphs()
        for case .add(let line, _) in edits { try model.checkDistances(of: line.graph) }
        for case .replace(_, let graph) in edits { try model.checkDistances(of: graph) }
        try model.write(to: output)
        let changesList = edits.contains { edit in
            switch edit {
            case .replace, .enable, .remove: true
            case .add, .use, .choose, .select: false
            }
        }
        if changesList, let note = graphs.replacement ?? replacement {
            Terminal.writeError("scattershot: \(note)\n")
        }
    }
}

/// `scattershot graph add`
struct GraphAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a graph, or those of a file.")

    @OptionGroup var editing: GraphEditing

    @Argument(help: "The graph's text.")
    var text: String?

    @Option(
        help: "A file with a graph on each line; lines that start with # are comments.", completion: .file())
    var file: String?

    @Option(help: "Put it before the graph with this number. Default: at the end.")
    var before: Int?

    func validate() throws {
        guard (text == nil) != (file == nil) else {
            throw ValidationError("give the graph's text, or a file of graphs through --file")
        }
    }

    mutating func run() throws {
        let lines =
            try text.map { [GraphLines.Line(try GraphArgument.graph($0))] }
            ?? GraphArgument.lines(ofFile: file ?? "-")
        try editing.apply(
            lines.enumerated().map { index, line in .add(line, before: before.map { $0 + index }) })
    }
}

/// `scattershot graph edit`
struct GraphEditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Replace a graph by another.")

    @OptionGroup var editing: GraphEditing

    @Argument(help: "Number of the graph.")
    var number: Int

    @Argument(help: "The new text.")
    var text: String

    mutating func run() throws {
        try editing.apply([.replace(number, by: try GraphArgument.graph(text))])
    }
}

/// `scattershot graph disable`
struct GraphDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Keep graphs from running; they stay in the list.")

    @OptionGroup var editing: GraphEditing

    @Argument(help: "Numbers of the graphs.")
    var numbers: [Int]

    mutating func run() throws { try editing.apply(numbers.map { .enable($0, false) }) }
}

/// `scattershot graph enable`
struct GraphEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let disabled graphs run again.")

    @OptionGroup var editing: GraphEditing

    @Argument(help: "Numbers of the graphs.")
    var numbers: [Int]

    mutating func run() throws { try editing.apply(numbers.map { .enable($0, true) }) }
}

/// `scattershot graph remove`
struct GraphRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take graphs out of a model.")

    @OptionGroup var editing: GraphEditing

    @Argument(help: "Numbers of the graphs, as they are before.")
    var numbers: [Int]

    mutating func run() throws {
        // From the highest down, so that no number moves before it is used.
        try editing.apply(Set(numbers).sorted(by: >).map { .remove($0) })
    }
}

/// `scattershot graph use`
struct GraphUseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Choose what runs: of what was learned, and on which inputs.",
        discussion: """
            list, rows, constraints: what runs of what was learned. Rows over conditions, and constraints (the counts that must \
            hold, alone), take the place of the learned list. Graphs that were written or changed by hand run after them.

            order, embedding, decoded: which graphs run on an input. In order all of them do. By embedding a graph runs where its \
            stored embedding is near the key of the input's tokens, and a graph without an embedding everywhere. Decoded graphs take the \
            place of the learned list: for each input one is decoded, token by token.
            """)

    @OptionGroup var editing: GraphEditing

    @Argument(help: "What runs.")
    var use: GraphUse

    mutating func run() throws { try editing.apply([use.edit]) }
}

/// What 'graph use' can be told.
enum GraphUse: String, ExpressibleByArgument, CaseIterable {
    case list, rows, constraints
    case order, embedding, decoded

    /// The change that it stands for.
    var edit: ModelGraphs.Edit {
        switch self {
        case .list: .use(.list)
        case .rows: .use(.rows)
        case .constraints: .use(.constraints)
        case .order: .choose(.order)
        case .embedding: .choose(.embedding)
        case .decoded: .choose(.decoded)
        }
    }
}
