import ArgumentParser
import KeyLayers
import Platform
import Scattershot
import TokenPipeline

/// `scattershot train`
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Learn a model from data and write it to a file.",
        discussion: """
            Formats:
              spacing  plain text, a line each; the model learns where the spaces stand
              tags     one token a line in columns separated by tabs or spaces, the tag last, an empty line after each \
            sentence; or CoNLL-U, of which FORM is read and UPOS learned
              pairs    an input, a tab and an output on each line, both of equally many tokens

            A character is a grapheme cluster, so an accent is never parted from its letter. The same seed gives the \
            same model, whatever the number of threads.
            """)

    @Option(help: "What the data looks like: spacing, tags or pairs.")
    var format: DataFormat.Kind

    @Option(
        name: [.short, .long], help: "Where the model is written; it appears there when it is complete.",
        completion: .file())
    var model: String

    @Argument(help: "Training data; - for standard input.", completion: .file())
    var train: String

    @Option(
        help: "Data to measure the model on after every pass; it has no influence on the model.",
        completion: .file())
    var dev: String?

    @Option(help: "Seed of keys, order and noise.")
    var seed: UInt64 = 1

    @Option(help: "Passes over the training data. Default: 3 for spacing, 8 otherwise.")
    var epochs: Int?

    @Option(help: "Numbers in a key and a row: 16, 32 or 64.")
    var numbers: Int = 32

    @Option(help: "How much more a digit weighs than the next one (f of the distance).")
    var digitFactor: Double = 10

    @Option(help: "What a digit that differs costs beside the difference (P of the distance).")
    var penalty: Int = 0

    @Option(
        help: """
            Treat a right answer as an error when it leads the runner-up by less than this share of the largest possible \
            distance; 0 turns it off.
            """)
    var margin: Double = 0.022

    @Option(
        help: """
            How noise is found after an error: canonical (the difference of two keys), or from samples of white, pink, \
            brown, blue, violet or black noise.
            """)
    var noise: TrainingNoise = .canonical

    @Option(help: "Noise vectors drawn after an error, unless --noise is canonical.")
    var samples: Int = 1024

    @Option(help: "What rows are subtracted from: weights (of the input token) or middle (of every number).")
    var start: String = EncoderStart.middle.rawValue

    @Option(help: "Leave out rows with fewer updates.")
    var minUpdates: UInt32 = 1

    @Option(help: "Treat spans (for spacing: words) seen less often as unknown.")
    var minSpans: Int = 2

    @Option(
        help:
            "File of context layers, one a line; 'scattershot inspect --layers MODEL' prints those of a model.",
        completion: .file())
    var layers: String?

    @Option(help: "What a token of a pair is: characters or words.")
    var tokens: DataFormat.Tokens = .characters

    @Flag(help: "Print a report as JSON on standard output.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    @OptionGroup var work: WorkOptions

    @OptionGroup var settingsOptions: SettingsOptions

    func validate() throws {
        guard train != "-" || dev != "-" else {
            throw ValidationError("training data and --dev cannot both come from standard input")
        }
        guard EncoderStart(rawValue: start) != nil else {
            throw ValidationError("--start must be weights or middle, not '\(start)'")
        }
    }

    mutating func run() throws {
        // A wrong path must be noticed before the work, not after it.
        try AtomicFile(model).discard()
        if let dev { _ = try FileInput(dev) }
        // Those of a model that this one replaces: they were measured for data and layers like these.
        let engine = try settingsOptions.lookup(model: model, work: work, isQuiet: quiet).settings
        let (trainer, source) = try prepared(engine)
        let progress = ProgressLine(isSilent: quiet)
        var report = TrainingReport(format: format.rawValue, seed: seed)
        // Read once, so that a pipe serves every pass.
        let measured = try dev.map { path in (name: path, bytes: try FileInput(path).readAll()) }
        let learned = try trainer.train(
            source, dev: measured.map { data in { MemorySource(data.bytes, name: data.name) } },
            pool: try engine.makePool()
        ) { event in
            Self.show(event, on: progress, report: &report)
        }
        try learned.write(to: model)
        report.finish(learned, path: model, seconds: progress.elapsed)
        if json { try JSONReport.print(report) }
        progress.note(
            "wrote \(model): \(NumberText.grouped(learned.tokens.rows.count)) rows, "
                + "\(NumberText.bytes(report.modelBytes)), \(NumberText.fixed(progress.elapsed, 1)) s")
    }

    private func prepared(_ engine: EngineSettings) throws -> (Trainer, any ByteSource) {
        let input = try FileInput(train)
        var source: any ByteSource = input
        let data: DataFormat
        switch format {
        case .spacing: data = .spacing
        case .pairs: data = .pairs(tokens)
        case .tags: (data, source) = try DataFormat.detectTags(in: input)
        }
        var settings = TrainingSettings(for: data)
        settings.seed = seed
        settings.epochs = epochs ?? settings.epochs
        settings.numbers = numbers
        settings.digitFactor = digitFactor
        settings.penalty = penalty
        settings.margin = margin
        settings.noise = noise.rule(samples: samples)
        settings.start = EncoderStart(rawValue: start) ?? settings.start
        settings.minimumUpdates = minUpdates
        settings.minimumSpans = minSpans
        if let layers { settings.layers = try LayerFile.read(layers) }
        do {
            try settings.check()
        } catch {
            throw ValidationError(error.description)
        }
        var trainer = Trainer(data, settings: settings)
        trainer.blocks = work.blocks
        trainer.engine = engine
        return (trainer, source)
    }

    private static func show(
        _ event: TrainingEvent, on progress: ProgressLine, report: inout TrainingReport
    ) {
        switch event {
        case .read(let sequences, let positions, let tokens, let outputs):
            progress.beginPhase()
            progress.note(
                "read \(NumberText.grouped(sequences)) sequences, \(NumberText.grouped(positions)) positions, "
                    + "\(NumberText.grouped(tokens)) different tokens, \(outputs) outputs")
        case .learning(let epoch, let epochs, let done, let positions):
            let fraction = (Double(epoch - 1) + Double(done) / Double(positions)) / Double(epochs)
            let all = (epoch - 1) * positions + done
            let rate = Int(Double(all) / max(progress.phaseElapsed, 1e-3))
            progress.show(
                "pass \(epoch) of \(epochs), \(NumberText.grouped(rate)) positions/s", fraction: fraction)
        case .epoch(let epoch):
            report.passes.append(TrainingReport.Pass(epoch))
            let share = Double(epoch.errors) / Double(max(epoch.decisions, 1))
            progress.note(
                "pass \(epoch.epoch): \(NumberText.percent(share)) % wrong, \(NumberText.grouped(epoch.rows)) rows"
            )
        case .evaluated(let epoch, let evaluation):
            let (name, value) = evaluation.headline
            report.passes[epoch - 1].dev = value
            progress.note("pass \(epoch): dev \(name) \(NumberText.percent(value))")
        }
    }
}

/// What `train --json` prints.
struct TrainingReport: Encodable {
    /// One pass over the training data.
    struct Pass: Encodable {
        var pass: Int
        var decisions: Int
        var errors: Int
        var rows: Int
        /// The headline measure on the development data.
        var dev: Double?

        init(_ report: EpochReport) {
            (pass, decisions, errors, rows) = (report.epoch, report.decisions, report.errors, report.rows)
        }
    }

    var version = scattershotVersion
    var format: String
    var seed: UInt64
    var passes: [Pass] = []
    var model = ""
    var modelBytes = 0
    var rows = 0
    var seconds = 0.0
    var peakMemoryBytes = 0

    init(format: String, seed: UInt64) {
        self.format = format
        self.seed = seed
    }

    mutating func finish(_ learned: Model, path: String, seconds: Double) {
        model = path
        rows = learned.tokens.rows.count
        modelBytes = (try? Model.sections(ofFile: path).reduce(0) { $0 + $1.bytes }) ?? 0
        self.seconds = seconds
        peakMemoryBytes = peakResidentBytes()
    }
}
