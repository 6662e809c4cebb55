import ArgumentParser
import GraphPipeline
import Platform
import Scattershot

/// `scattershot graph show`
struct GraphShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a graph, and the graph tokens it is made of with their canonical keys.")

    @OptionGroup var modelOptions: ModelOptions

    @Argument(help: "Number of the graph.")
    var number: Int

    mutating func run() throws {
        let model = try modelOptions.load()
        let entries = model.graphs?.entries ?? []
        guard entries.indices.contains(number - 1) else {
            throw ValidationError("there is no graph \(number); the model has \(entries.count)")
        }
        let entry = entries[number - 1]
        let dictionary = GraphDictionary.containing(
            entries.map(\.line.graph), seed: model.provenance.seed)
        let output = FileOutput.standardOutput()
        try output.write(
            "\(entry.line.graph)\n\(entry.origin.rawValue)\(entry.line.isEnabled ? "" : ", disabled")\n\n")
        for token in dictionary.indices(of: entry.line.graph) ?? [] {
            let digits = String(dictionary.canonicalKey(of: Int(token)))
            let key = String(repeating: "0", count: 16 - digits.count) + digits
            try output.write("\(key)  \(dictionary[Int(token)])\n")
        }
        try output.finish()
    }
}
