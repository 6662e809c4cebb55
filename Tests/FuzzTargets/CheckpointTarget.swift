import Foundation
import KeyLayers
import Platform
import Scattershot

/// A checkpoint, or the outcome of a shard, whatever its bytes: refused in one line, or gone on with and merged with files
/// that are as they should be, as a part beside another one and as what all parts went on from.
struct CheckpointTarget: FuzzTarget {
    static let name = "checkpoint"

    private let file: ScratchFile
    /// The outcomes of two rounds of two shards.
    private let rounds: [[[UInt8]]]
    /// What the second round went on from.
    private let base: [UInt8]
    /// Files of other trainings: rows of more numbers, more outputs, fewer layers.
    private let foreign: [[UInt8]]

    init() throws {
        let file = try ScratchFile()
        self.file = file
        func round(from base: String?) throws -> [[UInt8]] {
            try (1...2).map { try Self.trained(file, Shard($0, of: 2), from: base) }
        }
        let first = try round(from: nil)
        let parts = try first.enumerated().map { try Self.saved(file, $1, name: "part.\($0)") }
        try MergedTraining(parts, base: nil).write(to: file.path + ".base")
        rounds = [first, try round(from: file.path + ".base")]
        base = try file.get(file.path + ".base")
        foreign = try [
            Self.trained(file, Shard(2, of: 2)) { $0.settings.numbers = 64 },
            Self.trained(file, Shard(2, of: 2)) { $0.settings.layers.removeLast() },
            Self.trained(file, Shard(2, of: 2), text: SmallModels.columns + "\nfar\tADV\nand\tCONJ\n"),
            Self.trained(file, nil) { $0.settings.numbers = 64 },
        ]
    }

    /// Changes of one file, and files of other trainings that give themselves out for one of this.
    var mutator: Mutator? {
        let foreign = foreign
        return { bytes, room, random in
            guard random.chance(5), let other = foreign.randomElement(using: &random),
                let disguised = Self.disguised(other, as: bytes), disguised.count <= room
            else { return FileMutators.container(bytes, room, &random) }
            return disguised
        }
    }

    func seeds() throws -> [[UInt8]] {
        let own =
            try [Self.trained(file, nil), Self.trained(file, Shard(1, of: 1))] + rounds.joined() + [base]
        return own + foreign.compactMap { Self.disguised($0, as: rounds[0][1]) }
    }

    /// The file of a training on the terms that another one names.
    private static func disguised(_ other: [UInt8], as bytes: [UInt8]) -> [UInt8]? {
        guard var container = ModelContainer(other), let terms = ModelContainer(bytes)?["training"],
            !terms.isEmpty
        else { return nil }
        container["training"] = terms
        return container.sealed()
    }

    private static func trainer(borrows: Bool) -> Trainer {
        var trainer = Trainer(.tags())
        trainer.settings.numbers = 16
        trainer.settings.epochs = 1
        trainer.settings.states.borrows = borrows
        return trainer
    }

    private static func trained(
        _ file: ScratchFile, _ shard: Shard?, from base: String? = nil, text: String = SmallModels.columns,
        change: (inout Trainer) -> Void = { _ in }
    ) throws -> [UInt8] {
        var trainer = Self.trainer(borrows: shard == nil)
        trainer.shard = shard
        trainer.checkpoint = CheckpointPlan(path: file.path + ".trained")
        trainer.resumed = try base.map { try SavedTraining(contentsOf: $0) }
        change(&trainer)
        _ = try trainer.train(MemorySource(text, name: "train.txt"))
        return try file.get(file.path + ".trained")
    }

    private static func saved(_ file: ScratchFile, _ bytes: [UInt8], name: String) throws -> SavedTraining {
        let path = "\(file.path).\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try SavedTraining(contentsOf: path)
    }

    func run(_ bytes: [UInt8]) throws {
        try file.put(bytes)
        try attempt {
            let saved = try SavedTraining(contentsOf: file.path)
            if let shard = saved.shard {
                try attempt { try merge(saved, as: shard) }
            } else {
                for borrows in [true, false] { try attempt { try resume(saved, borrows: borrows) } }
                try attempt { try merge(onto: saved) }
            }
        }
    }

    private func resume(_ saved: SavedTraining, borrows: Bool) throws {
        var trainer = Self.trainer(borrows: borrows)
        trainer.settings.epochs = 2
        trainer.resumed = saved
        _ = try trainer.train(MemorySource(SmallModels.columns, name: "train.txt"))
    }

    /// Beside the other part of its round.
    private func merge(_ saved: SavedTraining, as shard: Shard) throws {
        let round = saved.finishedPasses > 1 ? 1 : 0
        let others = (1...2).filter { $0 != shard.number && shard.count == 2 }
        let parts = try others.map { try Self.saved(file, rounds[round][$0 - 1], name: "other") }
        let base = round == 0 ? nil : try Self.saved(file, self.base, name: "base")
        try merge([saved] + parts, base: base)
    }

    /// As what two parts went on from, which they say they did.
    private func merge(onto saved: SavedTraining) throws {
        let known = try Self.digest(ofFile: Self.saved(file, base, name: "base").path)
        let wanted = try Self.digest(ofFile: saved.path)
        let parts = try rounds[1].enumerated().map { index, bytes in
            guard var part = ModelContainer(bytes) else { finding("a shard's outcome has no sections") }
            let description = String(decoding: part["training"], as: UTF8.self)
            part["training"] = Array(description.replacing(known, with: wanted).utf8)
            return try Self.saved(file, part.sealed(), name: "part.\(index)")
        }
        try merge(parts, base: saved)
    }

    private static func digest(ofFile path: String) throws -> String {
        try ModelDigest(ofFile: path).description
    }

    /// What was merged can be read again.
    private func merge(_ parts: [SavedTraining], base: SavedTraining?) throws {
        let merged = try MergedTraining(parts, base: base)
        try merged.write(to: file.path + ".merged")
        do {
            _ = try SavedTraining(contentsOf: file.path + ".merged")
        } catch { finding("a merged file that is refused: \(error)") }
    }

    private func attempt(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ModelFileError {
            checkRefusal(error)
        } catch let error as InvalidStructure {
            checkRefusal(error)
        }
    }
}
