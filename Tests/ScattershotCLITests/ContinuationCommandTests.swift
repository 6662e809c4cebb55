import Foundation
import Testing

/// `train --checkpoint`, `--resume` and `--shard`, and `merge`.
@Suite struct ContinuationCommandTests {
    @Test(arguments: [SIGINT, SIGTERM]) func anInterruptedTrainingGoesOn(signal: Int32) throws {
        let lab = try CommandLab()
        try lab.write("text", SampleText.tags.training)
        let train = "scattershot train --format tags --epochs 40"
        let whole = try lab.run("\(train) -q -m whole text")
        #expect(whole.status == 0, "\(whole.error)")
        let process = try lab.start([
            CommandLab.command, "train", "--format", "tags", "--epochs", "40", "-m", "model", "--checkpoint",
            "kept",
            "text",
        ])
        #expect(try lab.wait { try lab.read(".err").contains("pass 2:") })
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let stopped = try lab.outcome(of: process)
        // Learning may have been over already.
        if stopped.status != 0 {
            #expect(!stopped.isSignal && stopped.status == 128 + signal, "\(stopped.error)")
            #expect(stopped.errorLines.last?.hasSuffix("give the same command with --resume 'kept'") == true)
            #expect(try !lab.names().contains("model"))
        }
        let inspected = try lab.run("scattershot inspect kept | grep -c training.weighted")
        #expect(inspected.output == "1\n")
        let resumed = try lab.run("\(train) -q --resume kept -m model text && cmp model whole")
        #expect(resumed.status == 0, "\(resumed.error)")
        let refused = try lab.run("\(train) -q --seed 2 --resume kept -m model text")
        #expect(refused.status == 65)
        #expect(
            refused.error
                == "scattershot: error: kept: made with --seed 1, not 2; give the same options, or begin anew without --resume\n"
        )
    }

    /// A checkpoint is not replaced by the model that it holds.
    @Test func graphsDoNotTakeTheTrainingAway() throws {
        let lab = try CommandLab()
        try lab.write("text", SampleText.tags.training)
        let trained = try lab.run(
            "scattershot train -q --format tags --epochs 1 -m model --checkpoint kept text && cp kept before")
        #expect(trained.status == 0, "\(trained.error)")
        let graph = "'substitute DET -> NOUN'"
        for arguments in ["add -m kept \(graph)", "add -m model -o kept \(graph)", "remove -m kept 1"] {
            let refused = try lab.run("scattershot graph \(arguments)")
            #expect(refused.status == 65)
            #expect(
                refused.error
                    == "scattershot: error: kept: a checkpoint, whose training a changed model would not hold; write the model "
                    + "elsewhere with --output\n")
        }
        #expect(try lab.run("cmp kept before").status == 0)
        #expect(try lab.run("scattershot graph add -m kept -o changed \(graph)").status == 0)
        #expect(try lab.run("scattershot graph add -m changed \(graph)").status == 0)
        #expect(try lab.run("cmp kept before").status == 0)
    }

    @Test func shardsAndRounds() throws {
        let lab = try CommandLab()
        try lab.write("text", SampleText.tags.training)
        let rounds = try lab.run(
            """
            set -e
            train='scattershot train -q --format tags'
            for shard in 1 2 3; do $train --shard $shard/3 --checkpoint part.$shard text; done
            scattershot merge -q part.3 part.1 part.2 --checkpoint round.1
            for shard in 1 2 3; do $train --shard $shard/3 --resume round.1 --checkpoint part.$shard text; done
            scattershot merge part.1 part.2 part.3 --base round.1 -o model --json
            scattershot evaluate -q -m model --json text
            scattershot inspect model
            """)
        #expect(rounds.status == 0, "\(rounds.error)")
        #expect(rounds.error.hasPrefix("wrote model: round 2, 3 shards, "), "\(rounds.error)")
        #expect(rounds.output.contains("\"rounds\" : 2") && rounds.output.contains("\"shards\" : 3"))
        #expect(rounds.output.contains("merged      after each of 2 round(s), the last one of 3 shard(s): "))
        let missing = try lab.run("scattershot merge -q part.1 part.2 --base round.1 -o model")
        #expect(missing.status == 65)
        #expect(
            missing.error
                == "scattershot: error: shard 3/3 is missing; give the outcomes of all shards of the round\n")
    }

    @Test func optionsThatDoNotGoTogether() throws {
        let lab = try CommandLab()
        try lab.write("text", SampleText.tags.training)
        for (options, problem) in [
            ("", "--model is missing"), ("-m a --checkpoint a", "cannot name the same file"),
            ("-m a --checkpoint-every 3", "needs --checkpoint"),
            ("-m a --checkpoint b --checkpoint-every -1", "--checkpoint-every"),
            ("--shard 1/2", "--shard needs --checkpoint"),
            ("--shard 1/2 -m a --checkpoint b", "'scattershot merge' makes the model"),
            ("--shard 1/2 --checkpoint b --dev text", "evaluate the merged model"),
            ("--shard 1/2 --checkpoint b --epochs 3", "as many rounds as you merge"),
            ("--shard 3/2 --checkpoint b", "'3/2'"),
        ] {
            let failed = try lab.run("scattershot train --format tags \(options) text")
            #expect(failed.status == 64, "\(options)")
            #expect(failed.error.contains(problem), "\(options): \(failed.error)")
        }
        for options in ["", "-o a --checkpoint a"] {
            #expect(try lab.run("scattershot merge \(options) text").status == 64)
        }
        let noModel = try lab.run("scattershot merge -o a text")
        #expect(noModel.status == 65 && noModel.error.contains("text: not a Scattershot model"))
        #expect(try lab.run("scattershot train --format tags -m a --resume none text").status == 66)
        let graphs = try lab.run(
            "scattershot train --format tags --graphs list --shard 1/2 --checkpoint b text")
        #expect(graphs.status == 65 && graphs.error.contains("training in shards cannot have graphs"))
        #expect(try lab.names() == ["text"])
    }
}
