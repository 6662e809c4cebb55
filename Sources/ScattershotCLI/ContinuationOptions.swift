import ArgumentParser
import Platform
import Scattershot

/// How training is kept, gone on with and parted among processes.
struct ContinuationOptions: ParsableArguments {
    @Option(
        help: """
            Keep here what was learned so far: after every pass, and when training is stopped. It is a model that every command \
            reads, and what --resume goes on from.
            """,
        completion: .file())
    var checkpoint: String?

    @Option(
        help: ArgumentHelp(
            "Keep it also when so many seconds have passed in the middle of a pass.", valueName: "seconds"))
    var checkpointEvery: Double?

    @Option(
        help: """
            Go on from what --checkpoint kept, to the same model as if training had never stopped. Options and data must be those \
            of before; --epochs may be larger, unless layers see a first pass.
            """,
        completion: .file())
    var resume: String?

    @Option(
        help: ArgumentHelp(
            "Learn one part of one pass, such as 3/16, and keep it in --checkpoint for 'scattershot merge'; with --resume go on "
                + "from what merge kept, or from an unfinished part.", valueName: "i/n"))
    var shard: Shard?

    func validate() throws {
        if let checkpointEvery {
            guard checkpointEvery >= 0, checkpointEvery <= 1e9 else {
                throw ValidationError(
                    "--checkpoint-every must be 0 to 1000000000 seconds, not \(checkpointEvery)")
            }
            guard checkpoint != nil else { throw ValidationError("--checkpoint-every needs --checkpoint") }
        }
    }

    /// Checks the options against others of `train`.
    func check(model: String?, dev: String?, epochs: Int?) throws {
        guard shard != nil else {
            guard let model else {
                throw ValidationError("--model is missing; it says where the model is written")
            }
            guard checkpoint != model else {
                throw ValidationError("--checkpoint and --model cannot name the same file")
            }
            return
        }
        guard checkpoint != nil else {
            throw ValidationError("--shard needs --checkpoint, which says where its part is kept")
        }
        if model != nil {
            throw ValidationError(
                "--shard and --model do not go together: 'scattershot merge' makes the model")
        }
        if dev != nil {
            throw ValidationError("--shard and --dev do not go together: evaluate the merged model")
        }
        if epochs != nil {
            throw ValidationError(
                "--shard and --epochs do not go together: a shard takes one pass, and there are as many rounds as you merge"
            )
        }
    }

    func apply(to trainer: inout Trainer) throws {
        trainer.checkpoint = checkpoint.map { CheckpointPlan(path: $0, seconds: checkpointEvery) }
        trainer.resumed = try resume.map { try SavedTraining(contentsOf: $0) }
        trainer.shard = shard
        trainer.shouldStop = { InterruptRequest.isMade }
    }
}
