import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline
import WorkPool

/// Training in shards: each shard a file, each round a merging.
@Suite struct MergedTrainingTests {
    private let scratch: ScratchDirectory
    private static let text = EnglishLikeText.columns(300, seed: 21)

    init() throws { scratch = try ScratchDirectory() }

    private func train(
        _ shard: Shard?, to path: String, from base: String? = nil, format: DataFormat = .tags(),
        text: String = MergedTrainingTests.text, _ change: (inout Trainer) -> Void = { _ in }
    ) throws {
        var trainer = Trainer(format)
        trainer.shard = shard
        trainer.checkpoint = CheckpointPlan(path: scratch.file(path))
        trainer.resumed = try base.map { try SavedTraining(contentsOf: scratch.file($0)) }
        change(&trainer)
        _ = try trainer.train(MemorySource(text))
    }

    private func merge(_ parts: [String], base: String? = nil) throws -> MergedTraining {
        try MergedTraining(
            parts.map { try SavedTraining(contentsOf: scratch.file($0)) },
            base: base.map { try SavedTraining(contentsOf: scratch.file($0)) })
    }

    /// Rounds of training in shards; the last one's model. The rounds' files are `round.1` and so on.
    @discardableResult
    private func rounds(_ rounds: Int, shards: Int, format: DataFormat = .tags(), text: String = text) throws
        -> Model
    {
        var merged: MergedTraining?
        for round in 1...rounds {
            let base = round == 1 ? nil : "round.\(round - 1)"
            for shard in 1...shards {
                try train(
                    Shard(shard, of: shards), to: "part.\(shard)", from: base, format: format, text: text)
            }
            merged = try merge((1...shards).map { "part.\($0)" }, base: base)
            try merged?.write(to: scratch.file("round.\(round)"))
        }
        return try #require(merged?.model)
    }

    private func bytes(of model: Model) throws -> [UInt8] {
        try model.write(to: scratch.file("bytes"))
        return try scratch.get("bytes")
    }

    /// With one shard, rounds are passes.
    @Test(arguments: [DataFormat.tags(), .spacing])
    func oneShardTrainsTheModelThatTrainingAsAWholeDoes(format: DataFormat) throws {
        let text =
            format == .spacing ? EnglishLikeText.lines(150, seed: 3).joined(separator: "\n") : Self.text
        var whole = Trainer(format)
        whole.settings.epochs = 3
        let expected = try whole.train(MemorySource(text))
        let model = try rounds(3, shards: 1, format: format, text: text)
        #expect(model.tokens.rows.values == expected.tokens.rows.values)
        #expect(model.tokens.rows.updates == expected.tokens.rows.updates)
        #expect(model.tokens.costs?.halving == expected.tokens.costs?.halving)
        var provenance = model.provenance
        #expect(provenance.merged?.rounds == 3 && provenance.merged?.shards == 1)
        provenance.merged = nil
        #expect(provenance == expected.provenance)
    }

    @Test func shardsLearnWhatTheWholeLearns() throws {
        var whole = Trainer(.tags())
        whole.settings.epochs = 4
        let model = try rounds(4, shards: 4)
        let (one, merged) = (try whole.train(MemorySource(Self.text)), model)
        let pool = WorkPool(threads: 1)
        let test = EnglishLikeText.columns(200, seed: 22)
        let (expected, reached) = (
            try Evaluator(model: one).evaluate(MemorySource(test), pool: pool).headline.value,
            try Evaluator(model: merged).evaluate(MemorySource(test), pool: pool).headline.value
        )
        #expect(reached > expected - 0.01, "\(reached) instead of \(expected)")
        #expect(merged.tokens.costs != nil, "a beam needs the costs")
        // All of a pass is learned: as many decisions as in the training as a whole.
        #expect(merged.provenance.decisions == one.provenance.decisions)
    }

    @Test func theOrderOfTheFilesDoesNotMatter() throws {
        try rounds(1, shards: 3)
        for shard in 1...3 { try train(Shard(shard, of: 3), to: "part.\(shard)", from: "round.1") }
        let orders = [
            ["part.1", "part.2", "part.3"], ["part.3", "part.1", "part.2"], ["part.2", "part.3", "part.1"],
        ]
        var files: [[UInt8]] = []
        for order in orders {
            let merged = try merge(order, base: "round.1")
            try merged.write(to: scratch.file("state"))
            files.append(try scratch.get("state") + bytes(of: merged.model))
        }
        #expect(files[0] == files[1] && files[0] == files[2])
        let kept = try SavedTraining(contentsOf: scratch.file("state"))
        #expect(kept.finishedPasses == 2 && kept.shard == nil && !kept.isInPass)
        let merged = try #require(kept.model.provenance.merged)
        #expect(merged.rounds == 2 && merged.shards == 3 && Set(merged.parts).count == 3)
    }

    /// A shard that was stopped in the middle goes on to the same file.
    @Test func aShardCanBeGoneOnWith() throws {
        let text = EnglishLikeText.columns(600, seed: 5)
        try train(Shard(2, of: 2), to: "whole", text: text)
        #expect(throws: TrainingStopped.self) {
            try train(Shard(2, of: 2), to: "part", text: text) { trainer in
                let calls = Calls()
                trainer.shouldStop = { calls.next() == 3 }
            }
        }
        #expect(try SavedTraining(contentsOf: scratch.file("part")).isInPass)
        let unfinished = #expect(throws: ModelFileError.self) { try merge(["whole", "part"]) }
        #expect(unfinished?.problem.contains("has not ended its round") == true)
        let foreign = #expect(throws: ModelFileError.self) {
            try train(Shard(1, of: 2), to: "other", from: "part", text: text)
        }
        #expect(foreign?.problem.contains("go on with --shard 2/2") == true)
        try train(Shard(2, of: 2), to: "part", from: "part", text: text)
        #expect(try scratch.get("part") == scratch.get("whole"))
    }

    private final class Calls: @unchecked Sendable {
        private var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test func whatDoesNotBelongTogetherIsRefused() throws {
        try rounds(1, shards: 2)
        for shard in 1...2 { try train(Shard(shard, of: 2), to: "second.\(shard)", from: "round.1") }
        try train(Shard(2, of: 2), to: "seed") { $0.settings.seed = 2 }
        try train(Shard(2, of: 2), to: "layers") { $0.settings.layers.removeLast() }
        try train(Shard(2, of: 2), to: "data", text: EnglishLikeText.columns(300, seed: 22))
        try train(Shard(2, of: 3), to: "third")
        try train(nil, to: "single")
        func problem(_ parts: [String], base: String? = nil) -> String {
            do {
                _ = try merge(parts, base: base)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        #expect(problem(["part.1", "part.2"]) == "none")
        #expect(problem(["part.1", "seed"]).contains("--seed 2, not 1"))
        #expect(problem(["part.1", "layers"]).contains("another value of the layers"))
        #expect(problem(["part.1", "data"]).contains("other training data"))
        #expect(problem(["part.1", "third"]).contains("shard 2/3, but"))
        #expect(problem(["part.1", "part.1"]).contains("shard 1/2 again"))
        #expect(problem(["part.1"]).contains("shard 2/2 is missing"))
        #expect(problem(["third"]).contains("shard 1/3 and 1 more is missing"))
        #expect(problem(["part.1", "single"]).contains("not the outcome of a shard"))
        #expect(problem(["part.1", "second.2"]).contains("of another round"))
        #expect(problem(["second.1", "second.2"]).contains("name its file with --base"))
        #expect(problem(["second.1", "second.2"], base: "single").contains("not the file that"))
        #expect(problem(["part.1", "part.2"], base: "round.1").contains("leave out --base"))
        #expect(problem(["second.1", "second.2"], base: "round.1") == "none")
        // A shard's outcome is no state of the whole training.
        let outcome = #expect(throws: ModelFileError.self) {
            try train(Shard(1, of: 2), to: "again", from: "part.1")
        }
        #expect(outcome?.problem.contains("merge the shards of the round") == true)
    }

    @Test func whatNeedsAllDataIsRefused() throws {
        let changes: [(String, (inout Trainer) throws -> Void)] = [
            ("graphs", { $0.settings.graphs = .list }),
            ("the record of states", { $0.settings.states.node = .record }),
            ("sampled noise", { $0.settings.noise = .sampled(samples: 8) }),
            ("outputs' keys rearranged", { $0.settings.permuted = .outputs }),
            ("no checkpoint", { $0.checkpoint = nil }),
            (
                "layers that see a first pass",
                { $0.settings.columns = [try DerivedColumn(text: "column 2 = pass")] }
            ),
        ]
        for (what, change) in changes {
            var trainer = Trainer(.tags())
            trainer.shard = Shard(1, of: 2)
            trainer.checkpoint = CheckpointPlan(path: scratch.file("part"))
            try change(&trainer)
            let error = #expect(throws: InvalidStructure.self) { try trainer.train(MemorySource(Self.text)) }
            #expect(error?.description.contains("training in shards cannot have \(what): ") == true)
        }
        #expect(try scratch.names().isEmpty)
    }
}
