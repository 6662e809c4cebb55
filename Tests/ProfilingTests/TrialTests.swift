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

    @Test func inputIsResizedByWholeRecords() throws {
        let (tags, spacing) = (try Self.tags.get(), try Self.spacing.get())
        for (text, model, sizes) in [
            (
                "abc\nd\nefgh\n", spacing,
                [
                    (1, 4, 1), (4, 4, 1), (5, 4, 1), (6, 6, 1), (10, 6, 1), (11, 11, 1), (16, 11, 1),
                    (17, 11, 2), (33, 11, 3), (7, 6, 1),
                ]
            ), ("a\nb\n\nc\n\n", tags, [(1, 5, 1), (7, 5, 1), (8, 8, 1), (24, 8, 3), (0, 5, 1)]),
        ] {
            // Each size follows from the whole input, not from the size before.
            var input = try Self.input(text, model)
            for (count, used, repetitions) in sizes {
                input.resize(to: count)
                #expect(
                    input.usedBytes == used && input.repetitions == repetitions,
                    "\(count): \(input.usedBytes) × \(input.repetitions)")
                #expect(input.byteCount == used * repetitions && input.warmUpBytes == used)
            }
        }
    }

    @Test func repetitionsAreOneStream() throws {
        let model = try Self.spacing.get()
        var input = try Self.input("theold\ncat\n", model)
        input.resize(to: 3 * input.byteCount)
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

    @Test func trialsCanBeEndedAndRefuseWhatCannotBeSet() throws {
        let model = try Self.spacing.get()
        let trial = InferenceTrial(
            model: model, input: try Self.input(String(repeating: "thecat\n", count: 20_000), model))
        var blocks = 0
        trial.afterEachBlock = {
            blocks += 1
            if blocks == 3 { throw Cancelled() }
        }
        let settings = EngineSettings(threads: 1, blockBytes: 1 << 10)
        // Warming up ends early too.
        #expect(throws: Cancelled.self) { try trial.run(settings) }
        #expect(blocks == 3)
        trial.afterEachBlock = { throw Cancelled() }
        #expect(throws: Cancelled.self) { try trial.run(settings) }
        #expect(throws: Cancelled.self) { try trial.output(settings) }
        #expect(throws: Cancelled.self) { try trial.adjust(toSeconds: 1, with: settings) }
        // Nothing of what was given up is left in the workers.
        trial.afterEachBlock = {}
        let (again, fresh) = (
            try trial.run(settings),
            try InferenceTrial(model: model, input: trial.input).run(settings)
        )
        #expect(again.items == fresh.items && again.items > 0 && again.digest == fresh.digest)
        #expect(throws: InvalidEngineSettings.self) { try trial.run(EngineSettings(threads: 0)) }
        #expect(throws: InvalidEngineSettings.self) {
            try trial.run(EngineSettings(threads: 1, tableCopies: 2))
        }
    }

    @Test func sizingBeginsSmallAndGrows() throws {
        let model = try Self.spacing.get()
        let text = String(repeating: "theoldcat\nnoriver\n", count: 200_000)
        let trial = InferenceTrial(model: model, input: try Self.input(text, mostBytes: 1 << 23, model))
        let settings = EngineSettings(threads: 1, kernel: .scalar)
        var sizes: [Int] = []
        let result = try trial.adjust(
            toSeconds: 0.05, with: settings, isCompiled: false, runs: 1, began: { sizes.append($0) })
        #expect(sizes.count > 1 && sizes[0] <= 4 << 10, "\(sizes)")
        for (size, next) in zip(sizes, sizes.dropFirst()) { #expect(next <= 16 * size, "\(sizes)") }
        #expect(trial.input.byteCount == sizes.last && result.bytesIn == sizes.last)
        // Without time to grow in, the input stays small.
        sizes = []
        let small = try trial.adjust(
            toSeconds: 0.05, with: settings, isCompiled: false, within: 0, began: { sizes.append($0) })
        #expect(sizes.count == 1 && small.bytesIn == sizes[0] && sizes[0] <= 4 << 10, "\(sizes)")
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
        let check = try comparison.check(trial)
        let rows = try comparison.time(trial, rounds: 2, after: check)
        #expect(rows.count == comparison.contestants.count && check.nanoseconds.count == rows.count)
        // The same pairs on both sides: the baseline is exactly as fast as itself, however its times spread.
        #expect(rows[0].group == "baseline")
        #expect(
            rows[0].speedUp == ConfidenceInterval(estimate: 1, lower: 1, upper: 1, confidence: 0.95))
        #expect(rows.allSatisfy { $0.nanoseconds.count == 2 && $0.time.lower <= $0.time.upper })
        #expect(
            Kernel.supported.dropFirst().allSatisfy { kernel in
                rows.contains { $0.name.hasPrefix("\(kernel)") }
            })
        #expect(rows.contains { $0.name == "mine" })
        let lookUps = try LookUpComparison.rows(of: model, rounds: 1)
        #expect(lookUps.count == 16 && Set(lookUps.map(\.dictionary)).count == 2)
    }

    @Test func comparisonsChangePinningToo() {
        for (processors, pinned) in [
            (ProcessorSet(processors: [0, 1]), false), (ProcessorSet(processors: [0]), true),
            (ProcessorSet(processors: [0, 1, 2], quota: 2), true),
        ] {
            let contestants = EngineComparison(processors: processors, nodes: 1).contestants
            let changed = contestants.filter { $0.group == "pin" }
            #expect(changed.map(\.settings.pinned) == [pinned])
            #expect(changed.map(\.name) == [pinned ? "on" : "off"])
            // Nothing else differs from the default, which is not pinned where this is.
            #expect(changed.map(\.settings.threads) == [processors.defaultThreadCount])
            let plain = EngineSettings(threads: processors.defaultThreadCount)
            #expect(plain.isPinned(on: processors) != pinned)
        }
    }

    @Test func outputsOfTimedRoundsAreCompared() throws {
        let model = try Self.tags.get()
        let comparison = EngineComparison([
            EngineComparison.Contestant(
                group: "baseline", name: "x", settings: EngineSettings(threads: 1, kernel: .scalar),
                isCompiled: false),
            EngineComparison.Contestant(group: "threads", name: "2", settings: EngineSettings(threads: 2)),
        ])
        let check = try comparison.check(
            InferenceTrial(model: model, input: try Self.input("the\nriver\n\n", model)))
        // Other records stand for an engine that answers otherwise once it is timed.
        let other = InferenceTrial(model: model, input: try Self.input("the\ncat\ncarries\n\n", model))
        let difference = #expect(throws: OutputDifference.self) {
            try comparison.time(other, rounds: 1, after: check)
        }
        #expect(difference?.line != nil)
    }
}
