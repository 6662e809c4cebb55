import GraphPipeline
import KeyLayers
import Scattershot
import Synchronization
import TestSupport
import Testing
import TokenPipeline
import WorkPool

/// Training with everything that is shared out to threads.
@Suite struct GraphTrainingTests {
    /// What is trained: a format, data that graphs can be learned from, and settings.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var format: DataFormat
        var text: String
        var change: @Sendable (inout TrainingSettings) throws -> Void
    }

    /// Sentences whose root is the last verb, which a window does not show.
    private static let tags: String = {
        var generator = SeededGenerator(seed: 1)
        return (0..<1000).map { _ in
            var words = (0..<Int.random(in: 4...12, using: &generator)).map { _ in
                ["a", "b", "c", "v"].randomElement(using: &generator) ?? ""
            }
            words[0] = "v"
            words.shuffle(using: &generator)
            let root = words.lastIndex(of: "v")
            return words.enumerated().map { "\($1)\t\($0 == root ? "root" : "other")\n" }.joined()
        }.joined(separator: "\n")
    }()

    /// Every a after an h is written b.
    private static let pairs: String = {
        var generator = SeededGenerator(seed: 2)
        return (0..<300).map { _ in
            let input = (0..<Int.random(in: 4...8, using: &generator)).map { _ in
                ["a", "c", "d", "h"].randomElement(using: &generator) ?? ""
            }
            let first = input.firstIndex(of: "h") ?? input.count
            let output = input.enumerated().map { $1 == "a" && $0 > first ? "b" : $1 }
            return input.joined(separator: " ") + "\t" + output.joined(separator: " ") + "\n"
        }.joined()
    }()

    private static let cases = [
        Case(testDescription: "tags, list and rows", format: .tags(), text: tags) {
            ($0.epochs, $0.graphs) = (2, .both)
        },
        Case(testDescription: "tags, chosen by embedding", format: .tags(), text: tags) {
            ($0.epochs, $0.graphs, $0.graphChoice) = (2, .list, .embedding)
        },
        Case(testDescription: "pairs", format: .pairs(.words), text: pairs) {
            ($0.epochs, $0.graphs) = (2, .list)
        },
        Case(testDescription: "pairs, decoded", format: .pairs(.words), text: pairs) {
            ($0.epochs, $0.graphs, $0.graphChoice) = (2, .list, .decoded)
        },
        Case(
            testDescription: "tags with a first pass", format: .tags(),
            text: EnglishLikeText.columns(300, seed: 2)
        ) {
            $0.epochs = 2
            $0.columns = [try DerivedColumn(text: "column 2 = pass")]
            $0.layers += try ["2.token[1]", "2.token[-1]"].map { try ContextLayer(text: $0) }
        },
    ]

    @Test(arguments: cases) func anyNumberOfThreadsWritesTheSameFile(of data: Case) throws {
        let scratch = try ScratchDirectory()
        var settings = TrainingSettings(for: data.format)
        try data.change(&settings)
        let trainer = Trainer(data.format, settings: settings)
        var files: [[UInt8]] = []
        for threads in [1, 2, 3] {
            let name = "model-\(threads)"
            let model = try trainer.train(
                MemorySource(data.text, name: "train"), pool: WorkPool(threads: threads))
            if settings.graphs != .off { #expect(model.graphs != nil) }
            try model.write(to: scratch.file(name))
            files.append(try scratch.get(name))
        }
        #expect(files[1] == files[0] && files[2] == files[0])
    }

    /// The part of the data that compares is none that the list was learned or accepted with.
    @Test func choicesAreComparedOnDataOfTheirOwn() throws {
        for (format, text, choice, compared) in [
            (DataFormat.tags(), Self.tags, GraphChoice.embedding, 80),
            (DataFormat.pairs(.words), Self.pairs, .decoded, 37),
        ] {
            var settings = TrainingSettings(for: format)
            (settings.epochs, settings.graphs, settings.graphChoice) = (2, .list, choice)
            var examples: [Int] = []
            _ = try Trainer(format, settings: settings).train(
                MemorySource(text, name: "train"), pool: WorkPool(threads: 2)
            ) { event in
                if case .graphs(.ended(.choice(let report))) = event {
                    examples.append(report.score.examples)
                }
            }
            #expect(examples == [compared])
        }
    }

    /// An interrupt while parts are held out ends all trainings.
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 4]) func learningGraphsIsStopped(threads: Int) throws {
        let holdsOut = Mutex(false)
        var settings = TrainingSettings(for: .tags())
        (settings.epochs, settings.graphs) = (2, .both)
        var trainer = Trainer(.tags(), settings: settings)
        trainer.shouldStop = { holdsOut.withLock { $0 } }
        var told = 0
        #expect(throws: TrainingStopped.self) {
            _ = try trainer.train(
                MemorySource(Self.tags, name: "train"), pool: WorkPool(threads: threads)
            ) { event in
                guard case .graphs = event else { return }
                told += 1
                holdsOut.withLock { $0 = true }
            }
        }
        #expect(told == 1)
    }
}
