import KeyLayers
import Platform
import Scattershot

/// A checkpoint, or the outcome of a shard, whatever its bytes: refused in one line, or gone on with and merged.
struct CheckpointTarget: FuzzTarget {
    static let name = "checkpoint"

    private let file: ScratchFile

    init() throws { file = try ScratchFile() }

    var mutator: Mutator? { FileMutators.container }

    func seeds() throws -> [[UInt8]] {
        try [nil, Shard(1, of: 1), Shard(2, of: 2)].map { shard in
            let path = file.path + ".seed"
            var trainer = Self.trainer(borrows: shard == nil)
            trainer.shard = shard
            trainer.checkpoint = CheckpointPlan(path: path)
            _ = try trainer.train(Self.source)
            return try file.get(path)
        }
    }

    private static var source: MemorySource { MemorySource(SmallModels.columns, name: "train.txt") }

    private static func trainer(borrows: Bool) -> Trainer {
        var trainer = Trainer(.tags())
        trainer.settings.numbers = 16
        trainer.settings.epochs = 1
        trainer.settings.states.borrows = borrows
        return trainer
    }

    func run(_ bytes: [UInt8]) throws {
        try file.put(bytes)
        do {
            let saved = try SavedTraining(contentsOf: file.path)
            if saved.shard == nil {
                var trainer = Self.trainer(borrows: true)
                trainer.settings.epochs = 2
                trainer.resumed = saved
                _ = try trainer.train(Self.source)
            } else {
                try MergedTraining([saved], base: nil).write(to: file.path + ".merged")
                _ = try SavedTraining(contentsOf: file.path + ".merged")
            }
        } catch let error as ModelFileError {
            checkRefusal(error)
        } catch let error as InvalidStructure {
            checkRefusal(error)
        }
    }
}
