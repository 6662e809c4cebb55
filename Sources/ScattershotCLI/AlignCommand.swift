import ArgumentParser
import Platform
import Scattershot

/// `scattershot align`
struct AlignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "align", abstract: "Show which output tokens of a pair belong to which input token.",
        discussion: """
            Reads pairs (an input, a tab and an output on each line) and cuts each output into a run of tokens, possibly \
            empty, for each input token. What a run costs is learned from the pairs in a few rounds, beginning with Levenshtein's \
            costs of edits; with --model the costs that the model was trained with are applied.

            Each pair becomes two lines, the input tokens above what they emit (∅ for nothing), and an empty line. With \
            --json it becomes an object on a line, with the number of its line in the file and its cost in nats: how surprising \
            the alignment is. Pairs that cannot be aligned are left out, counted and named on standard error; with --json their \
            objects have no alignment.
            """)

    @Argument(help: "Pairs; - for standard input.", completion: .file())
    var input: String = "-"

    @Option(
        name: [.short, .long], help: "Model of pairs whose costs and kinds of tokens are used.",
        completion: .file(extensions: ["model"]))
    var model: String?

    @OptionGroup var pairs: PairOptions

    @Option(help: "Longest line that is accepted, in bytes.")
    var maxLineBytes: Int = LineBlocks.Options().maxLineBytes

    @Flag(help: "Print JSON Lines.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress and no summary.")
    var quiet = false

    func validate() throws {
        guard (1...1 << 30).contains(maxLineBytes) else {
            throw ValidationError("--max-line-bytes must be 1 to \(1 << 30), not \(maxLineBytes)")
        }
    }

    mutating func run() throws {
        var aligner =
            try model.map { try PairsAligner(model: Model(contentsOf: $0)) } ?? PairsAligner(pairs.format())
        aligner.mostEmissions = pairs.maxEmissions
        aligner.blocks.maxLineBytes = maxLineBytes
        let (isJSON, progress) = (json, ProgressLine(isSilent: quiet))
        let text = AlignmentText(format: aligner.format)
        let output = FileOutput.standardOutput()
        let report = try aligner.align(try FileInput(input)) { round in
            progress.show(
                "\(round.most) outputs at most, cost \(NumberText.grouped(Int(round.cost)))")
        } report: { pair in
            if isJSON {
                try output.write(try JSONReport.line(AlignedPairJSON(pair)) + "\n")
            } else if let positions = pair.positions {
                try output.write(text.lines(of: positions))
            }
        }
        try output.finish()
        for line in AlignmentNotes.lines(report) { progress.note(line) }
    }
}

/// What `align --json` prints for a pair.
struct AlignedPairJSON: Encodable {
    var line: Int
    var alignment: [AlignedPair.Position]?
    var cost: Double?

    init(_ pair: AlignedPair) { (line, alignment, cost) = (pair.line, pair.positions, pair.cost) }
}

/// An alignment for people.
struct AlignmentText {
    private let between: String

    init(format: DataFormat) { between = format.outputTokens == .words ? " " : "" }

    /// The input tokens above what they emit.
    func lines(of positions: [AlignedPair.Position]) -> String {
        var (above, below) = ("", "")
        for (index, position) in positions.enumerated() {
            let input = visible(position.input)
            let output =
                position.output.isEmpty ? "∅" : position.output.map(visible).joined(separator: between)
            let width = index + 1 < positions.count ? max(input.count, output.count) + 2 : 0
            above += padded(input, to: width)
            below += padded(output, to: width)
        }
        return above + "\n" + below + "\n\n"
    }

    private func visible(_ token: String) -> String { token == " " ? "␠" : token }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }
}
