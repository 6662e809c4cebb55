import ArgumentParser
import Platform
import Scattershot

/// `scattershot decode`
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Turn a code back into what 'scattershot encode' was given.",
        discussion: """
            The code holds everything that is needed: the tokens, the seed and the settings. The output is the encoded input, \
            byte for byte.
            """)

    @Argument(help: "A code that 'scattershot encode' wrote; - for standard input.", completion: .file())
    var input: String = "-"

    @Option(
        name: [.short, .long],
        help: "Where the output is written; it appears there when it is complete. Default: standard output.",
        completion: .file())
    var output: String?

    @Flag(help: "Print a report as JSON on standard output; needs --output.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress and no summary.")
    var quiet = false

    func validate() throws {
        guard !json || output != nil else { throw ValidationError("--json needs --output") }
    }

    mutating func run() throws {
        let source = try FileInput(input)
        let code = try source.readAll()
        let sink: any ByteSink = try output.map { try AtomicFile($0) } ?? FileOutput.standardOutput()
        // Progress would mix with text that goes to the same terminal.
        let progress = ProgressLine(isSilent: quiet || (output == nil && Terminal.isInteractive(.output)))
        let decoded: (tokens: Int, bytes: Int)
        do {
            decoded = try TokenAutoencoder.decode(code, name: source.name, to: sink) { done, total in
                progress.show(
                    "\(NumberText.grouped(done)) of \(NumberText.grouped(total)) tokens",
                    fraction: Double(done) / Double(max(total, 1)))
            }
            try sink.finish()
        } catch {
            (sink as? AtomicFile)?.discard()
            throw error
        }
        let seconds = progress.elapsed
        let report = DecodeReport(
            tokens: decoded.tokens, codeBytes: code.count, plainBytes: decoded.bytes, seconds: seconds,
            tokensPerSecond: Double(decoded.tokens) / max(seconds, 1e-6))
        if json {
            try JSONReport.print(report)
        } else {
            progress.note(
                "\(NumberText.grouped(report.tokens)) tokens, \(NumberText.grouped(report.plainBytes)) bytes, "
                    + "\(NumberText.fixed(seconds, 2)) s, \(NumberText.grouped(Int(report.tokensPerSecond))) tokens/s"
            )
        }
    }
}

/// What `decode --json` prints.
struct DecodeReport: Encodable {
    var tokens: Int
    var codeBytes: Int
    var plainBytes: Int
    var seconds: Double
    var tokensPerSecond: Double
    var peakMemoryBytes = peakResidentBytes()
}
