import ArgumentParser
import CAllocationCount
import Platform
import Profiling
import Scattershot

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `scattershot profile`
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Show where the time of inference or training goes.",
        discussion: """
            Answers INPUT again and again as 'scattershot infer' would, from file to file, and reports the time of each \
            stage, the limits of this machine's memory, what look-ups found, what the workers did, and memory. Passes with \
            probes and passes without take turns: the former tell the stages, the latter the speed. The answers are thrown \
            away unless --output names a file.

            With --training it trains on INPUT, which has the answers in it, with the format, layers and settings of MODEL. \
            The model that it makes is thrown away.

            Outputs: a table; --json; --save for a later --compare; --html for a page with plots that needs no network; \
            --trace for https://ui.perfetto.dev or https://speedscope.app; --folded for flamegraph.pl or speedscope.

            Exit codes beside those of all commands: 1 when --fail-on-regression says so; 3 when it cannot say anything, \
            because there are too few passes or the two profiles are of other work or another machine.
            """)

    @Argument(help: "Model file that 'scattershot train' wrote.", completion: .file(extensions: ["model"]))
    var model: String

    @Argument(help: "Input; a file, since it is read several times.", completion: .file())
    var input: String

    @Flag(help: "Profile training instead of inference.")
    var training = false

    @Option(help: "Seconds that the passes take together, about. Default: 4; 10 for training.")
    var seconds: Double?

    @Option(
        help: """
            Pairs of passes. Default: as many as --seconds allows, 4 to 100; one where a pass takes longer than that and no other \
            profile is compared with it.
            """)
    var passes: Int?

    @Flag(
        help:
            "Print JSON (perf/profile.schema.json) instead of tables; with --compare that of the comparison (perf/comparison.schema.json)."
    )
    var json = false

    @Option(help: "Write the profile as JSON to this file.", completion: .file(extensions: ["json"]))
    var save: String?

    @Option(help: "Write a page with plots to this file.", completion: .file(extensions: ["html"]))
    var html: String?

    @Option(
        help: "Write the timeline as Chrome trace events to this file.",
        completion: .file(extensions: ["json"]))
    var trace: String?

    @Option(help: "Write folded stacks to this file.", completion: .file())
    var folded: String?

    @Option(
        help: "Compare with a profile that --save wrote: interval, rank sum test, verdict.",
        completion: .file(extensions: ["json"]))
    var compare: String?

    @Option(help: "End with exit code 1 when it got slower than --compare by more than this, for example 5%.")
    var failOnRegression: RegressionLimit?

    @Option(
        name: [.short, .long], help: "Keep the answers of the last pass in this file.", completion: .file())
    var output: String?

    @Flag(help: "Do not measure the limits of the machine's memory.")
    var noBandwidth = false

    @Option(help: "Bytes of input on which look-ups are counted, which is slow; 0 for none.")
    var surveyBytes: Int = 1 << 18

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    @OptionGroup var work: WorkOptions
    @OptionGroup var settingsOptions: SettingsOptions

    func validate() throws {
        if input == "-" {
            throw ValidationError("the input is read several times, so it must be a file, not standard input")
        }
        if let seconds, !(seconds > 0 && seconds <= 86_400) {
            throw ValidationError("--seconds must be above 0 and at most 86400, not \(seconds)")
        }
        if let passes, !(1...10_000).contains(passes) {
            throw ValidationError("--passes must be 1 to 10000, not \(passes)")
        }
        if surveyBytes < 0 { throw ValidationError("--survey-bytes must be at least 0, not \(surveyBytes)") }
        if failOnRegression != nil, compare == nil {
            throw ValidationError("--fail-on-regression needs --compare FILE to compare with")
        }
        if training, output != nil {
            throw ValidationError("--output keeps answers, and training has none; use 'scattershot train'")
        }
    }

    mutating func run() throws {
        // What is wrong with a path must be noticed before the work, not after it.
        let old = try compare.map { path in
            try ProfileReport(json: try FileInput(path).readAll(), name: path)
        }
        for path in [save, html, trace, folded, output].compactMap({ $0 }) {
            try AtomicFile.checkWritable(path)
        }
        let progress = ProgressLine(isSilent: quiet)
        let report = try training ? trainingReport(progress) : inferenceReport(progress)
        ProgressLine.clear()
        let comparison = old.map { ProfileComparison(old: $0, new: report) }
        if let save { try write(try report.json(), to: save) }
        if let trace { try write(try ChromeTrace.json(report), to: trace) }
        if let folded { try write(Array(FoldedStacks.text(report).utf8), to: folded) }
        if let html { try write(Array(HTMLReport.page(report, comparison: comparison).utf8), to: html) }
        try show(report, comparison)
        guard let limit = failOnRegression, let comparison else { return }
        if let obstacle = comparison.obstacle {
            Terminal.writeError(
                "scattershot: whether it is slower by more than \(limit) cannot be said: \(obstacle)\n")
            throw ExitCode(3)
        }
        if comparison.regresses(by: limit.fraction) {
            Terminal.writeError("scattershot: slower by more than \(limit): \(comparison.sentence)\n")
            throw ExitCode(1)
        }
    }

    private func inferenceReport(_ progress: ProgressLine) throws -> ProfileReport {
        let clock = ContinuousClock()
        let start = clock.now
        let settings = try settingsOptions.lookup(model: model, work: work, isQuiet: quiet).settings
        let model = try Model(contentsOf: model)
        var profiler = InferenceProfiler(model: model, settings: settings)
        profiler.blocks = work.blocks
        profiler.schedule = schedule(profiler.schedule)
        profiler.measuresBandwidth = !noBandwidth
        profiler.surveyedBytes = surveyBytes
        profiler.allocations = .process
        let loading = ProgressLine.seconds(clock.now - start) * 1e9
        return try profiler.run(
            input, output: output ?? Self.temporaryPath(), keepsOutput: output != nil, preparation: loading
        ) { done, count in
            progress.show("pass \(done) of \(count)", fraction: Double(done) / Double(count))
        }
    }

    private func trainingReport(_ progress: ProgressLine) throws -> ProfileReport {
        let model = try Model(contentsOf: model)
        var trainer = Trainer(model.format, settings: TrainingSettings(of: model))
        trainer.blocks = work.blocks
        var profiler = TrainingProfiler(trainer: trainer)
        profiler.allocations = .process
        profiler.schedule = schedule(profiler.schedule)
        profiler.measuresBandwidth = !noBandwidth
        return try profiler.run(input) { done, count in
            progress.show("pass \(done) of \(count)", fraction: Double(done) / Double(count))
        }
    }

    /// How often passes run where `usual` is the default.
    private func schedule(_ usual: PassSchedule) -> PassSchedule {
        PassSchedule(
            seconds: seconds ?? usual.seconds, pairs: passes, isCompared: save != nil || compare != nil)
    }

    private func show(_ report: ProfileReport, _ comparison: ProfileComparison?) throws {
        let output = FileOutput.standardOutput()
        if json {
            try output.write(try comparison?.json() ?? report.json())
        } else {
            let isColoured = Terminal.isInteractive(.output)
            let width = isColoured ? Terminal.columns : 100
            try output.write(ProfileTable.text(report, width: width, isColoured: isColoured))
            if let comparison {
                try output.write(
                    "\n" + ComparisonTable.text(comparison, width: width, isColoured: isColoured))
            }
        }
        try output.finish()
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }

    /// A file that never appears under this name: answers are written beside it and thrown away.
    private static func temporaryPath() -> String {
        let directory = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        return "\(directory)/scattershot-profile-\(ProcessInfo.processInfo.processIdentifier)"
    }
}

extension AllocationCounter {
    /// That of this program; nil where it cannot count (see CAllocationCount).
    fileprivate static var process: AllocationCounter? {
        ca_is_available() ? AllocationCounter(start: ca_start, stop: { Int(ca_stop()) }) : nil
    }
}

extension RegressionLimit: ExpressibleByArgument {
    /// As the value appears in help texts.
    public var defaultValueDescription: String { description }
}
