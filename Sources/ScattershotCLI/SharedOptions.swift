import ArgumentParser
import DigitKeys
import Platform
import Profiling
import Scattershot
import TokenPipeline
import WorkPool

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Options of all commands that work on many records.
struct WorkOptions: ParsableArguments {
    @Option(
        name: .customLong("threads"),
        help:
            "Threads to work with; the result does not depend on it. Default: the CPUs this process may use.")
    var givenThreads: Int?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Keep each thread on a processor of its own. Default: when there are as many threads as processors, and more \
            than one.
            """)
    var pin: Bool?

    @Option(
        help: """
            How much of the processor vector code may use; the result does not depend on it. 'scattershot system' lists \
            what this machine can run. Default: the environment variable SCATTERSHOT_KERNEL, or the highest level.
            """)
    var kernel: Kernel?

    @Option(
        name: .customLong("shards"),
        help: """
            Copies of the model's tables that the threads share; the result does not depend on it. Default: one near each \
            memory node that has threads.
            """)
    var tableCopies: Int?

    @Option(
        help: """
            Bytes of input that a thread takes at a time; the result does not depend on it. Default: 262144, less with \
            more than 8 threads.
            """)
    var blockBytes: Int?

    @Option(
        name: .customLong("prefetch"),
        help: """
            How many look-ups ahead memory is asked for: 0 (off), 1, 2, 4, 8, 16, 32 or 64; the result does not depend on \
            it. Default: 16.
            """)
    var prefetchDistance: PrefetchDistance?

    @Option(help: "Longest line that is accepted, in bytes.")
    var maxLineBytes: Int = LineBlocks.Options().maxLineBytes

    @Option(help: "Most tokens of a line, or of either side of a pair, where a line is a record.")
    var maxLineTokens: Int = LineBlocks.Options().maxLineTokens

    @Option(help: "Most lines of a sentence in a column file.")
    var maxSentenceLines: Int = LineBlocks.Options().maxRecordLines

    @Option(help: "Most bytes of a sentence in a column file.")
    var maxSentenceBytes: Int = LineBlocks.Options().maxRecordBytes

    func validate() throws {
        if let kernel {
            do {
                try Kernel.prefer(kernel)
            } catch {
                throw ValidationError("\(error)")
            }
        }
        do throws(InvalidEngineSettings) {
            try settings().check()
        } catch {
            throw ValidationError("\(error)")
        }
        guard (1...1 << 30).contains(maxLineBytes) else {
            throw ValidationError("--max-line-bytes must be 1 to \(1 << 30), not \(maxLineBytes)")
        }
        guard maxLineTokens >= 1 else {
            throw ValidationError("--max-line-tokens must be at least 1, not \(maxLineTokens)")
        }
        guard maxSentenceLines >= 1 else {
            throw ValidationError("--max-sentence-lines must be at least 1, not \(maxSentenceLines)")
        }
        guard (1...LineBlocks.mostRecordBytes).contains(maxSentenceBytes) else {
            throw ValidationError(
                "--max-sentence-bytes must be 1 to \(LineBlocks.mostRecordBytes), not \(maxSentenceBytes)")
        }
    }

    /// What the options ask for, and `base` where they say nothing.
    func settings(over base: EngineSettings = EngineSettings()) -> EngineSettings {
        var settings = base
        if let givenThreads {
            settings.threads = givenThreads
            // Copies that were measured for more threads.
            settings.tableCopies = settings.tableCopies.map { min($0, max(givenThreads, 1)) }
        }
        settings.pinned = pin ?? settings.pinned
        settings.tableCopies = tableCopies ?? settings.tableCopies
        settings.blockBytes = blockBytes ?? settings.blockBytes
        // Asked for by the option or the environment.
        if Kernel.isForced { settings.kernel = .preferred }
        settings.prefetchDistance = prefetchDistance ?? settings.prefetchDistance
        return settings
    }

    /// The threads that the options ask for.
    var threads: Int { settings().threads }

    /// A pool as the options describe it. The calling thread is its first worker and is placed like the others.
    func makePool() throws -> WorkPool { try settings().makePool() }

    var blocks: LineBlocks.Options {
        LineBlocks.Options(
            maxLineBytes: maxLineBytes, maxLineTokens: maxLineTokens, maxRecordLines: maxSentenceLines,
            maxRecordBytes: maxSentenceBytes)
    }
}

/// Options of all commands for which settings may have been measured.
struct SettingsOptions: ParsableArguments {
    @Option(
        help: """
            Take threads, shards, blocks, kernel and prefetching from this file, whatever model and machine it was measured \
            for. Default: the file that 'scattershot tune' wrote beside the model, if it was for this model and machine. \
            Options given beside it win.
            """,
        completion: .file(extensions: ["json"]))
    var settings: String?

    @Flag(help: "Do not look for settings beside the model.")
    var noSettings = false

    func validate() throws {
        if noSettings, settings != nil {
            throw ValidationError("--settings and --no-settings contradict each other")
        }
    }

    /// The settings to work with, and whence. Says on standard error why a file beside the model is ignored.
    func lookup(model: String, work: WorkOptions, isQuiet: Bool) throws -> SettingsLookup {
        var lookup = SettingsLookup()
        if let settings {
            lookup = try SettingsLookup(file: settings)
        } else if !noSettings {
            lookup = SettingsLookup(
                besideModel: model,
                nodes: try .current(environment: ProcessInfo.processInfo.environment))
        }
        if let note = lookup.note, !isQuiet { Terminal.writeError("scattershot: \(note)\n") }
        lookup.settings = work.settings(over: lookup.settings)
        do {
            try lookup.settings.check()
        } catch {
            throw ValidationError("\(error)")
        }
        return lookup
    }
}

/// The settings of a run as `--stats` reports them.
struct SettingsReport: Encodable {
    var threads: Int
    var pinned: Bool
    var shards: Int
    var blockBytes: Int
    var kernel: Kernel
    var prefetch: Int
    /// The file they come from, or `default`. Options win over both.
    var from: String

    init(_ lookup: SettingsLookup, pool: WorkPool) {
        let settings = lookup.settings
        threads = pool.threads
        pinned = pool.placement.isPinned
        shards = settings.tableCopies ?? pool.placement.usedNodes.count
        blockBytes = settings.effectiveBlockBytes(threads: pool.threads)
        kernel = settings.kernel
        prefetch = settings.prefetchDistance.items
        from = lookup.file ?? "default"
    }
}

/// Options of all commands that load a model.
struct ModelOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: "Model file that 'scattershot train' wrote.",
        completion: .file(extensions: ["model"]))
    var model: String

    @Flag(
        help: """
            Read the model into memory instead of mapping it. A mapped file that somebody truncates ends this process.
            """)
    var noMmap = false

    func load() throws -> Model { try Model(contentsOf: model, isMapped: !noMmap) }

    /// Refuses to write a changed model in the place of a checkpoint, whose training it would not hold.
    static func checkKeepsTraining(whenWritingTo output: String) throws {
        // What is not there, or is no model, has no training to lose.
        guard (try? SavedTraining.isHeld(inFile: output)) == true else { return }
        throw InvalidStructure(
            "\(output): a checkpoint, whose training a changed model would not hold; write the model elsewhere with --output"
        )
    }
}

extension DataFormat.Kind: ExpressibleByArgument {}
extension DataFormat.Tokens: ExpressibleByArgument {}
extension DataFormat.EmissionWay: ExpressibleByArgument {}
extension KeySpread: ExpressibleByArgument {}
extension PermutedKeys: ExpressibleByArgument {}
extension TrainingHistory: ExpressibleByArgument {}
extension ErrorPolicy: ExpressibleByArgument {}
extension Shard: ExpressibleByArgument {}
extension Kernel: ExpressibleByArgument {}

extension PrefetchDistance: ExpressibleByArgument {
    /// A distance as a number; nil for one that there is not.
    public init?(argument: String) {
        guard let items = Int(argument) else { return nil }
        self.init(rawValue: items)
    }

    /// All distances as numbers.
    public static var allValueStrings: [String] { all.map { String($0.items) } }
    /// The distance as a number.
    public var defaultValueDescription: String { String(items) }
}
