import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline
import WorkPool

@Suite struct TrainerTests {
    private func bytes(of model: Model) throws -> [UInt8] {
        let scratch = try ScratchDirectory()
        try model.write(to: scratch.file("model"))
        return try scratch.get("model")
    }

    private func train(
        seed: UInt64, threads: Int, noise: NoiseRule = .canonical, dev: String? = nil
    ) throws -> Model {
        var settings = TrainingSettings(for: .tags())
        settings.seed = seed
        settings.noise = noise
        return try Trainer(.tags(), settings: settings).train(
            MemorySource(EnglishLikeText.columns(40, seed: 31)),
            dev: dev.map { text in { MemorySource(text) } },
            pool: WorkPool(threads: threads))
    }

    @Test(arguments: [NoiseRule.canonical, .sampled(samples: 16)]) func theSeedDecides(
        noise: NoiseRule
    ) throws {
        let one = try bytes(of: train(seed: 7, threads: 1, noise: noise))
        for threads in [2, 3] {
            let dev = EnglishLikeText.columns(20, seed: 32)
            #expect(try bytes(of: train(seed: 7, threads: threads, noise: noise)) == one)
            #expect(try bytes(of: train(seed: 7, threads: threads, noise: noise, dev: dev)) == one)
        }
        #expect(try bytes(of: train(seed: 8, threads: 1, noise: noise)) != one)
    }

    @Test func sampledNoiseLearns() throws {
        let model = try train(seed: 1, threads: 1, noise: .sampled(samples: 64))
        #expect(model.provenance.noise == "sampled 64 white")
        let report = try Evaluator(model: model).evaluate(
            MemorySource(EnglishLikeText.columns(60, seed: 33)), pool: WorkPool(threads: 1))
        #expect(report.headline.value > 0.9)
    }

    @Test(arguments: [16, 32, 64], EncoderStart.allCases) func shapesLearn(
        numbers: Int, start: EncoderStart
    ) throws {
        let model = try SampleModels.train(.tags(), EnglishLikeText.columns(60, seed: 34)) {
            $0.numbers = numbers
            $0.start = start
        }
        #expect(model.tokens.rows.numbers == numbers)
        let report = try Evaluator(model: model).evaluate(
            MemorySource(EnglishLikeText.columns(60, seed: 35)), pool: WorkPool(threads: 1))
        #expect(report.headline.value > 0.9)
    }

    @Test func theProvenanceIsKept() throws {
        let model = try SampleModels.train(.spacing, "the cat\nthe dog\n\nthe cat\n") {
            $0.seed = 99
            $0.epochs = 2
            $0.margin = 0.5
            $0.minimumUpdates = 2
        }
        let provenance = model.provenance
        #expect(provenance.version == scattershotVersion)
        #expect((provenance.seed, provenance.epochs, provenance.noise) == (99, 2, "canonical"))
        #expect((provenance.margin, provenance.minimumUpdates) == (0.5, 2))
        #expect((provenance.sequences, provenance.positions) == (3, 18))
        // One decision a character, and a second one after a space that was wanted is never asked for.
        #expect(model.provenance.decisions == 2 * 18)
        #expect(
            model.tokens.rows.updates.withUnsafeBufferPointer { $0.dropFirst().allSatisfy { $0 >= 2 } })
    }

    @Test func eventsComeInOrder() throws {
        var events: [String] = []
        var settings = TrainingSettings(for: .spacing)
        settings.epochs = 2
        let trainer = Trainer(.spacing, settings: settings)
        _ = try trainer.train(
            MemorySource("the cat\nthe dog\n"), dev: { MemorySource("the cat\n") },
            report: { events.append(contentsOf: Self.text(of: $0)) })
        #expect(
            events == [
                "read 2 12 8 2", "epoch 1 12", "dev 1 word F1", "epoch 2 12", "dev 2 word F1",
            ])
    }

    private static func text(of event: TrainingEvent) -> [String] {
        switch event {
        case .graphs: ["graphs"]
        case .read(let sequences, let positions, let tokens, let outputs):
            ["read \(sequences) \(positions) \(tokens) \(outputs)"]
        case .aligning, .aligned, .learning, .learningFirstPass: []
        case .permuting(let event): [Self.text(of: event)].compactMap(\.self)
        case .permutedOutputs(let before, let after): ["outputs \(after >= before)"]
        case .epoch(let report): ["epoch \(report.epoch) \(report.decisions)"]
        case .evaluated(let epoch, let report): ["dev \(epoch) \(report.headline.name)"]
        }
    }

    private static func text(of event: KeyPermutation.Event) -> String? {
        switch event {
        case .read(let tokens, let distinct, _): "keys \(tokens) \(distinct)"
        case .searching: nil
        case .round(let round, _): "round \(round.number)"
        }
    }

    @Test func whatTheReportThrowsEndsTraining() {
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            try Trainer(.spacing).train(MemorySource("the cat\n"), report: { _ in throw Enough() })
        }
    }

    @Test func ownLayers() throws {
        let layers = try LayerList(text: "bias # the whole\n\ntoken[-1..0]\nspan[0] token[1]\n").layers
        let model = try SampleModels.train(
            .spacing, EnglishLikeText.lines(80, seed: 36).joined(separator: "\n")
        ) {
            $0.layers = layers
        }
        #expect(model.layers == ["bias", "token[-1..0]", "span[0] token[1]"])
        let report = try Evaluator(model: model).evaluate(
            MemorySource(EnglishLikeText.lines(20, seed: 37).joined(separator: "\n")),
            pool: WorkPool(threads: 1))
        #expect(report.headline.value > 0.5)
    }

    @Test func aColumnThatIsNotThereIsNamed() {
        let error = #expect(throws: InvalidStructure.self) {
            try SampleModels.train(.tags(), "the\tDET\n") { $0.layers = [.bias, .at("3.suffix2[0]")] }
        }
        #expect(
            error?.description
                == "a layer looks at column 3 ('3.suffix2'), but the data has 1 input column(s)")
    }

    @Test func settingsOutOfRangeAreNamed() {
        let changes: [(String, (inout TrainingSettings) -> Void)] = [
            ("the number of numbers must be 16, 32 or 64, not 8", { $0.numbers = 8 }),
            ("epochs must be 1 to 1000, not 0", { $0.epochs = 0 }),
            ("epochs must be 1 to 1000, not -3", { $0.epochs = -3 }),
            ("samples must be 2 to 1048576, not 1", { $0.noise = .sampled(samples: 1) }),
            ("spans must be seen at least once, not 0", { $0.minimumSpans = 0 }),
            ("no layers; give at least one, for example 'bias'", { $0.layers = [] }),
            ("the digit factor must be at least 1, not 0.5", { $0.digitFactor = 0.5 }),
            ("the digit factor must be at least 1, not nan", { $0.digitFactor = .nan }),
            ("the mismatch penalty must be from 0 to 2^32 − 1, not -1", { $0.penalty = -1 }),
        ]
        for (problem, change) in changes {
            let error = #expect(throws: InvalidStructure.self) {
                try SampleModels.train(.spacing, "the cat\n", change: change)
            }
            #expect(error?.description == problem)
        }
    }

    @Test func noDataIsNamed() {
        for text in ["", "\n\n", " \t\n"] {
            for format in [DataFormat.spacing, .tags()] {
                let error = #expect(throws: InvalidStructure.self) { try SampleModels.train(format, text) }
                #expect(
                    error?.description == "train.txt: no training data; the file has no line with a token")
            }
        }
        let spaceless = #expect(throws: InvalidStructure.self) {
            try SampleModels.train(.spacing, "word\n")
        }
        #expect(spaceless?.description.contains("is there an answer in the data?") == true)
    }

    @Test func oneLabelIsLearned() throws {
        let model = try SampleModels.train(.tags(), "the\tX\ncat\tX\n")
        #expect(try Transducer(model: model).transduce("dog\nthe") == "dog\tX\nthe\tX")
        #expect(try Explanation(model: model).explain("dog").first?.runnerUp == nil)
    }
}
