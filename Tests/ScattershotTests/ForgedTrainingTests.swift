import Foundation
import KeyLayers
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline

/// Files that name the terms of a training they are not of, or sums that no training may go on from: refused before anything
/// is learned or written.
@Suite struct ForgedTrainingTests {
    private let scratch: ScratchDirectory
    private static let text = EnglishLikeText.columns(30, seed: 2)

    init() throws { scratch = try ScratchDirectory() }

    private func trainer(_ shard: Shard? = nil) -> Trainer {
        var trainer = Trainer(.tags())
        trainer.settings.numbers = 16
        trainer.settings.epochs = 1
        trainer.shard = shard
        return trainer
    }

    /// A checkpoint's sections.
    private func trained(
        _ shard: Shard? = nil, text: String = text, from base: String? = nil,
        _ change: (inout Trainer) -> Void = { _ in }
    ) throws -> ModelContainer {
        var trainer = trainer(shard)
        trainer.checkpoint = CheckpointPlan(path: scratch.file("trained"))
        trainer.resumed = try base.map { try SavedTraining(contentsOf: $0) }
        change(&trainer)
        _ = try trainer.train(MemorySource(text))
        return try #require(ModelContainer(scratch.get("trained")))
    }

    private func saved(_ name: String, _ container: ModelContainer) throws -> SavedTraining {
        try SavedTraining(contentsOf: scratch.put(name, container.sealed()))
    }

    private func resume(_ container: ModelContainer, epochs: Int = 2, text: String = text) throws {
        var trainer = trainer()
        trainer.settings.epochs = epochs
        trainer.resumed = try saved("kept", container)
        trainer.checkpoint = CheckpointPlan(path: scratch.file("kept"))
        _ = try trainer.train(MemorySource(text))
    }

    /// The text with one more output.
    private static let moreOutputs = text + "\nadd\tONEMORE\n"
    /// The text with one output that is called otherwise.
    private static let otherOutputs = text.replacing("\tDET", with: "\tDXT")

    @Test func aCheckpointGoesOnWithTheModelItIsOf() throws {
        let own = try trained()
        func problem(_ other: ModelContainer) throws -> String? {
            var forged = other
            forged["training"] = own["training"]
            let error = #expect(throws: ModelFileError.self) { try resume(forged) }
            return error?.problem
        }
        #expect(
            try problem(trained { $0.settings.numbers = 64 })?.contains("another value of --numbers") == true)
        #expect(
            try problem(trained { $0.settings.layers.removeLast() })?.contains("value of the layers") == true)
        #expect(try problem(trained { $0.settings.margin = 0.5 })?.contains("value of --margin") == true)
        #expect(try problem(trained(text: Self.otherOutputs))?.contains("has other outputs than") == true)
        #expect(try problem(trained(text: Self.moreOutputs)) != nil)
        #expect(
            try problem(trained { $0.settings.digitFactor = 3 })?.contains("has other keys than") == true)
        try resume(own)
    }

    @Test func shardsAreOfOneModel() throws {
        let (first, second) = (try trained(Shard(1, of: 2)), try trained(Shard(2, of: 2)))
        func problem(
            _ other: ModelContainer, as part: ModelContainer, with parts: [ModelContainer]
        ) throws -> String? {
            var forged = other
            forged["training"] = part["training"]
            let error = #expect(throws: ModelFileError.self) {
                let saved = try (parts + [forged]).enumerated().map { try self.saved("part.\($0)", $1) }
                return try MergedTraining(saved, base: nil)
            }
            return error?.problem
        }
        let numbers = try trained(Shard(2, of: 2)) { $0.settings.numbers = 64 }
        #expect(
            try problem(numbers, as: second, with: [first])?.contains("another value of --numbers") == true)
        for text in [Self.otherOutputs, Self.moreOutputs] {
            let outputs = try trained(Shard(2, of: 2), text: text)
            let found = try problem(outputs, as: second, with: [first])
            #expect(found?.contains("has other outputs than in") == true, "\(found ?? "")")
        }
        let parts = try [first, second].enumerated().map { try saved("part.\($0)", $1) }
        try MergedTraining(parts, base: nil).write(to: scratch.file("base"))

        // What the parts went on from.
        let later = try (1...2).map { try trained(Shard($0, of: 2), from: scratch.file("base")) }
        let base = try #require(ModelContainer(scratch.get("base")))
        for text in [Self.otherOutputs, Self.moreOutputs] {
            var forged = try trained(text: text)
            forged["training"] = base["training"]
            let path = try scratch.put("forged", forged.sealed())
            let (known, wanted) = (
                try ModelDigest(ofFile: scratch.file("base")).description,
                try ModelDigest(ofFile: path).description
            )
            let parts = try later.enumerated().map { index, part in
                var part = part
                let description = String(decoding: part["training"], as: UTF8.self)
                part["training"] = Array(description.replacing(known, with: wanted).utf8)
                return try saved("part.\(index)", part)
            }
            let error = #expect(throws: ModelFileError.self) {
                try MergedTraining(parts, base: SavedTraining(contentsOf: path))
            }
            #expect(error?.path == path)
        }
        let again = try later.enumerated().map { try saved("part.\($0)", $1) }
        _ = try MergedTraining(again, base: SavedTraining(contentsOf: scratch.file("base")))
    }

    /// More decisions than can be counted are refused before the first of them.
    @Test func passesThatCannotBeCountedAreNotBegun() throws {
        var kept = try trained()
        let description = String(decoding: kept["training"], as: UTF8.self)
        let decisions = try SavedTraining(contentsOf: scratch.file("trained")).model.provenance.decisions
        let most = Int(RowSums.mostSteps)
        func describe(_ count: Int) {
            kept["training"] = Array(
                description.replacing("\"decisions\":\(decisions)", with: "\"decisions\":\(count)").utf8)
        }
        describe(most - 2 * decisions)
        try resume(kept, epochs: 3)
        let end = try SavedTraining(contentsOf: scratch.file("kept"))
        #expect(end.finishedPasses == 3 && end.model.provenance.decisions == most)
        describe(most - 2 * decisions + 1)
        let before = kept.sealed()
        let error = #expect(throws: InvalidStructure.self) { try resume(kept, epochs: 3) }
        #expect(error?.description.hasSuffix("take at most 2 passes") == true)
        #expect(try scratch.get("kept") == before)
    }

    /// A checkpoint is replaced only by one that can be read.
    @Test func sumsThatCannotBeCountedAreNotKept() throws {
        var kept = try trained()
        let steps = Int64(try SavedTraining(contentsOf: scratch.file("trained")).model.provenance.decisions)
        // The largest values that are read, as if they had come with the last decision: all areas are zero.
        let largest: Int32 = 1 << 30 - 1
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        let count = kept["training.values"].count / 4
        kept["training.values"] = (0..<count).flatMap { bytes($0 < 16 ? 0 : largest) }
        kept["training.weighted"] = (0..<count).flatMap { bytes($0 < 16 ? 0 : Int64(largest) * steps) }
        let before = kept.sealed()
        let error = #expect(throws: InvalidStructure.self) { try resume(kept, epochs: 40) }
        #expect(error?.description.contains("beyond what can be counted") == true)
        // The passes before may have been kept.
        _ = try SavedTraining(contentsOf: scratch.file("kept"))
        #expect(try scratch.get("kept") == before)
    }
}
