import Foundation
import Testing

@Suite struct TrainCommandTests {
    @Test func theSameSeedGivesTheSameFile() throws {
        let lab = try CommandLab()
        try lab.write("train", SampleText.chunks.training)
        let train = "scattershot train -q --format tags train"
        let made = try lab.run(
            "\(train) -m a --threads 1; \(train) -m b --threads 2 --dev train; \(train) -m c --seed 1; \(train) -m d --seed 2"
        )
        #expect(made.status == 0 && made.error == "" && made.output == "")
        #expect(try lab.scratch.get("a") == lab.scratch.get("b"))
        #expect(try lab.scratch.get("a") == lab.scratch.get("c"))
        #expect(try lab.scratch.get("a") != lab.scratch.get("d"))
    }

    @Test func readsStandardInput() throws {
        let lab = try CommandLab().train(.conllu)
        let made = try lab.run(
            "scattershot train -q --format tags --model again - < conllu.txt && cmp again conllu.model")
        #expect(made.status == 0, "\(made.error)")
    }

    @Test func saysWhatHappens() throws {
        let lab = try CommandLab()
        try lab.write("train", SampleText.tags.training)
        let made = try lab.run("scattershot train --format tags -m model --epochs 2 --dev train train")
        #expect(made.output == "")
        let lines = made.errorLines
        #expect(lines.count == 6)
        #expect(lines.first?.hasPrefix("read 120 sequences, ") == true)
        #expect(lines.contains { $0.hasPrefix("pass 2: dev accuracy ") })
        #expect(lines.last?.hasPrefix("wrote model: ") == true)
        #expect(!made.error.contains("\u{1B}"), "no control sequences where there is no terminal")
    }

    @Test func theReportIsJSON() throws {
        let lab = try CommandLab()
        try lab.write("train", SampleText.tags.training)
        let made = try lab.run(
            "scattershot train --format tags -m model --epochs 2 --dev train --json --quiet train")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any])
        #expect(report["format"] as? String == "tags")
        #expect(report["model"] as? String == "model")
        #expect((report["passes"] as? [[String: Any]])?.map { $0["pass"] as? Int } == [1, 2])
        #expect((report["passes"] as? [[String: Any]])?.last?["dev"] as? Double ?? 0 > 0.9)
        #expect(report["modelBytes"] as? Int ?? 0 > 1000)
    }

    @Test func optionsReachTheModel() throws {
        let lab = try CommandLab()
        try lab.write("train", SampleText.spacing.training)
        try lab.write("layers", "bias\n# a comment\ntoken[-1..1]\n")
        let made = try lab.run(
            """
            scattershot train -q --format spacing -m model --seed 5 --epochs 2 --numbers 16 --digit-factor 4 --penalty 2 \
            --margin 0.25 --noise pink --samples 8 --start weights --min-updates 2 --min-spans 3 --layers layers train \
            && scattershot inspect model --json
            """)
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any], "\(made.error)")
        let provenance = summary["provenance"] as? [String: Any]
        #expect(provenance?["seed"] as? Int == 5)
        #expect(provenance?["epochs"] as? Int == 2)
        #expect(provenance?["margin"] as? Double == 0.25)
        #expect(provenance?["noise"] as? String == "sampled 8 pink")
        #expect(provenance?["minimumUpdates"] as? Int == 2)
        #expect(summary["keyShape"] as? String == "16×3")
        #expect(summary["digitWeights"] as? [Int] == [16, 4, 1])
        #expect(summary["penalty"] as? Int == 2)
        #expect(summary["start"] as? String == "weights")
        #expect(
            (summary["layers"] as? [[String: Any]])?.map { $0["layer"] as? String } == [
                "bias", "token[-1..1]",
            ])
    }

    @Test func aBadPathIsNoticedBeforeTheWork() throws {
        let lab = try CommandLab()
        try lab.write("train", SampleText.spacing.training)
        for (options, status) in [
            ("-m none/model", 74), ("-m model --dev none", 66), ("-m model --layers none", 66),
        ] {
            let failed = try lab.run("scattershot train --format spacing \(options) train")
            #expect(failed.status == Int32(status), "\(options)")
            #expect(failed.errorLines.count == 1, "\(failed.error)")
        }
        #expect(try lab.names() == ["train"])
    }
}
