import ArgumentParser
import Platform
import Scattershot
import TokenPipeline

/// `scattershot generate`
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Learn from a book and go on with it.",
        discussion: """
            The model knows how probable each character is after those before it: after the last one, after the last two, \
            three, … (--order), after the beginning of the word, and after that and the word before it. \
            A character is a grapheme cluster.

            scattershot generate --learn book.txt                              learn, then go on with the book
            scattershot generate learn --model book.model book.txt             learn and keep what was learned
            scattershot generate --model book.model --prompt "It was"          go on with a text of yours
            scattershot generate score --model book.model held-out.txt         bits per character
            """,
        subcommands: [GenerateWriteCommand.self, GenerateLearnCommand.self, GenerateScoreCommand.self],
        defaultSubcommand: GenerateWriteCommand.self)
}

/// Options of the commands that learn a language model.
struct LanguageLearningOptions: ParsableArguments {
    @Option(help: "Characters in the longest context.")
    var order: Int = NextTokenSettings().order

    @Option(
        help: """
            Leave out a source of knowledge, to see what it is worth: last (the last character), window (the characters \
            before that), words. Can be given twice.
            """)
    var without: [NextTokenSettings.Part] = []

    @Option(
        help: """
            What stands in where no context is known: successors (how many different characters each one followed) or \
            pagerank (over the transitions between characters).
            """)
    var prior: NextTokenSettings.Prior = NextTokenSettings().prior

    @Option(help: "Probability with which the walk of --prior pagerank follows a transition; below 1.")
    var damping: Double = NextTokenSettings().damping

    func validate() throws {
        do throws(InvalidStructure) {
            try settings.check()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    var settings: NextTokenSettings {
        NextTokenSettings(
            order: order, parts: Set(NextTokenSettings.Part.allCases).subtracting(without), prior: prior,
            damping: damping)
    }

    /// Learns from a file, or from standard input for `-`. An interrupt ends the process, since half a model is of no use.
    func learn(_ path: String, progress: ProgressLine) throws -> LanguageModel {
        let model = try LanguageModel(learning: try FileInput(path), settings: settings) { read, all in
            let rate = Int(Double(read) / max(progress.phaseElapsed, 1e-3))
            progress.show(
                "\(NumberText.grouped(read)) characters read, \(NumberText.grouped(rate))/s",
                fraction: Double(read) / Double(all))
        }
        ProgressLine.clear()
        return model
    }
}

/// Where the commands that use a language model take it from.
struct LanguageModelOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: "Model file that 'scattershot generate learn' wrote.",
        completion: .file(extensions: ["model"]))
    var model: String?

    @Option(help: "Learn from this text first, instead of loading a model.", completion: .file())
    var learn: String?

    @OptionGroup var learning: LanguageLearningOptions

    func validate() throws {
        guard (model == nil) != (learn == nil) else {
            throw ValidationError("give either --model FILE or --learn TEXT")
        }
        if model != nil, learning.settings != NextTokenSettings() {
            throw ValidationError(
                "--order, --without, --prior and --damping belong to learning; a model keeps those it was learned with"
            )
        }
    }

    func load(progress: ProgressLine) throws -> LanguageModel {
        if let model { return try LanguageModel(contentsOf: model) }
        return try learning.learn(learn ?? "-", progress: progress)
    }
}

extension NextTokenSettings.Part: ExpressibleByArgument {}
extension NextTokenSettings.Prior: ExpressibleByArgument {}
