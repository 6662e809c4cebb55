import Foundation
import TestSupport
import Testing

/// Graphs that `train` learns, and what people do with them.
@Suite struct GraphLearningCommandTests {
    private func graph(_ lab: CommandLab, _ arguments: String) throws -> CommandLab.Outcome {
        try lab.run("scattershot graph \(arguments)")
    }

    /// Sentences of a few words without any order, the same for a seed.
    private func sentences(_ count: Int, of words: [String], seed: UInt64) -> [[String]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 6...14, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }
        }
    }

    @Test func rulesOfPairsAreLearned() throws {
        let lab = try CommandLab()
        func pairs(_ seed: UInt64) -> String {
            // The first word goes to the end: further than any window reaches.
            sentences(200, of: ["a", "b", "c", "d", "e"], seed: seed).map { words in
                words.joined(separator: " ") + "\t"
                    + (words.dropFirst() + words.prefix(1)).joined(separator: " ")
                    + "\n"
            }.joined()
        }
        try lab.write("train", pairs(1))
        try lab.write("dev", pairs(2))
        let train = "scattershot train -q --format pairs --tokens words --epochs 2 --graphs list -m"
        let trained = try lab.run(
            "\(train) one.model --json train && \(train) two.model train && cmp one.model two.model")
        #expect(trained.status == 0, "\(trained.error)")
        #expect(trained.output.contains(#""graphs" : ["#))
        let evaluated = try lab.run("scattershot evaluate -q -m one.model --json dev")
        let measures = try #require(
            try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
        let pairsMeasure =
            measures["sequenceError"] ?? (measures["pairs"] as? [String: Any])?["sequenceError"]
        #expect(pairsMeasure as? Double == 0, "\(evaluated.output)")
        #expect(try graph(lab, "list -m one.model").output.contains("learned"))
    }

    /// Graphs that people write or change run after rows, under the counts that hold; those that rows replace say so.
    private func expectGraphsAfterRows(_ lab: CommandLab) throws {
        func answer(_ model: String) throws -> String {
            let infer = "cut -f1 dev | scattershot infer -m \(model)"
            let answer = try lab.run(infer)
            let traced = try lab.run(infer + " --trace").output.split(separator: "\n").map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return (object?["output"] as? [String] ?? []).joined(separator: "\n")
            }
            let tags = answer.output.split(separator: "\n\n").map { sentence in
                sentence.split(separator: "\n").map { String($0.split(separator: "\t").last ?? "") }
                    .joined(separator: "\n")
            }
            #expect(traced == tags, "\(model)")
            return answer.output
        }
        func roots(_ answer: String) -> [Int] {
            answer.split(separator: "\n\n").map { $0.split(separator: "\n").count { $0.hasSuffix("\troot") } }
        }
        let before = try answer("rows.model")
        let note = "'scattershot graph use list' lets it run"
        for change in [
            "list -m rows.model", "disable -m rows.model -o off.model 1",
            "remove -m rows.model -o off.model 1",
        ] {
            let outcome = try graph(lab, change)
            #expect(outcome.status == 0 && outcome.error.contains(note), "\(change)")
            if !change.hasPrefix("list") { #expect(try answer("off.model") == before) }
        }
        #expect(try graph(lab, "list -m list.model").error.isEmpty)
        // A changed count takes the place of the learned one.
        #expect(try graph(lab, "edit -m rows.model -o two.model 1 'exactly 2 root'").error.contains(note))
        #expect(try roots(answer("two.model")).allSatisfy { $0 == 2 })
        // Biases move what the rows decided by: nothing by nothing, a little by little, and never the count.
        _ = try graph(lab, "add -m rows.model -o idle.model 'bias root +0.01 if out[0]=nowhere'")
        #expect(try answer("idle.model") == before)
        _ = try graph(lab, "add -m rows.model -o moved.model 'bias root +900.00 if place = 0'")
        let moved = try answer("moved.model")
        #expect(moved != before)
        #expect(roots(moved).allSatisfy { $0 == 1 })
        #expect(
            moved.split(separator: "\n\n").allSatisfy { $0.split(separator: "\n")[0].hasSuffix("\troot") })
        // What the token decoder answered is seen after rows, too.
        _ = try graph(lab, "add -m rows.model -o raw.model 'substitute _ -> raw[0]'")
        let plain = try lab.run("cut -f1 dev | scattershot infer -m raw.model --trace")
        for line in plain.output.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["output"] as? [String] == object?["tokens"] as? [String])
        }
        let explained = try lab.run("scattershot explain -m rows.model 'a b v v' --position 4")
        #expect(explained.output.contains("   rows at 4:  "), "\(explained.output)")
        #expect(explained.output.contains("   condition "), "\(explained.output)")
    }

    @Test func countsAndConditionsOfTagsAreLearned() throws {
        let lab = try CommandLab()
        func tagged(_ count: Int, _ seed: UInt64) -> String {
            // The first verb of a sentence is its root.
            sentences(count, of: ["a", "b", "c", "v"], seed: seed).filter { $0.contains("v") }.map { words in
                let root = words.firstIndex(of: "v")
                return words.enumerated().map { "\($1)\t\($0 == root ? "root" : "other")\n" }.joined() + "\n"
            }.joined()
        }
        try lab.write("train", tagged(600, 1))
        try lab.write("dev", tagged(200, 2))
        for product in ["list", "rows"] {
            let trained = try lab.run(
                "scattershot train -q --format tags --epochs 2 --graphs \(product) --dev dev --json -m \(product).model train"
            )
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(trained.output.utf8)) as? [String: Any],
                "\(trained.error)")
            let seconds = try #require(report["graphSeconds"] as? [String: Double])
            #expect(try #require(seconds["heldOut"]) > 0 && #require(seconds[product]) > 0)
            let before = try #require((report["passes"] as? [[String: Any]])?.last?["dev"] as? Double)
            let after = try #require(report["devWithGraphs"] as? Double, "\(product): nothing was learned")
            #expect(after > before)
            #expect(after > 0.99, "\(product)")
            // Whatever the threads and kernels, and step by step, the answers are the same.
            let infer = "cut -f1 dev | scattershot infer -m \(product).model"
            let answer = try lab.run(infer + " --threads 1")
            #expect(try lab.run(infer + " --threads 3 --block-bytes 1024").output == answer.output)
            #expect(try lab.run(infer + " --kernel scalar").output == answer.output)
            let traced = try lab.run(infer + " --trace")
            #expect(traced.output.contains("rows over conditions") == (product == "rows"))
            guard product == "list" else { continue }
            #expect(traced.output.contains(#""text":"exactly 1 root""#))
            let outputs = try traced.output.split(separator: "\n").map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return object?["output"] as? [String] ?? []
            }
            let tags = answer.output.split(separator: "\n").compactMap { line in
                line.split(separator: "\t").last.map { String($0) }
            }
            #expect(outputs.flatMap { $0 } == tags)
        }
        try expectGraphsAfterRows(lab)
        #expect(try graph(lab, "use -m rows.model constraints").status == 0)
        let constrained = try lab.run("cut -f1 dev | scattershot infer -m rows.model")
        let roots = constrained.output.split(separator: "\n\n").map { sentence in
            sentence.split(separator: "\n").count { $0.hasSuffix("\troot") }
        }
        #expect(roots.allSatisfy { $0 == 1 })
        #expect(try graph(lab, "use -m rows.model list").status == 0)
        #expect(try graph(lab, "use -m list.model rows").error.contains("the model has no rows"))
    }
}
