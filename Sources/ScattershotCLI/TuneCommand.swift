import ArgumentParser
import Platform
import Profiling
import Scattershot
import WorkPool

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `scattershot tune`
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune", abstract: "Find the fastest settings for a model on this machine.",
        discussion: """
            Times inference on your input with different numbers of threads, copies of the model's tables (shards), sizes of \
            blocks, kernels and prefetch distances, and writes the best to MODEL.settings.json, where infer, evaluate, profile \
            and train find it. On another machine, or for another version of the model, the file is ignored. The output of \
            inference does not depend on any of it.

            The search ends when the best is known to 1 % (half the 95 % interval), when the budget is used up, or when \
            --repeat is reached; the report says which, and how well the best is known.

            Settings that are given as options stay as they are; the others are searched, whatever default they are said to have below. Ctrl-C ends the search: what was \
            best so far is written, and the exit code is 130. A second Ctrl-C ends the program at once.
            """)

    @OptionGroup var trialOptions: TrialOptions

    @Option(help: "Seconds that the search may take, choosing the length of the input among them.")
    var budget: Double = 60

    @Option(
        help: """
            Seconds that one run of the default settings should take; the input is shortened or repeated for it, as far as \
            half the budget allows. Three runs are a measurement. Default: what the budget allows, 0.05 to 0.5.
            """)
    var runSeconds: Double?

    @Option(
        help: """
            Measurements of each of the last settings at which the search ends, however well the best is known by then; with \
            --exhaustive those of every combination.
            """)
    var `repeat`: Int = SettingsSearch.defaultRepeats

    @Option(
        name: [.short, .long], help: "Where the settings are written. Default: MODEL.settings.json.",
        completion: .file())
    var output: String?

    @Flag(help: "Write no settings.")
    var dryRun = false

    @Flag(help: "Print a report with all measurements as JSON (perf/tune.schema.json) on standard output.")
    var json = false

    @Option(help: "Also write all measurements as a page with heat maps to this file.", completion: .file())
    var html: String?

    @Flag(help: "Measure every combination instead of searching; what the search saves is seen beside it.")
    var exhaustive = false

    @OptionGroup var work: WorkOptions

    func validate() throws {
        guard budget > 0, budget <= 86_400 else {
            throw ValidationError("--budget must be above 0 and at most 86400 seconds, not \(budget)")
        }
        guard (1...1000).contains(`repeat`) else {
            throw ValidationError("--repeat must be 1 to 1000, not \(`repeat`)")
        }
        if let runSeconds, runSeconds <= 0 || runSeconds > 3600 {
            throw ValidationError("--run-seconds must be above 0 and at most 3600, not \(runSeconds)")
        }
        guard !dryRun || output == nil else {
            throw ValidationError("--dry-run writes no settings; leave out --output")
        }
    }

    mutating func run() throws {
        let nodes = try MemoryNodes.current(environment: ProcessInfo.processInfo.environment)
        // Before a thread is kept on some processor.
        let machine = MachineFacts.current(measuringBandwidth: false, nodes: nodes)
        let processors = ProcessorSet.current()
        let target = output ?? SettingsFile.path(forModel: trialOptions.model)
        // A wrong path must be noticed before the work, not after it.
        if !dryRun { try AtomicFile.checkWritable(target) }
        if let html { try AtomicFile.checkWritable(html) }
        let digest = try ModelDigest(ofFile: trialOptions.model)
        let trial = try trialOptions.trial(limits: work.blocks)

        InterruptRequest.begin()
        let progress = ProgressLine(isSilent: trialOptions.quiet)
        var report = TuneReport(
            model: trialOptions.model, input: trialOptions.input, machine: machine, repeats: `repeat`,
            isExhaustive: exhaustive)
        do {
            try search(trial, processors: processors, nodes: nodes.count, progress, &report)
        } catch is Cancelled {
            ProgressLine.clear()
            Terminal.writeError("scattershot: interrupted before anything was measured\n")
            throw ExitCode(InterruptRequest.exitCode ?? Failure.internalError)
        }
        report.seconds = progress.elapsed
        ProgressLine.clear()
        if !dryRun, let best = report.best {
            try SettingsFile(
                version: scattershotVersion, machine: machine.fingerprint, processor: machine.processor,
                model: digest.description, settings: best, measured: report.measured
            ).write(to: target)
        }
        if let html { try report.writePage(to: html) }
        if json { try JSONReport.print(report) } else { try report.printText() }
        if !dryRun, report.best != nil { progress.note("wrote \(target)") }
        if let code = InterruptRequest.exitCode { throw ExitCode(code) }
    }

    /// The grid, with what the options fix.
    private func grid(processors: ProcessorSet, nodes: Int) -> SettingsGrid {
        var grid = SettingsGrid(processors: processors, nodes: nodes)
        grid.pinned = work.pin
        if let threads = work.givenThreads { grid.threads = [threads] }
        if let copies = work.tableCopies { grid.tableCopies = [copies] }
        if let bytes = work.blockBytes { grid.blockBytes = [bytes] }
        // Asked for by the option or the environment.
        if Kernel.isForced { grid.kernels = [.preferred] }
        if let distance = work.prefetchDistance { grid.prefetchDistances = [distance] }
        if let copies = grid.tableCopies.first ?? nil {
            grid.threads = grid.threads.filter { $0 >= copies }
        }
        return grid
    }

    /// Runs of a measurement, of which the fastest counts: what other programs do in bursts makes runs slower, never faster.
    private static let runs = 3

    /// Seconds of one run for a budget: enough measurements fit in, and no run is too short to be timed.
    private static func runSeconds(budget: Double) -> Double {
        min(max(budget / 200 / Double(runs), 0.05), 0.5)
    }

    private func search(
        _ trial: InferenceTrial, processors: ProcessorSet, nodes: Int, _ progress: ProgressLine,
        _ report: inout TuneReport
    ) throws {
        let clock = ContinuousClock()
        let start = clock.now
        func elapsed() -> Double { ProgressLine.seconds(clock.now - start) }
        let budget = budget
        var (count, fastest) = (0, Double.infinity)
        func mayGoOn() -> SettingsSearch.End? {
            if InterruptRequest.isMade { return .cancelled }
            // Something must have been measured, however short the budget.
            return count > 0 && elapsed() >= budget ? .budget : nil
        }
        // Asked here as well as between measurements: on few threads or with a slow kernel a run takes many times as long as
        // the default settings need.
        trial.afterEachBlock = { if mayGoOn() != nil { throw Cancelled() } }
        let grid = grid(processors: processors, nodes: nodes)
        let expected = try trial.adjust(
            toSeconds: runSeconds ?? Self.runSeconds(budget: budget), with: grid.start,
            runs: budget < 10 ? 1 : Self.runs, within: budget / 2
        ) { bytes in
            progress.show("trying \(NumberText.bytes(bytes)) of input", fraction: min(elapsed() / budget, 1))
        }
        report.begin(grid: grid, inputBytes: trial.input.byteCount)
        func cost(_ settings: EngineSettings) throws -> Double {
            var cost = Double.infinity
            for _ in 0..<Self.runs {
                let result = try trial.run(settings)
                guard result.digest == expected.digest else { throw UnequalOutput(settings: settings) }
                cost = min(cost, result.nanoseconds / Double(max(result.items, 1)))
            }
            count += 1
            fastest = min(fastest, cost)
            progress.show(
                "\(count) measurements, best \(NumberText.grouped(Int(1e9 / fastest))) tokens/s, now \(settings.commandLine)",
                fraction: min(elapsed() / budget, 1))
            return cost
        }
        let search = SettingsSearch(grid: grid, repeats: `repeat`)
        report.finish(
            try exhaustive
                ? search.runExhaustively(mayGoOn: mayGoOn, cost: cost)
                : search.run(mayGoOn: mayGoOn, cost: cost))
        if report.best == nil { throw Cancelled() }
    }
}

/// Two settings that gave different output, which must never be.
struct UnequalOutput: Error, CustomStringConvertible {
    var settings: EngineSettings

    var description: String {
        "the output with '\(settings.commandLine)' differs from that with the default settings; please report this, and "
            + "look at 'scattershot compare' for the first line that differs"
    }
}
