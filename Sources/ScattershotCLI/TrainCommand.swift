import ArgumentParser
import DigitKeys
import GraphPipeline
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
              pairs    an input, a tab and an output on each line, each of any number of tokens; which output tokens \
            belong to which input token is learned first ('scattershot align' shows it)

            A character is a grapheme cluster, so an accent is never parted from its letter. The same seed gives the \
            same model, whatever the number of threads.

            Ctrl-C, SIGTERM and a terminal that is closed (SIGHUP) end training between two sequences, with --checkpoint so that \
            --resume goes on from there to the same model; the exit code is 130, 143 or 129. The second one ends the program at \
            once.

            Where an option names no default, the preset decides; 'scattershot inspect' prints what a model was trained with, with --json all of it.

            With --shard i/n the process learns part i of n of one pass over the data, which it reads as a whole; 'scattershot \
            merge' makes a model of all parts, and what the next round goes on from.
            """)

    @Option(help: "What the data looks like: spacing, tags or pairs.")
    var format: DataFormat.Kind

    @Option(
        name: [.short, .long],
        help: "Where the model is written; it appears there when it is complete. Not with --shard.",
        completion: .file())
    var model: String?

    @Argument(help: "Training data; - for standard input.", completion: .file())
    var train: String

    @Option(
        help: "Data to measure the model on after every pass; it has no influence on the model.",
        completion: .file())
    var dev: String?

    @OptionGroup var learning: LearningOptions

    @OptionGroup var pairs: PairOptions

    @OptionGroup var continuation: ContinuationOptions

    @Option(
        help: """
            How the outputs of a pair are emitted: steps (one after another until a stop) or chunks (all those of an input \
            token at once, as one token of the decoder).
            """)
    var emit: DataFormat.EmissionWay = .steps

    @Option(
        help:
            "Leave out pairs with a chunk that occurs less often, with --emit chunks. Default: 2; 8 with --preset phonemes."
    )
    var minChunks: Int?

    @Flag(help: "Measure --dev as 'evaluate --alternatives' does: any output of the same input is right.")
    var alternatives = false

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
        try continuation.check(model: model, dev: dev, epochs: learning.epochs)
    }

    mutating func run() throws {
        // A wrong path must be noticed before the work, not after it.
        for path in [model, continuation.checkpoint].compactMap(\.self) { try AtomicFile.checkWritable(path) }
        if let dev { _ = try FileInput(dev) }
        // Those of a model that this one replaces: they were measured for data and layers like these.
        let target = model ?? continuation.checkpoint ?? ""
        let engine = try settingsOptions.lookup(model: target, work: work, isQuiet: quiet).settings
        let (trainer, source) = try prepared(engine)
        let progress = ProgressLine(isSilent: quiet)
        let permutation = PermutationProgress(progress)
        var report = TrainingReport(format: format.rawValue, seed: learning.seed)
        // Read once, so that a pipe serves every pass.
        let measured = try dev.map { path in (name: path, bytes: try FileInput(path).readAll()) }
        let learned: Model
        do {
            learned = try trainer.train(
                source, unlabelled: try learning.unlabelled.map { try FileInput($0) },
                dev: measured.map { data in { MemorySource(data.bytes, name: data.name) } },
                pool: try engine.makePool()
            ) { event in
                // Until the data is read there is nothing to keep, and an interrupt ends the program as usual.
                if case .read = event { InterruptRequest.begin() }
                if case .permuting(let event) = event {
                    permutation.show(event)
                } else {
                    Self.show(event, on: progress, report: &report)
                }
            }
        } catch let stopped as TrainingStopped {
            ProgressLine.clear()
            Terminal.writeError("scattershot: \(stopped)\n")
            throw ExitCode(InterruptRequest.exitCode ?? Failure.internalError)
        }
        if let model { try learned.write(to: model) }
        report.finish(learned, path: target, seconds: progress.elapsed)
        if json { try JSONReport.print(report) }
        let shard = continuation.shard.map { ", shard \($0) of round \(learned.provenance.epochs)" } ?? ""
        progress.note(
            "wrote \(target): \(NumberText.grouped(learned.tokens.rows.count)) rows, "
                + "\(NumberText.bytes(report.modelBytes)), \(NumberText.fixed(progress.elapsed, 1)) s\(shard)"
        )
    }

    private func prepared(_ engine: EngineSettings) throws -> (Trainer, any ByteSource) {
        let input = try FileInput(train)
        var source: any ByteSource = input
        let data: DataFormat
        switch format {
        case .spacing: data = .spacing
        case .pairs: data = pairs.format(emit: emit)
        case .tags: (data, source) = try DataFormat.detectTags(in: input)
        }
        var settings = try learning.settings(for: data)
        settings.pairs.mostEmissions = pairs.maxEmissions
        settings.pairs.minimumChunks = minChunks ?? settings.pairs.minimumChunks
        do throws(InvalidStructure) {
            try settings.pairs.check()
        } catch {
            throw ValidationError(error.description)
        }
        var trainer = Trainer(data, settings: settings)
        trainer.blocks = work.blocks
        trainer.engine = engine
        trainer.takesAlternatives = alternatives
        try continuation.apply(to: &trainer)
        return (trainer, source)
    }

    private static func show(
        _ event: TrainingEvent, on progress: ProgressLine, report: inout TrainingReport
    ) {
        switch event {
        case .aligning(let round):
            progress.show(
                "aligning, \(round.most) outputs at most, cost \(NumberText.grouped(Int(round.cost)))")
        case .aligned(let alignment):
            report.alignment = alignment
            for line in AlignmentNotes.lines(alignment) { progress.note(line) }
        case .read(let sequences, let positions, let tokens, let outputs):
            progress.beginPhase()
            progress.note(
                "read \(NumberText.grouped(sequences)) sequences, \(NumberText.grouped(positions)) positions, "
                    + "\(NumberText.grouped(tokens)) different tokens, \(outputs) outputs")
        case .permuting: break
        case .permutedOutputs(let before, let after):
            progress.beginPhase()
            let gain = Double(after) / Double(max(before, 1)) - 1
            progress.note("outputs that are confused lie \(NumberText.percent(gain)) % farther apart")
        case .learning(0, _, let done, let positions):
            progress.show("what is confused", fraction: Double(done) / Double(positions))
        case .learning(let epoch, let epochs, let done, let positions):
            let fraction = (Double(epoch - 1) + Double(done) / Double(positions)) / Double(epochs)
            let all = (epoch - 1) * positions + done
            let rate = progress.rate(of: all)
            progress.show(
                "pass \(epoch) of \(epochs), \(NumberText.grouped(rate)) positions/s", fraction: fraction)
        case .learningFirstPass(let training, let trainings, let done, let positions):
            let fraction = (Double(training - 1) + Double(done) / Double(positions)) / Double(trainings)
            progress.show("first pass, training \(training) of \(trainings)", fraction: fraction)
        case .epoch(let epoch):
            report.passes.append(TrainingReport.Pass(epoch))
            let share = Double(epoch.errors) / Double(max(epoch.decisions, 1))
            progress.note(
                "pass \(epoch.epoch): \(NumberText.percent(share)) % wrong, \(NumberText.grouped(epoch.rows)) rows"
            )
        case .graphs(let event): GraphLearningNotes.show(event, on: progress, report: &report)
        case .evaluated(let epoch, let evaluation):
            let (name, value) = evaluation.headline
            // After the last pass once for the tokens, and once more with graphs.
            let isAfterGraphs = report.passes.last?.dev != nil || report.passes.isEmpty
            if isAfterGraphs {
                report.devWithGraphs = value
            } else {
                report.passes[report.passes.count - 1].dev = value
            }
            progress.note(
                "\(isAfterGraphs ? "graphs" : "pass \(epoch)"): dev \(name) \(NumberText.percent(value))")
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
    /// Of pairs.
    var alignment: AlignmentReport?
    var passes: [Pass] = []
    /// Graphs that were found, in running order; nil where none were looked for.
    var graphs: [String]?
    /// What learning graphs for one output at each position came to.
    var tagging: TaggingReport?
    /// What learning graphs for outputs of any length came to.
    var rewriting: RewritingReport?
    /// What learning graphs took.
    var graphSeconds: GraphLearningTime?
    /// What choosing graphs for each input came to; nil where none was asked for.
    var graphChoice: GraphChoiceReport?
    /// The headline measure on the development data with graphs.
    var devWithGraphs: Double?
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
        if !AtomicFile.writesDirectly(path) {
            modelBytes = (try? Model.sections(ofFile: path).reduce(0) { $0 + $1.bytes }) ?? 0
        }
        self.seconds = seconds
        peakMemoryBytes = peakResidentBytes()
    }
}
