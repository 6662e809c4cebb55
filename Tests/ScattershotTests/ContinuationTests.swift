import Foundation
import KeyLayers
import Platform
import Scattershot
import Synchronization
import TestSupport
import Testing
import TokenPipeline

/// Training that is stopped and gone on with writes the file that it would have written otherwise.
@Suite struct ContinuationTests {
    /// Asks for a stop when the progress of passes was told `interval` times.
    private final class Stopper: Sendable {
        private let calls = Mutex(0)
        private let interval: Int
        init(after interval: Int) { self.interval = interval }
        func see(_ event: TrainingEvent) {
            if case .learning(let epoch, _, _, _) = event, epoch > 0 { calls.withLock { $0 += 1 } }
        }
        func shouldStop() -> Bool { calls.withLock { $0 >= interval } }
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var format: DataFormat
        var text: String
        var change: @Sendable (inout TrainingSettings) throws -> Void = { _ in }
    }

    private static let cases = [
        Case(
            testDescription: "spacing", format: .spacing,
            text: EnglishLikeText.lines(400, seed: 1).joined(separator: "\n")
        ) { $0.epochs = 2 },
        Case(
            testDescription: "tags with clusters, states and sampled noise", format: .tags(inputColumns: 2),
            text: EnglishLikeText.columns(500, seed: 2, chunks: true)
        ) {
            $0.epochs = 2
            $0.noise = .sampled(samples: 8)
            $0.states.node = .record
            $0.permuted = .both
            $0.columns = [try DerivedColumn(text: "column 3 = cluster 2 in 2")]
            $0.layers += try ["3.token[0]", "out[-1] token[0]", "@known[0]"].map {
                try ContextLayer(text: $0)
            }
        },
        Case(
            testDescription: "two passes", format: .tags(),
            text: EnglishLikeText.columns(500, seed: 3)
        ) {
            $0.epochs = 2
            $0.columns = [try DerivedColumn(text: "column 2 = pass")]
            $0.layers += try ["2.token[1]", "2.token[-1]"].map { try ContextLayer(text: $0) }
        },
        Case(
            testDescription: "pairs", format: .pairs(.characters),
            text: EnglishLikeText.pairs(200, seed: 4)
        ) { $0.epochs = 2 },
    ]

    private static func trainer(_ example: Case) throws -> Trainer {
        var trainer = Trainer(example.format)
        try example.change(&trainer.settings)
        return trainer
    }

    private static func source(_ example: Case) -> MemorySource {
        MemorySource(example.text, name: "train.txt")
    }

    @Test(arguments: cases) func theFileIsThatOfATrainingThatNeverStopped(example: Case) throws {
        let scratch = try ScratchDirectory()
        var trainer = try Self.trainer(example)
        try trainer.train(Self.source(example)).write(to: scratch.file("whole"))
        trainer.checkpoint = CheckpointPlan(path: scratch.file("kept"), seconds: 0)
        // Writing checkpoints changes nothing either.
        try trainer.train(Self.source(example)).write(to: scratch.file("kept whole"))
        #expect(try scratch.get("kept whole") == scratch.get("whole"))
        let last = try SavedTraining(contentsOf: scratch.file("kept"))
        #expect(last.finishedPasses == trainer.settings.epochs && !last.isInPass)

        trainer.checkpoint?.seconds = nil
        try FileManager.default.removeItem(atPath: scratch.file("kept"))
        var stops = 0
        while true {
            let stopper = Stopper(after: 1 + stops % 3)
            trainer.shouldStop = { stopper.shouldStop() }
            do {
                try trainer.train(Self.source(example), report: stopper.see).write(
                    to: scratch.file("stopped"))
                break
            } catch let stopped as TrainingStopped {
                stops += 1
                #expect(stopped.checkpoint == scratch.file("kept"))
                trainer.resumed = try SavedTraining(contentsOf: scratch.file("kept"))
                // What is kept is a model, too.
                _ = try Model(contentsOf: scratch.file("kept"))
            }
        }
        #expect(stops >= 3, "only \(stops) stops")
        #expect(try scratch.get("stopped") == scratch.get("whole"))
    }

    @Test func morePassesMayFollow() throws {
        let example = Self.cases[0]
        let scratch = try ScratchDirectory()
        var trainer = try Self.trainer(example)
        trainer.settings.epochs = 3
        try trainer.train(Self.source(example)).write(to: scratch.file("three"))
        trainer.settings.epochs = 1
        trainer.checkpoint = CheckpointPlan(path: scratch.file("kept"))
        _ = try trainer.train(Self.source(example))
        trainer.resumed = try SavedTraining(contentsOf: scratch.file("kept"))
        trainer.settings.epochs = 3
        try trainer.train(Self.source(example)).write(to: scratch.file("one and two"))
        #expect(try scratch.get("one and two") == scratch.get("three"))
        trainer.resumed = try SavedTraining(contentsOf: scratch.file("kept"))
        trainer.settings.epochs = 2
        let error = #expect(throws: ModelFileError.self) { try trainer.train(Self.source(example)) }
        #expect(error?.problem.contains("more than --epochs 2") == true)
    }

    /// A pass that was broken off is not the end of those before it.
    @Test func aPassThatWasBrokenOffIsEnded() throws {
        let example = Self.cases[0]
        let scratch = try ScratchDirectory()
        var trainer = try Self.trainer(example)
        trainer.settings.epochs = 2
        trainer.checkpoint = CheckpointPlan(path: scratch.file("kept"))
        let stopper = PassStopper(pass: 2)
        trainer.shouldStop = { stopper.shouldStop() }
        #expect(throws: TrainingStopped.self) {
            try trainer.train(Self.source(example), report: stopper.see)
        }
        trainer.shouldStop = { false }
        trainer.resumed = try SavedTraining(contentsOf: scratch.file("kept"))
        #expect(trainer.resumed?.finishedPasses == 1 && trainer.resumed?.isInPass == true)
        trainer.settings.epochs = 1
        let error = #expect(throws: ModelFileError.self) { try trainer.train(Self.source(example)) }
        #expect(
            error?.problem == "in the middle of pass 2, past --epochs 1; give --epochs 2 or more")
        trainer.settings.epochs = 2
        _ = try trainer.train(Self.source(example))
    }

    /// Asks for a stop in one pass.
    private final class PassStopper: Sendable {
        private let isThere = Mutex(false)
        private let pass: Int
        init(pass: Int) { self.pass = pass }
        func see(_ event: TrainingEvent) {
            if case .learning(pass, _, _, _) = event { isThere.withLock { $0 = true } }
        }
        func shouldStop() -> Bool { isThere.withLock { $0 } }
    }

    @Test func anotherTrainingIsRefused() throws {
        let example = Self.cases[1]
        let scratch = try ScratchDirectory()
        var trainer = try Self.trainer(example)
        trainer.checkpoint = CheckpointPlan(path: scratch.file("kept"))
        try trainer.train(Self.source(example)).write(to: scratch.file("model"))
        trainer.resumed = try SavedTraining(contentsOf: scratch.file("kept"))
        func problem(
            _ text: String? = nil, _ change: (inout Trainer) throws -> Void = { _ in }
        ) throws -> String? {
            var other = trainer
            try change(&other)
            do {
                _ = try other.train(MemorySource(text ?? example.text))
                return nil
            } catch let error as ModelFileError {
                #expect(error.path == scratch.file("kept"))
                return error.problem
            }
        }
        #expect(try problem() == nil)
        #expect(try problem { $0.settings.seed = 2 }?.contains("--seed 1, not 2") == true)
        #expect(try problem { $0.settings.margin = 0.5 }?.contains("--margin 0.022, not 0.5") == true)
        #expect(try problem { $0.settings.numbers = 64 }?.contains("--numbers 32, not 64") == true)
        #expect(
            try problem { $0.settings.noise = .sampled(samples: 9) }?.contains(
                "sampled 8 white, not sampled 9") == true)
        #expect(
            try problem { $0.settings.layers.removeLast() }?.contains("another value of the layers") == true)
        #expect(try problem { $0.settings.states.borrows = true }?.contains("treatment of states") == true)
        for text in [
            example.text + "\nthe\tDET\tB-NP\n", EnglishLikeText.columns(250, seed: 3, chunks: true),
        ] {
            #expect(try problem(text)?.contains("other training data") == true)
        }
        let finished = #expect(throws: ModelFileError.self) {
            try SavedTraining(contentsOf: scratch.file("model"))
        }
        #expect(finished?.problem.contains("--checkpoint") == true)
    }

    @Test func aCheckpointThatCannotBeWrittenEndsTraining() throws {
        let scratch = try ScratchDirectory()
        var trainer = try Self.trainer(Self.cases[0])
        trainer.checkpoint = CheckpointPlan(path: scratch.file("none/kept"))
        #expect(throws: SystemError.self) { try trainer.train(Self.source(Self.cases[0])) }
        #expect(try scratch.names().isEmpty)
    }

    /// What training takes over from a file's description of itself is checked as options are.
    @Test(arguments: [
        (#""noise":"canonical""#, #""noise":"sampled 1 white""#), (#""borrows":false"#, #""borrows":true"#),
        (#""minimumRank":0"#, #""minimumRank":-1"#),
    ]) func descriptionsThatTrainingCannotFollowAreRefused(pattern: String, replacement: String) throws {
        let scratch = try ScratchDirectory()
        var trainer = Trainer(.tags())
        trainer.shard = Shard(1, of: 1)
        trainer.checkpoint = CheckpointPlan(path: scratch.file("part"))
        _ = try trainer.train(MemorySource(EnglishLikeText.columns(30, seed: 2)))
        var container = try #require(ModelContainer(scratch.get("part")))
        let description = String(decoding: container["model"], as: UTF8.self)
        let changed = description.replacing(pattern, with: replacement)
        #expect(changed != description, "\(pattern) is not in \(description)")
        container["model"] = Array(changed.utf8)
        let path = try scratch.put("changed", container.sealed())
        #expect(throws: (any Error).self) {
            try MergedTraining([try SavedTraining(contentsOf: path)], base: nil)
        }
    }

    /// An error or a training that ends, and never a crash.
    @Test func damagedStatesAreHarmless() throws {
        let scratch = try ScratchDirectory()
        let text = EnglishLikeText.columns(12, seed: 2, chunks: true)
        var trainer = try Self.trainer(Self.cases[1])
        trainer.checkpoint = CheckpointPlan(path: scratch.file("kept"))
        trainer.settings.epochs = 1
        trainer.settings.numbers = 16
        _ = try trainer.train(MemorySource(text))
        trainer.checkpoint = nil
        trainer.settings.epochs = 2
        var whole = try #require(ModelContainer(try scratch.get("kept")))
        // The rest of the file is a model, whose damage has tests of its own.
        let states = whole.sections.filter { $0.name.hasPrefix("training") }
        #expect(states.count == 13)
        var (refused, trained) = (0, 0)
        #if DEBUG
            let rounds = 30
        #else
            let rounds = 600
        #endif
        for seed in 0..<UInt64(rounds) {
            var damage = ModelDamage(seed: seed, description: "training")
            var part = whole
            part.sections = states
            part = damage.applied(to: part)
            var damaged = whole
            damaged.sections = whole.sections.filter { !$0.name.hasPrefix("training") } + part.sections
            let path = try scratch.put("damaged", damaged.sealed())
            do {
                trainer.resumed = try SavedTraining(contentsOf: path)
                _ = try trainer.train(MemorySource(text))
                trained += 1
            } catch {
                #expect(error is ModelFileError || error is InvalidStructure, "seed \(seed): \(error)")
                refused += 1
            }
        }
        #expect(refused > rounds / 2 && trained > 0, "\(refused) refused, \(trained) trained")
        whole.sections.removeAll { $0.name == "training.weighted" }
        let path = try scratch.put("missing", whole.sealed())
        let missing = #expect(throws: ModelFileError.self) { try SavedTraining(contentsOf: path) }
        #expect(missing?.problem.contains("'training.weighted' is missing") == true)
    }
}
