import Foundation
import Testing

/// Options that say how states are dealt with, from the outside.
@Suite struct StatesCommandTests {
    @Test func trainingTakesTheOptions() throws {
        let lab = try CommandLab()
        try lab.write("tags.txt", SampleText.tags.training)
        let train = "scattershot train --quiet --format tags --epochs 2"
        for options in [
            "--node record", "--node both --borrow", "--node b --ties rank --damping 0.5 --teleport starts",
            "--node c --no-borrow", "--node none", "--min-rank 0.01",
        ] {
            let outcome = try lab.run(
                "\(train) \(options) --model m tags.txt && cut -f1 tags.txt | scattershot infer -m m")
            #expect(outcome.status == 0, "\(options): \(outcome.error)")
            #expect(outcome.output.contains("\t"))
        }
        for options in [
            "--node a", "--damping 1", "--damping -1", "--min-rank 2", "--teleport x", "--ties y",
        ] {
            let outcome = try lab.run("\(train) \(options) --model bad tags.txt")
            #expect(outcome.status == 64, "\(options)")
            #expect(!outcome.error.isEmpty)
        }
        #expect(try !lab.names().contains("bad"))
    }

    @Test func theRecordIsShown() throws {
        let lab = try CommandLab().train(.tags)
        #expect(try lab.run("scattershot inspect --states tags.model").output.contains("no record"))
        let trained = try lab.run(
            "scattershot train --quiet --format tags --node record --model tags.model tags.txt")
        #expect(trained.status == 0, "\(trained.error)")
        let shown = try lab.run("scattershot inspect --states tags.model")
        #expect(shown.status == 0)
        for text in ["after", "A with B", "A with C", "both", "record", "DET", "nothing"] {
            #expect(shown.output.contains(text), "\(text)")
        }
        let json = try lab.run("scattershot inspect --states --json tags.model")
        #expect(json.output.contains("\"presentRight\""))
        #expect(try lab.run("scattershot inspect --states --layers tags.model").status == 64)
    }

    @Test func aBeamIsAnOption() throws {
        let lab = try CommandLab().train(.tags, .spacing, .pairs)
        for (model, input) in [
            ("tags", "the\\nold\\ncat\\n"), ("spacing", "theoldcatsees\\n"), ("pairs", "the old cat\\n"),
        ] {
            let greedy = try lab.run("printf '\(input)' | scattershot infer -m \(model).model")
            for beam in [1, 4, 64] {
                let found = try lab.run(
                    "printf '\(input)' | scattershot infer -m \(model).model --beam \(beam)")
                #expect(found.status == 0, "\(found.error)")
                // What is so easy is decided alike.
                #expect(found.output == greedy.output, "\(model), beam \(beam)")
            }
            let measured = try lab.run(
                "scattershot evaluate --quiet -m \(model).model --beam 4 \(model).txt")
            #expect(measured.status == 0, "\(measured.error)")
        }
        for beam in ["0", "65", "-1", "x"] {
            let refused = try lab.run("scattershot infer -m tags.model --beam=\(beam) tags.txt")
            #expect(refused.status == 64, "\(beam)")
            #expect(refused.output.isEmpty)
        }
    }
}
