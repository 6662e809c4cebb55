import Foundation
import Testing

@Suite struct EncodeCommandTests {
    private static let text = String(
        repeating: "The cat sat on the mat; naïve cafés — ünïcode!\n\n  Tail", count: 30)

    private func report(_ lab: CommandLab, _ name: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(lab.scratch.get(name)))
        return try #require(object as? [String: Any])
    }

    /// So that a command that was built without optimisation takes no minutes.
    private static let few = "--streams 2 --samples 200"

    @Test(arguments: ["characters", "words"], ["white", "brown", "black"])
    func textsComeBack(tokens: String, noise: String) throws {
        let lab = try CommandLab()
        try lab.write("plain", Self.text)
        let done = try lab.run(
            """
            set -e
            scattershot encode plain -o code --tokens \(tokens) --noise \(noise) --amplitude 0.3 --seed 5 --samples 900 \\
                --streams 3 --threads 2 --json > report
            scattershot decode code -o back --json > decoded
            cmp plain back
            scattershot encode --tokens \(tokens) \(Self.few) --quiet < plain | scattershot decode --quiet > piped
            cmp plain piped
            """)
        #expect(done.status == 0, "\(done.error)")
        let (encoded, decoded) = (try report(lab, "report"), try report(lab, "decoded"))
        #expect(encoded["plainBytes"] as? Int == Self.text.utf8.count)
        #expect(encoded["codeBytes"] as? Int == (try lab.scratch.get("code").count))
        #expect(decoded["plainBytes"] as? Int == Self.text.utf8.count)
        #expect(decoded["tokens"] as? Int == encoded["tokens"] as? Int)
        let samples = try #require(encoded["samplesPerToken"] as? Double)
        #expect(samples >= 1 && samples <= 900)
    }

    /// Bytes that are no text, and none at all.
    @Test func anyBytesComeBack() throws {
        let lab = try CommandLab()
        _ = try lab.scratch.put("bytes", (0..<3000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) })
        try lab.write("empty", "")
        for name in ["bytes", "empty"] {
            let done = try lab.run(
                "scattershot encode -q \(Self.few) \(name) -o code && scattershot decode -q code -o back && cmp \(name) back"
            )
            #expect(done.status == 0, "\(done.error)")
        }
    }

    @Test func pairsComeBack() throws {
        let lab = try CommandLab()
        try lab.write("pairs.tsv", "the cat sat\tDT NN VBD\nit  was\tPRP  VBD\na\tb")
        let done = try lab.run(
            """
            scattershot encode \(Self.few) --format pairs --tokens words pairs.tsv -o code && scattershot decode code -o back \
            && cmp pairs.tsv back
            """)
        #expect(done.status == 0, "\(done.error)")
    }

    @Test func threadsDoNotChangeTheCode() throws {
        let lab = try CommandLab()
        try lab.write("plain", Self.text)
        let done = try lab.run(
            """
            for threads in 1 2 3; do scattershot encode -q \(Self.few) --threads $threads plain -o code.$threads || exit 1; done
            cmp code.1 code.2 && cmp code.1 code.3
            """)
        #expect(done.status == 0, "\(done.error)")
    }

    /// With programs to compare with, and without: then it says so.
    @Test func itComparesWithWhatIsInstalled() throws {
        let lab = try CommandLab()
        try lab.write("plain", Self.text)
        let without = try lab.run(
            "command=$(command -v scattershot); PATH=/nowhere $command encode \(Self.few) plain -o code --compare"
        )
        #expect(without.status == 0)
        let with = try lab.run("scattershot encode \(Self.few) plain -o code --compare --json")
        for (program, options) in [("zstd", "-q -19"), ("gzip", "-9")] {
            #expect(without.errorLines.contains { $0.hasPrefix(program) && $0.hasSuffix("not installed") })
            // Through a pipe, so that no name is stored.
            let size = try lab.run(
                "if command -v \(program) > found; then cat plain | \(program) \(options) -c | wc -c; fi")
            guard let bytes = Int(size.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                continue
            }
            #expect(with.output.contains("\"bytes\" : \(bytes)"), "\(program) \(bytes): \(with.output)")
        }
    }

    @Test func errorsSayWhatIsWrong() throws {
        let lab = try CommandLab()
        try lab.write("plain", Self.text)
        try lab.write("pairs", "a b\tA B\na b\tA\n")
        #expect(try lab.run("scattershot encode -q \(Self.few) plain -o code").status == 0)
        let code = try lab.scratch.get("code")
        _ = try lab.scratch.put("short", Array(code.dropLast()))
        var damaged = code
        damaged[code.count / 2] ^= 1
        _ = try lab.scratch.put("damaged", damaged)
        for (arguments, status, problem) in [
            ("decode short", 65, "short: the file is truncated or damaged"),
            ("decode damaged -o back", 65, "damaged: the file is truncated or damaged"),
            ("decode plain", 65, "plain: not a code; give a file that 'scattershot encode' wrote"),
            ("decode none", 66, "cannot open 'none'"),
            ("encode none", 66, "cannot open 'none'"),
            ("encode plain -o none/code", 74, "cannot write to 'none/code'"),
            ("encode --format pairs --tokens words pairs", 65, "pairs:2: 2 input words, but 1 output words"),
            ("encode --format pairs plain", 65, "plain:1: no tab"),
        ] {
            let failed = try lab.run("scattershot \(arguments)")
            #expect(failed.status == Int32(status), "\(arguments): \(failed.status) \(failed.error)")
            #expect(failed.error.hasPrefix("scattershot: error: \(problem)"), "\(arguments): \(failed.error)")
            #expect(failed.errorLines.count == 1 && failed.output == "", "\(arguments)")
        }
        for arguments in [
            "encode plain --amplitude 0", "encode plain --amplitude 0.7", "encode plain --streams 0",
            "encode plain --samples 0", "encode plain --noise loud", "encode plain --tokens bytes",
            "encode plain --threads 0", "encode plain --json", "decode code --json",
            "encode plain --format tags",
        ] { #expect(try lab.run("scattershot \(arguments)").status == 64, "\(arguments)") }
        #expect(try lab.names() == ["code", "damaged", "pairs", "plain", "short"])
    }
}
