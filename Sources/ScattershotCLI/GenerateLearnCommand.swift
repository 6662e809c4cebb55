import ArgumentParser
import Platform
import Scattershot
import TokenPipeline

/// `scattershot generate learn`
struct GenerateLearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Learn from a text and write what was learned to a file.",
        discussion: "The same text and options give the same file.")

    @Argument(help: "Text in UTF-8; - for standard input.", completion: .file())
    var book: String

    @Option(
        name: [.short, .long], help: "Where the model is written; it appears there when it is complete.",
        completion: .file())
    var model: String

    @OptionGroup var learning: LanguageLearningOptions

    @Flag(help: "Print a report as JSON on standard output.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    mutating func run() throws {
        // A wrong path must be noticed before the work, not after it.
        try AtomicFile.checkWritable(model)
        let progress = ProgressLine(isSilent: quiet)
        let learned = try learning.learn(book, progress: progress)
        let seconds = progress.elapsed
        try learned.write(to: model)
        let report = LanguageLearningReport(learned, path: model, seconds: seconds)
        if json { try JSONReport.print(report) }
        progress.note(
            "wrote \(model): \(NumberText.grouped(report.characters)) characters, "
                + "\(NumberText.grouped(report.contexts)) contexts, \(NumberText.bytes(report.modelBytes)), "
                + "\(NumberText.fixed(seconds, 2)) s")
    }
}

/// What `generate learn --json` prints.
struct LanguageLearningReport: Encodable {
    var version = scattershotVersion
    var model: String
    var modelBytes = 0
    var characters: Int
    var bytes: Int
    var differentCharacters: Int
    var contexts: Int
    var transitions: Int
    var seconds: Double
    var charactersPerSecond: Double
    var peakMemoryBytes: Int

    init(_ learned: LanguageModel, path: String, seconds: Double) {
        model = path
        if !AtomicFile.writesDirectly(path) {
            modelBytes = (try? Model.sections(ofFile: path).reduce(0) { $0 + $1.bytes }) ?? 0
        }
        characters = learned.provenance.characters
        bytes = learned.provenance.bytes
        differentCharacters = learned.characters.count
        contexts = learned.next.contextCount
        transitions = learned.next.transitionCount
        self.seconds = seconds
        charactersPerSecond = Double(characters) / max(seconds, 1e-6)
        peakMemoryBytes = peakResidentBytes()
    }
}
