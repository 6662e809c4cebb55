import ArgumentParser
import Platform
import Profiling
import Scattershot

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `scattershot compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare the scalar baseline with every kernel and setting on your own model and input.",
        discussion: """
            First every way is run once and its output compared with the baseline's, bit for bit: a difference ends the \
            command with exit code 70 and names the setting and the first line that differs. Then all ways are timed in \
            turn, round by round, in another order each round; outputs are compared again. Reported are medians with 95 % \
            intervals (bootstrap), and of the ratios to the baseline those within the rounds.

            The baseline is one thread with hashed rows and plain loops. Beside it: hashed look-up of rows against compiled \
            rows; each kernel; numbers of threads; shards, blocks, prefetching and pinning, one changed at a time with all \
            threads; and, for the model's dictionaries, scanning an index of all tokens against hashed look-up.
            """)

    /// How the table is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, markdown, json
    }

    @OptionGroup var trialOptions: TrialOptions

    @Option(
        help: "How the result is written: text, markdown or json (perf/engine-comparison.schema.json).")
    var format: Format = .text

    @Option(help: "Rounds: how often each way is timed.")
    var `repeat`: Int = 5

    @Option(
        help: "Seconds that one run of the baseline should take; the input is shortened or repeated for it.")
    var seconds: Double = 1

    @Option(
        name: .customLong("with"),
        help:
            "A settings file to compare as well; may be given several times. The one beside the model is always there.",
        completion: .file(extensions: ["json"]))
    var files: [String] = []

    @Flag(help: "Only the settings of files, beside the baseline and the default.")
    var filesOnly = false

    @Option(help: "Longest line that is accepted, in bytes.")
    var maxLineBytes: Int = LineBlocks.Options().maxLineBytes

    func validate() throws {
        guard (1...1000).contains(`repeat`) else {
            throw ValidationError("--repeat must be 1 to 1000, not \(`repeat`)")
        }
        guard seconds > 0, seconds <= 3600 else {
            throw ValidationError("--seconds must be above 0 and at most 3600, not \(seconds)")
        }
        guard (1...LineBlocks.mostLineBytes).contains(maxLineBytes) else {
            throw ValidationError(
                "--max-line-bytes must be 1 to \(LineBlocks.mostLineBytes), not \(maxLineBytes)")
        }
    }

    mutating func run() throws {
        let nodes = try MemoryNodes.current(environment: ProcessInfo.processInfo.environment)
        let machine = MachineFacts.current(measuringBandwidth: false, nodes: nodes)
        let processors = ProcessorSet.current()
        let comparison = try comparison(processors: processors, nodes: nodes)
        let trial = try trialOptions.trial(limits: LineBlocks.Options(maxLineBytes: maxLineBytes))
        let progress = ProgressLine(isSilent: trialOptions.quiet)
        let count = comparison.contestants.count
        _ = try trial.adjust(
            toSeconds: seconds, with: comparison.contestants[0].settings, isCompiled: false, runs: 1
        ) { bytes in
            progress.show("trying \(NumberText.bytes(bytes)) of input")
        }
        let check = try comparison.check(trial) { number in
            progress.show(
                "checking \(comparison.contestants[number].name)", fraction: Double(number) / Double(count))
        }
        let rows = try comparison.time(trial, rounds: `repeat`, after: check) { number in
            progress.show("timing", fraction: Double(number) / Double(count * `repeat`))
        }
        let lookUps =
            filesOnly
            ? []
            : try LookUpComparison.rows(of: trial.model, rounds: max(`repeat`, 5)) { name in
                progress.show("look-ups in \(name)")
            }
        ProgressLine.clear()
        let report = EngineComparisonReport(
            model: trialOptions.model, input: trialOptions.input, machine: machine,
            inputBytes: trial.input.byteCount, rounds: `repeat`, rows: rows, lookUps: lookUps)
        switch format {
        case .json: try JSONReport.print(report)
        case .text: try EngineComparisonTable.print(report)
        case .markdown: try EngineComparisonTable.printMarkdown(report)
        }
    }

    private func comparison(processors: ProcessorSet, nodes: MemoryNodes) throws -> EngineComparison {
        var settings = try files.map { path in
            (name: path, settings: try SettingsLookup(file: path).settings)
        }
        let beside = SettingsLookup(besideModel: trialOptions.model, nodes: nodes)
        if let note = beside.note, !trialOptions.quiet { Terminal.writeError("scattershot: \(note)\n") }
        if let file = beside.file { settings.append((name: file, settings: beside.settings)) }
        let all = EngineComparison(processors: processors, nodes: nodes.count, files: settings)
        guard filesOnly else { return all }
        let most = EngineSettings(threads: processors.defaultThreadCount)
        return EngineComparison(
            [
                all.contestants[0],
                EngineComparison.Contestant(group: "settings", name: "default", settings: most),
            ] + all.contestants.filter { $0.group == "settings" })
    }
}

/// What `compare --format json` prints; `perf/engine-comparison.schema.json` describes the members.
struct EngineComparisonReport: Encodable {
    /// Name and version of the schema.
    var schema = "scattershot.engine-comparison/1"
    var version = scattershotVersion
    var model: String
    var input: String
    var machine: MachineFacts
    var inputBytes: Int
    var rounds: Int
    /// The first row is the baseline. Outputs were equal, or there would be no report.
    var rows: [EngineComparison.Row]
    var lookUps: [LookUpComparison.Row]
}
