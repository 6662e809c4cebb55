import ArgumentParser
import NoiseSampling
import Platform
import Scattershot
import TokenPipeline
import WorkPool

/// `scattershot encode`
struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Turn tokens into streams and counters of noise, without loss.",
        discussion: """
            Noise is subtracted from the key of a token until the nearest key is that of the token wanted; the code says \
            which stream of noise, and how many samples of it. 'scattershot decode' draws the same noise again.

            Formats:
              text   any bytes; each token is found from the one before it
              pairs  an input, a tab and an output on each line, of equally many tokens; each output is found from its input

            A character is a grapheme cluster. A word of a text has the white space before it; the words of a pair are \
            what stands between single spaces. The input is held in memory. The code is the same for any number of threads.
            """)

    @Argument(help: "What to encode; - for standard input.", completion: .file())
    var input: String = "-"

    @Option(
        name: [.short, .long],
        help: "Where the code is written; it appears there when it is complete. Default: standard output.",
        completion: .file())
    var output: String?

    @Option(help: "What the input looks like: text or pairs.")
    var format: CodeFormat = .text

    @Option(help: "What a token is: characters or words.")
    var tokens: DataFormat.Tokens = .characters

    @Option(help: "Seed of keys and noise.")
    var seed: UInt64 = AutoencoderSettings().seed

    @Option(help: "Colour of the noise: white, pink, brown, blue, violet or black.")
    var noise: NoiseColour = .white

    @Option(
        help:
            "The largest noise, as a share of the circle on which the keys lie, up to 0.5, which reaches all of it."
    )
    var amplitude: Double = AutoencoderSettings().amplitude

    @Option(
        help: """
            Streams of noise that are tried for a token, as far as it occurs that often; the one with the shortest code is \
            kept.
            """)
    var streams: Int = AutoencoderSettings().streams

    @Option(help: "Samples of a stream after which a token is spelled out instead.")
    var samples: Int = AutoencoderSettings().mostSamples

    @Option(
        name: .customLong("threads"), help: "Threads to work with. Default: the CPUs this process may use.")
    var givenThreads: Int?

    @Flag(help: "Compare with zstd and gzip, where they are installed.")
    var compare = false

    @Flag(help: "Print a report as JSON on standard output; needs --output.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress and no summary.")
    var quiet = false

    func validate() throws {
        guard !json || output != nil else { throw ValidationError("--json needs --output") }
        guard output != nil || !Terminal.isInteractive(.output) else {
            throw ValidationError(
                "a code is no text for a terminal; give --output FILE or send it through a pipe")
        }
        do throws(InvalidEngineSettings) {
            try engine.check()
        } catch {
            throw ValidationError("\(error)")
        }
        do throws(InvalidStructure) {
            try settings.check()
        } catch {
            throw ValidationError(error.description)
        }
    }

    private var engine: EngineSettings {
        var engine = EngineSettings()
        if let givenThreads { engine.threads = givenThreads }
        return engine
    }

    private var settings: AutoencoderSettings {
        var settings = AutoencoderSettings()
        settings.seed = seed
        settings.colour = noise
        settings.amplitude = amplitude
        settings.streams = streams
        settings.mostSamples = samples
        return settings
    }

    mutating func run() throws {
        let source = try FileInput(input)
        let bytes = try source.readAll()
        let sink: any ByteSink = try output.map { try AtomicFile($0) } ?? FileOutput.standardOutput()
        let progress = ProgressLine(isSilent: quiet)
        let autoencoder = TokenAutoencoder(format: format, tokens: tokens, settings: settings)
        let encoded: (code: [UInt8], report: EncodingReport)
        do {
            encoded = try autoencoder.encode(bytes, name: source.name, pool: try engine.makePool()) {
                done, total in
                progress.show(
                    "noise for \(NumberText.grouped(done)) of \(NumberText.grouped(total)) tokens",
                    fraction: Double(done) / Double(max(total, 1)))
            }
            try sink.write(encoded.code)
            try sink.finish()
        } catch {
            (sink as? AtomicFile)?.discard()
            throw error
        }
        let report = EncodeReport(
            encoded.report, seconds: progress.elapsed,
            peers: compare ? try PeerCompressor.all.map { try $0.size(of: bytes) } : [])
        if json {
            try JSONReport.print(report)
        } else {
            for line in report.lines { progress.note(line) }
        }
    }
}

/// What `encode --json` prints.
struct EncodeReport: Encodable {
    var tokens: Int
    var distinctTokens: Int
    var plainBytes: Int
    var codeBytes: Int
    var dictionaryBytes: Int
    var bytesPerToken: Double
    var plainBytesPerToken: Double
    var samplesPerToken: Double
    var spelledTokens: Int
    var samplesDrawn: Int
    var samplesPerSecond: Double
    var seconds: Double
    var peers: [PeerCompressor.Outcome]
    var peakMemoryBytes = peakResidentBytes()

    init(_ report: EncodingReport, seconds: Double, peers: [PeerCompressor.Outcome]) {
        let count = Double(max(report.tokens, 1))
        tokens = report.tokens
        distinctTokens = report.distinctTokens
        plainBytes = report.plainBytes
        codeBytes = report.codeBytes
        dictionaryBytes = report.dictionaryBytes
        bytesPerToken = Double(report.codeBytes) / count
        plainBytesPerToken = Double(report.plainBytes) / count
        samplesPerToken = report.samplesPerToken
        spelledTokens = report.spelledTokens
        samplesDrawn = report.samplesDrawn
        samplesPerSecond = Double(report.samplesDrawn) / max(seconds, 1e-6)
        self.seconds = seconds
        self.peers = peers
    }

    /// The report for people.
    var lines: [String] {
        let spelled = NumberText.percent(Double(spelledTokens) / Double(max(tokens, 1)))
        return [
            "\(NumberText.grouped(tokens)) tokens, \(NumberText.grouped(distinctTokens)) different: "
                + "\(NumberText.grouped(plainBytes)) bytes became \(NumberText.grouped(codeBytes)), "
                + "\(NumberText.grouped(dictionaryBytes)) of them dictionaries",
            "\(NumberText.fixed(bytesPerToken, 3)) bytes a token (plain \(NumberText.fixed(plainBytesPerToken, 3))), "
                + "\(NumberText.fixed(samplesPerToken, 1)) samples a token, \(spelled) % of them spelled out",
            "\(NumberText.grouped(samplesDrawn)) samples drawn in \(NumberText.fixed(seconds, 2)) s, "
                + "\(NumberText.grouped(Int(samplesPerSecond))) samples/s",
        ]
            + peers.map { peer in
                guard let bytes = peer.bytes else { return "\(peer.program): not installed" }
                return "\(peer.program): \(NumberText.grouped(bytes)) bytes, "
                    + "\(NumberText.fixed(Double(bytes) / Double(max(tokens, 1)), 3)) a token"
            }
    }
}

extension CodeFormat: ExpressibleByArgument {}
