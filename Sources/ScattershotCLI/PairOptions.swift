import ArgumentParser
import Platform
import Scattershot
import TokenPipeline

/// Options of all commands that read pairs and know nothing of them yet.
struct PairOptions: ParsableArguments {
    @Option(
        help: """
            What a token of a pair is: characters, or words between white space. For one side alone: --input-tokens, \
            --output-tokens.
            """)
    var tokens: DataFormat.Tokens = .characters

    @Option(help: "What a token of a pair's input is. Default: that of --tokens.")
    var inputTokens: DataFormat.Tokens?

    @Option(help: "What a token of a pair's output is. Default: that of --tokens.")
    var outputTokens: DataFormat.Tokens?

    @Option(
        help: """
            Output tokens that an input token may emit, 1 to \(EmissionPlan.mostEmissions). Default: the smallest number \
            with which nearly all pairs can be aligned.
            """)
    var maxEmissions: Int?

    func validate() throws {
        if let maxEmissions, !(1...EmissionPlan.mostEmissions).contains(maxEmissions) {
            throw ValidationError(
                "--max-emissions must be 1 to \(EmissionPlan.mostEmissions), not \(maxEmissions)")
        }
    }

    func format(emit: DataFormat.EmissionWay = .steps) -> DataFormat {
        .pairs(inputTokens ?? tokens, outputTokens ?? tokens, emit: emit)
    }
}

/// What people are told about an alignment.
enum AlignmentNotes {
    /// One line about the whole, and one for each kind of pairs that were left out.
    static func lines(_ report: AlignmentReport) -> [String] {
        let reasons = [
            (report.withoutInput, "an output but no input token"),
            (report.tooManyOutputs, "more than \(report.mostEmissions) output tokens for each input token"),
            (report.tooLong, "too long to be aligned"),
            (report.rareChunks, "a chunk that is too rare"),
        ]
        let head =
            "aligned \(NumberText.grouped(report.pairs - report.leftOut)) of \(NumberText.grouped(report.pairs)) pairs, "
            + "\(report.mostEmissions) output tokens at most for an input token, "
            + "\(NumberText.grouped(report.chunks)) different chunks"
        return [head]
            + reasons.filter { $0.0.count > 0 }.map { leftOut, reason in
                "left out \(NumberText.grouped(leftOut.count)): \(reason), \(places(leftOut))"
            }
    }

    /// The first lines by number.
    private static func places(_ leftOut: AlignmentReport.LeftOut) -> String {
        let named = leftOut.lines.prefix(10)
        let rest = leftOut.count - named.count
        return (leftOut.count == 1 ? "line " : "lines ") + named.map(String.init).joined(separator: ", ")
            + (rest > 0 ? " and \(NumberText.grouped(rest)) more" : "")
    }
}
