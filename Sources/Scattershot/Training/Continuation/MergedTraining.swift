import KeyLayers
import Platform
import TokenPipeline

/// What a model was merged from.
public struct MergedShards: Sendable, Hashable, Codable {
    /// Rounds that ended with a merging.
    public var rounds: Int
    /// Shards of the last round.
    public var shards: Int
    /// Digests of the last round's files, in the order of the shards' numbers.
    public var parts: [String]
}

/// The shards of a round, merged: see `ShardMixing`. It does not depend on the order in which they are given.
public struct MergedTraining {
    /// The merged model.
    public let model: Model
    private let state: LearnerState
    private let terms: TrainingTerms

    /// Merges the shards of a round.
    ///
    /// - Parameters:
    ///   - shards: what all shards of one round have come to, each of them once.
    ///   - base: what they went on from; nil in the first round.
    /// - Throws: `ModelFileError` naming a file that does not belong to the others, and why; `InvalidStructure` when shards
    ///   are missing.
    /// - Complexity: O(shards · rows · numbers).
    public init(_ shards: [SavedTraining], base: SavedTraining?) throws {
        let shards = shards.sorted { ($0.shard?.number ?? 0, $0.path) < ($1.shard?.number ?? 0, $1.path) }
        guard let first = shards.first else { throw InvalidStructure("no shard to merge") }
        try Self.check(shards, base: base)
        let numbers = shards.compactMap { $0.shard?.number }
        let count = first.shard?.count ?? shards.count
        let missing = Set(1...count).subtracting(numbers).sorted()
        guard missing.isEmpty else {
            let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
            throw InvalidStructure(
                "shard \(missing[0])/\(count)\(more) is missing; give the outcomes of all shards of the round"
            )
        }
        state = try ShardMixing(base: base?.state, shards: shards.map(\.state)).merged()
        terms = first.description.terms
        let settings = TrainingSettings(of: first.model)
        try settings.check()
        let learner = Learner(
            frame: first.model.tokens.frame,
            settings: Trainer(first.model.format, settings: settings).learning)
        try learner.restore(state)
        var provenance = first.model.provenance
        provenance.epochs = state.progress.epoch
        provenance.decisions = Int(state.progress.decisions)
        provenance.merged = MergedShards(
            rounds: (base?.model.provenance.merged?.rounds ?? 0) + 1, shards: shards.count,
            parts: shards.map(\.digest.description))
        model = Model(
            format: first.model.format, tokens: try learner.model(), firstPass: first.model.firstPass,
            provenance: provenance,
            alignment: first.model.alignment)
    }

    /// Writes what the next round goes on from.
    ///
    /// - Throws: `SystemError`; what stood at `path` before is still there then.
    /// - Complexity: O(rows · numbers).
    public func write(to path: String) throws {
        try SavedTraining.write(model, state, terms: terms, to: path)
    }

    private static func check(_ shards: [SavedTraining], base: SavedTraining?) throws(ModelFileError) {
        let first = shards[0]
        func refuse(_ file: SavedTraining, _ problem: String) throws(ModelFileError) -> Never {
            throw ModelFileError(path: file.path, problem: problem)
        }
        for (index, file) in shards.enumerated() {
            guard let shard = file.shard else {
                try refuse(file, "not the outcome of a shard; give files that 'train --shard' wrote")
            }
            if file.isInPass {
                try refuse(
                    file,
                    "shard \(shard) has not ended its round; go on with --shard \(shard) --resume '\(file.path)'"
                )
            }
            if let difference = file.description.terms.difference(to: first.description.terms) {
                try refuse(
                    file, "made with \(difference) as '\(first.path)'; only equal trainings can be merged")
            }
            guard file.description.terms.data == first.description.terms.data else {
                try refuse(file, "made from other training data than '\(first.path)'")
            }
            if let difference = file.model.tokens.frame.difference(to: first.model.tokens.frame) {
                try refuse(file, "\(difference) than in '\(first.path)'; only equal trainings can be merged")
            }
            guard shard.count == first.shard?.count else {
                try refuse(
                    file, "shard \(shard), but '\(first.path)' is shard \(first.shard?.description ?? "")")
            }
            if index > 0, shards[index - 1].shard == shard {
                try refuse(
                    file, "shard \(shard) again, like '\(shards[index - 1].path)'; give each shard once")
            }
            guard file.description.base == first.description.base, file.finishedPasses == first.finishedPasses
            else { try refuse(file, "of another round than '\(first.path)'") }
        }
        guard let wanted = first.description.base else {
            if let base { try refuse(base, "the shards began anew; leave out --base") }
            return
        }
        guard let base else {
            try refuse(first, "went on from an earlier training; name its file with --base")
        }
        guard base.digest.description == wanted else {
            try refuse(base, "not the file that '\(first.path)' went on from; give that one with --base")
        }
        if let difference = base.model.tokens.frame.difference(to: first.model.tokens.frame) {
            try refuse(base, "\(difference) than in '\(first.path)'; begin the rounds anew")
        }
    }
}
