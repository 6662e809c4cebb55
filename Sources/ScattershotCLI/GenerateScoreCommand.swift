import ArgumentParser
import Platform
import Scattershot

/// `scattershot generate score`
struct GenerateScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Measure how well a model foretells a text, in bits per character.",
        discussion: """
            The text is taken as if it came directly after the one that was learned. The model stays as it is, so the text is \
            but the history of its next character; --adapt also learns each character after it was foretold. A character that \
            the model does not know is spelled out in Unicode scalars that are all alike, and its bits count like all others.
            """)

    @OptionGroup var source: LanguageModelOptions

    @Argument(help: "Text in UTF-8 that was not learned; - for standard input.", completion: .file())
    var text: String

    @Flag(help: "Learn each character after it was foretold.")
    var adapt = false

    @Flag(help: "Print the measures as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    func validate() throws {
        if source.learn == "-", text == "-" {
            throw ValidationError("--learn and the text cannot both come from standard input")
        }
    }

    mutating func run() throws {
        let input = try FileInput(text)
        let progress = ProgressLine(isSilent: quiet)
        let model = try source.load(progress: progress)
        let preparation = progress.elapsed
        progress.beginPhase()
        let score = try model.score(input, isAdapting: adapt) { read in
            progress.show("\(NumberText.grouped(read)) characters")
        }
        let report = TextScoreReport(
            score, isAdapting: adapt, seconds: progress.phaseElapsed, preparation: preparation)
        ProgressLine.clear()
        if json { return try JSONReport.print(report) }
        let output = FileOutput.standardOutput()
        try output.write(
            """
            \(NumberText.fixed(score.bitsPerCharacter, 4)) bits per character of \
            \(NumberText.grouped(score.characters)), \(NumberText.grouped(score.unknownCharacters)) unknown
            \(NumberText.fixed(score.bitsPerByte, 4)) bits per byte of \(NumberText.grouped(score.bytes))

            """)
        try output.finish()
    }
}

/// What `generate score --json` prints.
struct TextScoreReport: Encodable {
    var bitsPerCharacter: Double
    var bitsPerByte: Double
    var bits: Double
    var characters: Int
    var unknownCharacters: Int
    var bytes: Int
    var adapt: Bool
    var seconds: Double
    /// Loading or learning.
    var preparationSeconds: Double
    var charactersPerSecond: Double

    init(_ score: TextScore, isAdapting: Bool, seconds: Double, preparation: Double) {
        (bitsPerCharacter, bitsPerByte, bits) = (score.bitsPerCharacter, score.bitsPerByte, score.bits)
        (characters, unknownCharacters) = (score.characters, score.unknownCharacters)
        bytes = score.bytes
        adapt = isAdapting
        self.seconds = seconds
        preparationSeconds = preparation
        charactersPerSecond = Double(characters) / max(seconds, 1e-6)
    }
}
