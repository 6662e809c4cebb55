import ArgumentParser
import Platform
import Scattershot
import TextTable

/// `scattershot explain`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show how the answer to one input comes about.",
        discussion: """
            For each decision: the nearest token and the runner-up with their distances, and every layer that has a row. \
            "without" is the lead of the nearest token over the runner-up if that row did not exist; where it is negative, the \
            row alone tips the decision. The space that may be predicted after the last character of a line is never printed.

            Then the graphs: where each of them matched, and what it changed. Of rows over conditions, --position shows those that hold \
            at the position, and what each takes from the distances of the label that they decide and of its rival.

            The tokens of a sentence are separated by spaces; where the model reads several columns, by slashes: \
            'The/DT dog/NN barks/VBZ'.
            """)

    @OptionGroup var modelOptions: ModelOptions

    @Argument(
        help: "One input: a line, or the tokens of a sentence; - for the first record on standard input.")
    var input: String

    @Option(help: "Explain this position only, counting from 1.")
    var position: Int?

    @Flag(help: "Print the explanation as JSON.")
    var json = false

    mutating func run() throws {
        let model = try modelOptions.load()
        let explanation = Explanation(model: model)
        let record = try record(of: model.format)
        var decisions = try explanation.explain(record)
        let graphs = try explanation.graphs(record, at: position)
        guard !decisions.isEmpty else { throw ValidationError("the input has no token to explain") }
        if let position {
            decisions = decisions.filter { $0.position == position }
            guard !decisions.isEmpty else {
                throw ValidationError("--position \(position) is not in the input")
            }
        }
        if json { return try JSONReport.print(Report(decisions: decisions, graphs: graphs)) }
        let output = FileOutput.standardOutput()
        for decision in decisions { try output.write(Self.text(of: decision)) }
        // Where outputs are of any length, no graph can be told to be about a position of the input.
        let outputPosition = model.format.kind == .pairs ? nil : position
        if let graphs { try output.write(graphs.text(about: outputPosition)) }
        try output.finish()
    }

    private func record(of format: DataFormat) throws -> String {
        if input == "-" {
            return try Self.firstRecord(of: try FileInput("-"), boundary: format.boundary)
        }
        guard format.kind == .tags else { return input }
        let tokens = input.split(separator: " ")
        if format.dialect == .conllu {
            let empty = String(repeating: "\t_", count: 8)
            return tokens.enumerated().map { "\($0 + 1)\t\($1)" + empty }.joined(separator: "\n")
        }
        let lines = try tokens.map { token in
            let columns = token.split(separator: "/", omittingEmptySubsequences: false)
            guard format.inputColumns > 1 else { return String(token) }
            guard columns.count >= format.inputColumns else {
                throw ValidationError("'\(token)' has \(columns.count) of \(format.inputColumns) columns")
            }
            // The token itself may contain slashes; the columns after it may not.
            let first = columns.dropLast(format.inputColumns - 1).joined(separator: "/")
            return ([first] + columns.suffix(format.inputColumns - 1).map(String.init)).joined(
                separator: "\t")
        }
        return lines.joined(separator: "\n")
    }

    /// The text of the first record that is not blank. No more is read than holds it, since a pipe may never end.
    private static func firstRecord(of source: FileInput, boundary: LineBlocks.Boundary) throws -> String {
        let blocks = LineBlocks(source, options: .init(boundary: boundary, isEager: true))
        while let block = try blocks.next() {
            let lines = block.lines.indices.drop { block.isBlank(line: $0) }
            guard let first = lines.first else { continue }
            let last = boundary == .line ? first : lines.prefix { !block.isBlank(line: $0) }.last ?? first
            let bytes = block.bytes[block.lines[first].lowerBound..<block.lines[last].upperBound]
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw InputError(
                    source: source.name, line: block.firstLine + first,
                    problem: "the input is not valid UTF-8; convert it, for "
                        + "example with 'iconv -f LATIN1 -t UTF-8'")
            }
            return text
        }
        return ""
    }

    private struct Report: Encodable {
        var decisions: [ExplainedDecision]
        /// Nil where no graphs run.
        var graphs: GraphTrace?
    }

    private static func text(of decision: ExplainedDecision) -> String {
        var text =
            "\(decision.position)  \(decision.token)  →  \(decision.choice)   nearest \(decision.nearest) "
        text += "at \(decision.distance)"
        if let runnerUp = decision.runnerUp, let distance = decision.runnerUpDistance {
            text += ", runner-up \(runnerUp) at \(distance), lead \(distance - decision.distance)"
        }
        text += decision.isKnown ? "\n" : "   (unknown token)\n"
        guard !decision.rows.isEmpty else { return text + "   no layer has a row\n\n" }
        let table = TextTable<ExplainedRow> { row in
            [
                Column("   layer" <- "   " + row.layer, align: .left),
                Column("sees" <- row.context, align: .left),
                Column("row" <- row.row, align: .right), Column("updates" <- row.updates, align: .right),
                Column("weight" <- NumberText.fixed(row.weight, 1), align: .right),
                Column("without" <- row.leadWithout.map { "\($0)" } ?? "", align: .right),
            ]
        }
        return text + (table.string(for: decision.rows) ?? "") + "\n\n"
    }
}
