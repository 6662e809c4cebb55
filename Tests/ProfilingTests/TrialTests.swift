import Platform
import Profiling
import Scattershot
import TestSupport
import Testing
import WorkPool

@Suite struct TrialTests {
    private static let tags = Result {
        try Trainer(.tags()).train([
            "the\tDET\nold\tADJ\ncat\tNOUN\n", "no\tDET\nriver\tNOUN\ncarries\tVERB\n",
        ])
    }
    private static let spacing = Result { try Trainer(.spacing).train(["the old cat", "no river carries"]) }

    private static func input(_ text: String, mostBytes: Int = 1 << 20, _ model: Model) throws -> TrialInput {
        try TrialInput(reading: MemorySource(text), mostBytes: mostBytes, for: model)
    }

    @Test func inputIsCutBetweenRecords() throws {
        let (tags, spacing) = (try Self.tags.get(), try Self.spacing.get())
        for (text, most, model, kept) in [
            ("a\nb\nc\n", 5, spacing, "a\nb\n"), ("a\nb\nc", 100, spacing, "a\nb\nc\n"),
            ("\u{FEFF}a\n", 100, spacing, "a\n"), ("a\nb\n\nc\n\nd\n", 9, tags, "a\nb\n\nc\n\n"),
            ("a\nb\n\nc\n \nd\n", 8, tags, "a\nb\n\n"), ("a\r\nb\r\n\r\nc\r\n", 9, tags, "a\r\nb\r\n\r\n"),
            ("a\nb", 100, tags, "a\nb\n\n"), ("a\n\nb\n \r \nc\nd\n\n", 11, tags, "a\n\n"),
            ("a\n\nb\n\t\r\nc\nd\n\n", 9, tags, "a\n\nb\n\t\r\n"),
        ] {
            let input = try Self.input(text, mostBytes: most, model)
            #expect(String(decoding: input.bytes, as: UTF8.self) == kept, "\(text.debugDescription)")
        }
        for (text, most) in [("abcdef\n", 3), ("", 10), (" \n\n", 10)] {
            #expect(throws: InputError.self) { try Self.input(text, mostBytes: most, spacing) }
        }
    }

    @Test func repetitionsAreOneStream() throws {
        let model = try Self.spacing.get()
        var input = try Self.input("theold\ncat\n", model)
        input.repetitions = 3
        let source = input.source(times: 2)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 7)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        #expect(String(decoding: bytes, as: UTF8.self) == String(repeating: "theold\ncat\n", count: 6))
    }

    @Test func theDigestDoesNotDependOnPieces() {
        var random = SeededGenerator(seed: 11)
        let bytes = random.bytes(1000)
        var whole = StreamDigest()
        bytes.withUnsafeBytes { whole.add($0) }
        for _ in 0..<50 {
            var (pieces, place) = (StreamDigest(), 0)
            while place < bytes.count {
                let count = min(Int.random(in: 0...40, using: &random), bytes.count - place)
                bytes[place..<place + count].withUnsafeBytes { pieces.add($0) }
                place += count
            }
            #expect(pieces == whole && pieces.value == whole.value)
        }
        var values: Set<UInt64> = [whole.value]
        for place in bytes.indices {
            var (changed, digest) = (bytes, StreamDigest())
            changed[place] ^= 1
            changed.withUnsafeBytes { digest.add($0) }
            values.insert(digest.value)
        }
        // Zeros count too.
        for count in 0..<20 {
            var digest = StreamDigest()
            [UInt8](repeating: 0, count: count).withUnsafeBytes { digest.add($0) }
            values.insert(digest.value)
        }
        #expect(values.count == 1021)
    }

    @Test func everySettingGivesTheSameOutput() throws {
        for model in [try Self.tags.get(), try Self.spacing.get()] {
            let text = String(repeating: "the\nriver\n\nthécat\ncarries\n\n", count: 400)
            let trial = InferenceTrial(model: model, input: try Self.input(text, model))
            let plain = EngineSettings(threads: 1, kernel: .scalar)
            let expected = try trial.run(plain, isCompiled: false)
            let output = try trial.output(plain, isCompiled: false)
            #expect(expected.items > 0 && expected.bytesOut == output.count)
            var all = [plain]
            for kernel in Kernel.supported {
                for (threads, copies) in [(1, nil), (2, 2), (3, 2), (3, 1)] as [(Int, Int?)] {
                    for distance in PrefetchDistance.all {
                        all.append(
                            EngineSettings(
                                threads: threads, tableCopies: copies, blockBytes: 1 << 10, kernel: kernel,
                                prefetchDistance: distance))
                    }
                }
            }
            for settings in all {
                #expect(try trial.run(settings).digest == expected.digest, "\(settings.commandLine)")
            }
            #expect(try trial.output(all[all.count - 1]) == output)
            let twice = try trial.run(plain, times: 2)
            #expect(twice.items == 2 * expected.items && twice.digest != expected.digest)
        }
    }

    @Test func trialsCanBeCancelledAndRefuseWhatCannotBeSet() throws {
        let model = try Self.spacing.get()
        let trial = InferenceTrial(model: model, input: try Self.input("thecat\n", model))
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: Cancelled.self) {
            try trial.run(EngineSettings(threads: 1), cancelledBy: cancellation)
        }
        #expect(throws: InvalidEngineSettings.self) { try trial.run(EngineSettings(threads: 0)) }
        #expect(throws: InvalidEngineSettings.self) {
            try trial.run(EngineSettings(threads: 1, tableCopies: 2))
        }
    }

    @Test func unusableRecordsAreNamed() throws {
        let model = try Self.tags.get()
        let trial = InferenceTrial(model: model, input: try Self.input("the\n\na\tb\n\n", model))
        #expect(throws: InputError.self) { try trial.run(EngineSettings(threads: 1)) }
    }

    @Test func differencesNameTheFirstLine() {
        func difference(_ expected: String, _ found: String) -> OutputDifference {
            OutputDifference(name: "x", Array(expected.utf8), Array(found.utf8))
        }
        let middle = difference("a\nbc\nd\n", "a\nbx\nd\n")
        #expect(middle.line == 2 && middle.expected == "bc" && middle.found == "bx")
        let end = difference("a\n", "a\nb\n")
        #expect(end.line == 2 && end.expected == "" && end.found == "b")
        #expect(difference("a\n", "a\n").line == nil)
        #expect(!middle.description.contains("\n") && middle.description.contains("line 2"))
    }

    @Test func comparisonsStartWithTheBaseline() throws {
        let model = try Self.tags.get()
        let trial = InferenceTrial(model: model, input: try Self.input("the\nriver\n\n", model))
        let comparison = EngineComparison(
            processors: ProcessorSet(processors: [0, 1]), nodes: 1,
            files: [("mine", EngineSettings(threads: 1, blockBytes: 1 << 12))])
        let once = try comparison.check(trial)
        let rows = try comparison.time(trial, rounds: 2, expecting: once)
        #expect(rows.count == comparison.contestants.count && once.count == rows.count)
        #expect(rows[0].group == "baseline" && rows[0].speedUp.estimate == 1)
        #expect(rows.allSatisfy { $0.nanoseconds.count == 2 && $0.time.lower <= $0.time.upper })
        #expect(
            Kernel.supported.dropFirst().allSatisfy { kernel in
                rows.contains { $0.name.hasPrefix("\(kernel)") }
            })
        #expect(rows.contains { $0.name == "mine" })
        let lookUps = try LookUpComparison.rows(of: model, rounds: 1)
        #expect(lookUps.count == 16 && Set(lookUps.map(\.dictionary)).count == 2)
    }
}
