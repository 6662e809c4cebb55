import ArgumentParser
import Platform
import Scattershot
import TokenPipeline

/// `scattershot generate write`
struct GenerateWriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Go on with the learned text or with a prompt.",
        discussion: """
            The text appears as it is written. The same model, prompt, temperature and seed give the same text. Ctrl-C ends \
            it where it is.
            """)

    @OptionGroup var source: LanguageModelOptions

    @Option(help: "Beginning of the text. Default: the end of the text that was learned.")
    var prompt: String?

    @Option(help: "Characters to write.")
    var length: Int = 1000

    @Option(
        help: """
            Amplitude of the noise: 0 always takes the most probable character, 1 takes each as often as it is probable, \
            more makes the text wilder.
            """)
    var temperature: Double = 0.8

    @Option(help: "Seed of the noise.")
    var seed: UInt64 = 1

    @Option(
        help: """
            What keeps a text below temperature 1 from going in circles: the probability of a character that was taken v \
            times after the same characters (--order of them) is divided by 1 + v to the power of this times \
            1 − temperature. 0 turns it off.
            """)
    var visitCost: Double = 1

    @Flag(
        help: "Report characters, seconds, and how much the text repeats itself, as JSON on standard error.")
    var stats = false

    @Flag(name: [.short, .long], help: "No progress while learning.")
    var quiet = false

    /// Characters that appear together.
    private static let chunk = 64

    func validate() throws {
        guard length >= 0 else { throw ValidationError("--length must be at least 0, not \(length)") }
        guard temperature >= 0, temperature.isFinite else {
            throw ValidationError("--temperature must be at least 0, not \(temperature)")
        }
        guard visitCost >= 0, visitCost.isFinite else {
            throw ValidationError("--visit-cost must be at least 0, not \(visitCost)")
        }
    }

    mutating func run() throws {
        let progress = ProgressLine(isSilent: quiet)
        let model = try source.load(progress: progress)
        let preparation = progress.elapsed
        progress.beginPhase()
        InterruptRequest.begin()
        var text = TextContinuation(
            of: model, prompt: prompt, temperature: temperature, seed: seed, visitCost: visitCost)
        let output = FileOutput.standardOutput()
        if let prompt { try output.write(prompt) }
        while text.count < length, !InterruptRequest.isMade {
            try output.write(text.next(characters: min(Self.chunk, length - text.count)))
            try output.flush()
        }
        try output.write("\n")
        try output.finish()
        if stats {
            let report = GenerationReport(
                text, temperature: temperature, seed: seed, seconds: progress.phaseElapsed,
                preparation: preparation)
            Terminal.writeError(try JSONReport.line(report) + "\n")
        }
        if let code = InterruptRequest.exitCode { throw ExitCode(code) }
    }
}

/// What `generate write --stats` reports.
struct GenerationReport: Encodable {
    var characters: Int
    var temperature: Double
    var seed: UInt64
    var seconds: Double
    /// Loading or learning.
    var preparationSeconds: Double
    var charactersPerSecond: Double
    /// Different runs of eight characters, as a share of all, among the last 10,000 characters or more.
    var distinctShare: Double
    /// Characters of the longest piece there that is directly followed by itself.
    var longestRepeat: Int

    init(
        _ text: TextContinuation, temperature: Double, seed: UInt64, seconds: Double, preparation: Double
    ) {
        characters = text.count
        (self.temperature, self.seed, self.seconds) = (temperature, seed, seconds)
        preparationSeconds = preparation
        charactersPerSecond = Double(characters) / max(seconds, 1e-6)
        let repetition = RepetitionMeasure(text.recent)
        (distinctShare, longestRepeat) = (repetition.distinctShare, repetition.longestRepeat)
    }
}
