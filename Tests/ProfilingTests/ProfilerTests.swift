import KeyLayers
import Platform
import Probes
import Profiling
import Scattershot
import TestSupport
import Testing

struct ProfilerTests {
    private static let lines = (0..<400).map { "the cat sat on mat \($0 % 7) and the dog ran to the cat" }

    private func withInput(_ body: (_ input: String, _ folder: ScratchDirectory) throws -> Void) throws {
        let folder = try ScratchDirectory()
        let input = try folder.put("input.txt", Array((Self.lines.joined(separator: "\n") + "\n").utf8))
        try body(input, folder)
    }

    private func profiler(_ model: Model, threads: Int, kernel: Kernel = .preferred) -> InferenceProfiler {
        var profiler = InferenceProfiler(
            model: model, settings: EngineSettings(threads: threads, blockBytes: 1 << 10, kernel: kernel))
        profiler.schedule = PassSchedule(seconds: 1, pairs: 2)
        profiler.measuresBandwidth = false
        return profiler
    }

    @Test func stagesAndWorkersTellTheSameTime() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        try withInput { input, folder in
            var digests: Set<String> = []
            for (threads, kernel) in [(1, Kernel.preferred), (3, .preferred), (2, .scalar)] {
                let report = try profiler(model, threads: threads, kernel: kernel)
                    .run(input, output: folder.file("output"))
                let time = report.stages.reduce(0) { $0 + $1.time }
                let workers = report.workers.reduce(0) { $0 + $1.busy + $1.idle }
                #expect(abs(time - workers) <= 1e-6 * time)
                #expect(abs(report.stages.reduce(0) { $0 + $1.share } - 1) < 1e-6)
                #expect(report.workers.count == threads)
                #expect(report.run.passes.count == 2 && report.run.plainPasses.count == 2)
                // Two passes with probes.
                let search = try #require(report.stages.first { $0.name == "search" })
                #expect(search.items == 2 * report.run.items)
                let read = try #require(report.stages.first { $0.name == "read" })
                #expect(read.items == 2 * report.run.bytesIn)
                // Reads back and can be drawn.
                #expect(try ProfileReport(json: try report.json(), name: "report") == report)
                #expect(HTMLReport.page(report).contains("</html>"))
                digests.insert(report.run.outputDigest)
            }
            #expect(digests.count == 1)
            #expect(try folder.names() == ["input.txt"])
        }
    }

    @Test func answersAreKeptWhenAskedFor() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        try withInput { input, folder in
            _ = try profiler(model, threads: 2).run(input, output: folder.file("kept"), keepsOutput: true)
            let kept = try folder.get("kept")
            let transducer = Transducer(model: model)
            let expected = try Self.lines.map { try transducer.transduce($0) }.joined(separator: "\n") + "\n"
            #expect(String(decoding: kept, as: UTF8.self) == expected)
        }
    }

    @Test func derivedColumnsAndTheFirstPassHaveStagesOfTheirOwn() throws {
        let text = String(repeating: "the\tD\nold\tA\ncat\tN\n\nno\tD\nriver\tN\n\n", count: 40)
        var trainer = Trainer(.tags())
        trainer.settings.epochs = 2
        trainer.settings.columns = [
            try DerivedColumn(text: "column 2 = cluster 2 in 1"), try DerivedColumn(text: "column 3 = pass"),
        ]
        trainer.settings.layers += try ["2.token[0]", "3.token[1]"].map { try ContextLayer(text: $0) }
        let model = try trainer.train(MemorySource(Array(text.utf8), name: "train.txt"))
        let folder = try ScratchDirectory()
        let input = try folder.put("input.txt", Array(text.replacing(/\t./, with: "").utf8))
        let report = try profiler(model, threads: 2).run(input, output: folder.file("output"))
        let derive = try #require(report.stages.first { $0.name == "derive" })
        #expect(derive.items == 2 * 2 * report.run.items)
        let first = try #require(report.stages.first { $0.name == "first pass" })
        #expect(first.items == 2 * report.run.items && first.time > 0)
        // Each of the two passes with probes takes a decision for a token and looks the token up once: what the first pass of
        // the model decides is its own stage's, and derived columns are not looked up.
        let search = try #require(report.stages.first { $0.name == "search" })
        #expect(search.items == 2 * report.run.items)
        let lookUp = try #require(report.stages.first { $0.name == "look up" })
        #expect(lookUp.items == 2 * report.run.items)
        #expect(lookUp.bytes == 2 * report.run.items * 64)
        #expect(try #require(lookUp.tableBytes) > 0 && search.tableBytes == nil)
        #expect(report.lookups.contains { $0.name == "first pass, nearest key" })
        #expect(report.lookups.contains { $0.name == "second pass, nearest key" })

        var training = TrainingProfiler(trainer: trainer)
        training.schedule = PassSchedule(pairs: 1)
        training.measuresBandwidth = false
        let learning = try training.run(try folder.put("train.txt", Array(text.utf8)))
        for name in ["derive", "first pass"] {
            #expect(learning.stages.contains { $0.name == name && $0.time > 0 }, "\(name)")
        }
    }

    @Test func allocationsAreThoseOfOnePass() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        try withInput { input, folder in
            var started = 0
            let counter = AllocationCounter(start: { started += 1 }, stop: { 41 + started })
            var inference = profiler(model, threads: 1)
            func allocations() throws -> Int? {
                try inference.run(input, output: folder.file("output")).memory.allocationsPerPass
            }
            let uncounted = try allocations()
            inference.allocations = counter
            let counted = try allocations()
            #expect(uncounted == nil && counted == 42)
            var training = TrainingProfiler(trainer: Trainer(.spacing))
            training.schedule = PassSchedule(pairs: 1)
            training.measuresBandwidth = false
            training.allocations = counter
            let learning = try training.run(input)
            #expect(learning.memory.allocationsPerPass == 43)
        }
    }

    @Test func recordsThatCannotBeUsedAreNamed() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        try withInput { _, folder in
            let input = try folder.put("bad.txt", [0x61, 0x0A, 0xFF, 0x0A])
            #expect(throws: InputError.self) {
                _ = try profiler(model, threads: 1).run(input, output: folder.file("output"))
            }
        }
    }

    @Test func surveysCountWhatLayersFind() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        let survey = try LookupSurvey(
            of: model, on: MemorySource(Array("thecat\nqat\n".utf8), name: "text"), mostBytes: 1 << 20)
        #expect(survey.positions == 9 && survey.bytes == 11)
        #expect(survey.columns.map(\.counts.lookups) == [9] && survey.columns.map(\.counts.hits) == [8])
        // All tokens are single bytes.
        #expect(survey.columns[0].counts.byLength == [9, 0, 0, 0])
        let bias = try #require(survey.layers.first { $0.text == "bias" })
        #expect(bias.counts.lookups == 9 && bias.counts.unknown == 0)
        let token = try #require(survey.layers.first { $0.text == "token[0]" })
        #expect(token.counts.unknown == 1 && token.counts.lookups == 8)
        for layer in survey.layers { #expect(layer.counts.hits <= layer.counts.lookups) }
        #expect(survey.last.search.method == .table && survey.last.search.decisions == 9)
        #expect(survey.first == nil)
    }

    @Test func lookUpsAreThoseOfTheTablesThatTheKernelReads() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        try withInput { input, folder in
            let compiled = try profiler(model, threads: 2).run(input, output: folder.file("output"))
            let phrase = try #require(compiled.lookups.first { $0.name.hasPrefix("phrase ") })
            #expect(phrase.lookups > 0 && phrase.hits > 0)
            func figure(_ name: String) throws -> Double {
                try #require(phrase.figures.first { $0.name == name }).value
            }
            #expect(try figure("1 bucket") + figure("2 buckets") == Double(phrase.lookups))
            #expect(try (0...1).contains(figure("load factor")) && figure("mean buckets") >= 1)
            #expect(try figure("tag mismatches") <= figure("2 buckets"))
            let search = try #require(compiled.lookups.first { $0.name == "nearest key" })
            #expect(search.figures.first { $0.name == "keys visited" }?.value == 0)
            #expect(search.figures.contains { $0.name == "lanes with work" })
            #expect(compiled.notes.contains { $0.contains("no key is visited") })

            let hashed = try profiler(model, threads: 1, kernel: .scalar)
                .run(input, output: folder.file("output"))
            #expect(hashed.lookups.contains { $0.name == "rows" })
            #expect(!hashed.lookups.contains { $0.name.hasPrefix("phrase ") })
            let plain = try #require(hashed.lookups.first { $0.name == "nearest key" })
            #expect(plain.figures.first { $0.name == "keys visited" }?.value == 2)
            #expect(hashed.notes.contains { $0.contains("compares all 2 keys") })
            // Layers find the same rows, whatever looks them up.
            #expect(
                compiled.lookups.filter { $0.name.hasPrefix("layer ") }
                    == hashed.lookups.filter { $0.name.hasPrefix("layer ") })
        }
    }

    @Test func trainingIsProfiledAndGivesTheSameModel() throws {
        let model = try Trainer(.spacing).train(Self.lines)
        try withInput { input, _ in
            var profiler = TrainingProfiler(
                trainer: Trainer(model.format, settings: TrainingSettings(of: model)))
            profiler.schedule = PassSchedule(pairs: 1)
            profiler.measuresBandwidth = false
            let report = try profiler.run(input)
            #expect(report.run.items == model.provenance.decisions)
            let search = try #require(report.stages.first { $0.name == "search" })
            #expect(search.items == model.provenance.decisions)
            #expect(report.stages.contains { $0.name == "update" && $0.time > 0 })
            let rows = try #require(report.lookups.first { $0.name == "rows" })
            #expect(0 < rows.hits && rows.hits < rows.lookups)
            let bias = try #require(report.lookups.first { $0.name == "layer bias" })
            // Seen at every decision, and there from the first error on.
            #expect(bias.lookups >= report.run.items / 16 && bias.hits > bias.lookups * 9 / 10)
            #expect(report.notes.contains { $0.contains("one decision in 16") })
            #expect(report.run.outputDigest == (try profiler.run(input)).run.outputDigest)
        }
    }
}
