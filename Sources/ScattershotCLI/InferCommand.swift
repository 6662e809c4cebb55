import ArgumentParser
import GraphPipeline
import Platform
import Profiling
import Scattershot
import WorkPool

/// `scattershot infer`
struct InferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer", abstract: "Answer the records of a file or stream.",
        discussion: """
            spacing: lines in, the same lines with spaces out (spaces in the input are ignored). tags: the input columns \
            in, the same lines with the predicted column out. pairs: inputs in, input, tab and output out. Lines keep \
            their number and order, and the output is the same to the byte for any number of threads.

            With --jsonl each line is an object; its member "input" is answered by a member "output". \
            Both are texts; for tags the input is an array with a text, or an array of columns, for each token, and the output an \
            array of tags. An object that has an output already is refused.
            """)

    @OptionGroup var modelOptions: ModelOptions

    @Argument(help: "Input; - for standard input.", completion: .file())
    var input: String = "-"

    @Option(
        name: [.short, .long],
        help: "Where the output is written; it appears there when it is complete. Default: standard output.",
        completion: .file())
    var output: String?

    @Option(
        help: """
            Answer one part of the input file: i/n is part i of n of about equal size, cut between records. The outputs of \
            the parts 1/n, 2/n and so on, one after another, are the output for the whole file.
            """)
    var shard: Shard?

    @OptionGroup var search: BeamOption

    @Flag(help: "JSON Lines in, JSON Lines out.")
    var jsonl = false

    @Option(
        help: """
            Most steps of a graph on a record; one that would take more is skipped for that record, and --trace says so. Graphs \
            that were learned for one output at each position always end and are not counted.
            """)
    var maxGraphSteps: Int = ExecutionLimits().steps

    @Flag(
        help: """
            Write what graphs do instead of answers: for each record one JSON object with its line, input, what the tokens \
            decided, each graph that did something with the output after it, and the output.
            """)
    var trace = false

    @Option(
        help: """
            What to do with a record that cannot be used: stop; skip (leave it out); mark (write '#error' and the \
            reason in its place, or an object with a member "error"). A line or sentence past the limits always stops.
            """)
    var onError: ErrorPolicy = .stop

    @Flag(
        help: "Answer each line as soon as it can be read, for use through a pipe. Always on at a terminal.")
    var lineBuffered = false

    @Flag(
        help: """
            Report lines, tokens, positions that emitted as much as the model allows without a stop, seconds (without those that preparing the model takes, which are told apart) and memory as \
            JSON on standard error.
            """)
    var stats = false

    @Flag(name: [.short, .long], help: "No progress and no summary.")
    var quiet = false

    @OptionGroup var work: WorkOptions

    @OptionGroup var settingsOptions: SettingsOptions

    func validate() throws {
        guard (1...1_000_000_000).contains(maxGraphSteps) else {
            throw ValidationError("--max-graph-steps must be 1 to 1000000000, not \(maxGraphSteps)")
        }
        if trace && jsonl { throw ValidationError("--trace reads the model's own format, not JSON Lines") }
    }

    mutating func run() throws {
        let model = try modelOptions.load()
        if trace { _ = try GraphTrial(model) }
        try search.check(model)
        let file = try FileInput(input)
        let source: any ByteSource =
            try shard.map { try FileShard(file, $0, boundary: jsonl ? .line : model.format.boundary) } ?? file
        let isEager = lineBuffered || (input == "-" && Terminal.isInteractive(.input))
        var blocks = work.blocks
        blocks.isEager = isEager
        let lookup = try settingsOptions.lookup(model: modelOptions.model, work: work, isQuiet: quiet)
        let pool = try lookup.settings.makePool()
        var options = BatchTransducer.Options(
            onError: onError, isJSONLines: jsonl, blocks: blocks, engine: lookup.settings,
            beam: search.beam)
        options.isTrace = trace
        options.graphLimits.steps = maxGraphSteps
        let transducer = BatchTransducer(model: model, options: options)
        // Progress would mix with answers that go to the same terminal.
        let progress = ProgressLine(isSilent: quiet || (output == nil && Terminal.isInteractive(.output)))
        let report: BatchReport
        if let output {
            let file = try AtomicFile(output)
            do {
                report = try run(transducer, source, to: file, pool: pool, progress: progress) {}
                try file.commit()
            } catch {
                file.discard()
                throw error
            }
        } else {
            let stdout = FileOutput.standardOutput()
            do {
                report = try run(
                    transducer, source, to: stdout, pool: pool, progress: progress
                ) {
                    if isEager { try stdout.flush() }
                }
            } catch {
                try? stdout.finish()
                throw error
            }
            try stdout.finish()
        }
        try summarise(report, settings: SettingsReport(lookup, pool: pool), progress: progress)
        if report.refused > 0 { throw ExitCode(Failure.data) }
    }

    private func run(
        _ transducer: BatchTransducer, _ source: any ByteSource, to sink: any ByteSink,
        pool: WorkPool, progress: ProgressLine,
        afterBlock: () throws -> Void
    ) throws -> BatchReport {
        try transducer.run(
            source, to: sink, pool: pool, prepared: progress.beginPhase,
            refused: { error in
                ProgressLine.clear()
                Terminal.writeError("scattershot: \(error)\n")
            },
            progress: { report in
                try afterBlock()
                progress.show(
                    "\(NumberText.grouped(report.lines)) lines, "
                        + "\(NumberText.grouped(Int(Double(report.tokens) / max(progress.phaseElapsed, 1e-3)))) tokens/s"
                )
            })
    }

    private func summarise(_ report: BatchReport, settings: SettingsReport, progress: ProgressLine) throws {
        let seconds = progress.phaseElapsed
        let rate = Double(report.tokens) / max(seconds, 1e-6)
        if stats {
            Terminal.writeError(
                """
                {"lines":\(report.lines),"tokens":\(report.tokens),"refused":\(report.refused),\
                "boundedPositions":\(report.boundedPositions),\
                "bytesIn":\(report.bytesIn),"bytesOut":\(report.bytesOut),"seconds":\(seconds),\
                "preparationSeconds":\(progress.elapsed - seconds),\
                "tokensPerSecond":\(rate),"threads":\(settings.threads),"kernel":"\(settings.kernel)","settings":\(try JSONReport.line(settings)),"peakMemoryBytes":\(peakResidentBytes())}\n
                """)
        } else if Terminal.isInteractive(.error) || report.refused > 0 {
            let refused = report.refused > 0 ? ", \(NumberText.grouped(report.refused)) records refused" : ""
            progress.note(
                "\(NumberText.grouped(report.lines)) lines, \(NumberText.grouped(report.tokens)) tokens, "
                    + "\(NumberText.fixed(seconds, 2)) s, \(NumberText.grouped(Int(rate))) tokens/s\(refused)"
            )
        }
    }
}
