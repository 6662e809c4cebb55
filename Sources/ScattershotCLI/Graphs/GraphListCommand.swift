import ArgumentParser
import Platform
import Scattershot

/// `scattershot graph list`
struct GraphListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print the graphs of a model, in running order.",
        discussion: "The lines without numbers (--plain) are what 'graph add --file' reads.")

    @OptionGroup var modelOptions: ModelOptions

    @Flag(help: "Print the graphs alone, one a line; 'off' stands before those that do not run.")
    var plain = false

    @Flag(help: "Print what happened to the graphs, oldest first.")
    var history = false

    @Flag(help: "Print as JSON.")
    var json = false

    func validate() throws {
        guard [plain, history, json].filter({ $0 }).count <= 1 else {
            throw ValidationError("choose one of --plain, --history and --json")
        }
    }

    mutating func run() throws {
        let graphs = try modelOptions.load().graphs ?? ModelGraphs()
        if json { return try JSONReport.print(graphs) }
        let output = FileOutput.standardOutput()
        if plain {
            try output.write(graphs.text)
        } else if history {
            try output.write(graphs.history.map { $0 + "\n" }.joined())
        } else {
            let width = String(graphs.entries.count).count
            for (index, entry) in graphs.entries.enumerated() {
                let number = String(index + 1)
                try output.write(
                    String(repeating: " ", count: width - number.count) + number
                        + "  \(Self.padded(entry.origin.rawValue))  \(entry.line.isEnabled ? "" : "off ")"
                        + "\(entry.line.graph)\(entry.reach == nil ? "" : "  (has an embedding)")\n")
            }
        }
        try output.finish()
        if !plain, !history, let note = graphs.replacement { Terminal.writeError("scattershot: \(note)\n") }
    }

    private static func padded(_ origin: String) -> String {
        let width = ModelGraphs.Origin.allCases.map(\.rawValue.count).max() ?? 0
        return origin + String(repeating: " ", count: width - origin.count)
    }
}
