import Foundation
import TestSupport
import Testing

/// Graphs that are found, selected, decoded and inverted, through the command.
@Suite struct GraphChoiceCommandTests {
    private static let letters = ["a", "b", "c", "d"]

    /// Pairs in which 'm' somewhere in the input turns every a into b, and 'n' every b into a; other outputs are copies.
    private func pairs(_ count: Int, seed: UInt64, cues: [String]) -> String {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            var input = (0..<Int.random(in: 5...9, using: &generator)).map { _ in
                Self.letters.randomElement(using: &generator) ?? ""
            }
            let cue = cues.randomElement(using: &generator) ?? ""
            input[Int.random(in: 0..<input.count, using: &generator)] = cue
            let output = input.map { cue == "m" && $0 == "a" ? "b" : cue == "n" && $0 == "b" ? "a" : $0 }
            return input.joined(separator: " ") + "\t" + output.joined(separator: " ") + "\n"
        }.joined()
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    /// A model that copies, and data in which a cue asks for more.
    private func lab() throws -> CommandLab {
        let lab = try CommandLab()
        try lab.write(
            "copies",
            pairs(120, seed: 1, cues: ["c"]) + ["m", "n"].map { "\($0)\t\($0)\n" }.joined())
        try lab.write("train", pairs(300, seed: 2, cues: ["m", "n", "c"]))
        try lab.write("validation", pairs(150, seed: 3, cues: ["m", "n", "c"]))
        try lab.write("test", pairs(150, seed: 4, cues: ["m", "n", "c"]))
        let trained = try lab.run(
            "scattershot train -q --format pairs --tokens words --epochs 3 --min-chunks 1 -m copies.model copies"
        )
        try #require(trained.status == 0, "\(trained.error)")
        return lab
    }

    @Test func embeddingsThatSelectAGraphAreFound() throws {
        let lab = try lab()
        let find =
            "scattershot graph find -q -m copies.model --train train --validation validation --test test"
        let found = try lab.run("\(find) 'substitute a -> b' --json -o found.model")
        #expect(found.status == 0, "\(found.error)")
        let report = try object(found.output)
        let test = try #require(report["test"] as? [String: Any])
        let number = { (name: String) in test[name] as? Int ?? -1 }
        // Everywhere the graph does more harm than good; where it is selected it is right nearly always.
        #expect(number("fixed") < number("broken"))
        #expect(number("fixedSelected") * 10 >= number("fixed") * 9)
        #expect(number("brokenSelected") * 10 <= number("broken"))
        #expect(number("records") == 150 && number("selected") < 80)
        #expect(try lab.run("scattershot graph list -m found.model").output.contains("(has an embedding)"))
        let history = try lab.run("scattershot graph list --history -m found.model").output
        #expect(
            history.contains("selected by an embedding: +") && history.contains("on validation, 4 searches"))

        let infer = "cut -f1 test | scattershot infer -q -m found.model"
        let selected = try lab.run(infer)
        for options in ["--threads 3 --block-bytes 1024", "--kernel scalar"] {
            #expect(try lab.run("\(infer) \(options)").output == selected.output)
        }
        // What each record's trace says is what comes out.
        let traces = try lab.run("\(infer) --trace").output.split(separator: "\n").map { line in
            (try object(String(line))["output"] as? [String] ?? []).joined(separator: " ")
        }
        #expect(
            traces
                == selected.output.split(separator: "\n").map { String($0.split(separator: "\t").last ?? "") }
        )
        _ = try lab.run("scattershot graph use -m found.model order")
        let plain = try lab.run(infer)
        #expect(plain.output != selected.output)
        let asWritten = try lab.run(
            "scattershot graph add -m copies.model -o written.model 'substitute a -> b' && cut -f1 test | scattershot infer -q -m written.model"
        )
        #expect(plain.output == asWritten.output)
        _ = try lab.run("scattershot graph use -m found.model embedding")
        #expect(try lab.run(infer).output == selected.output)
        // An embedding belongs to the graph that it was found for.
        _ = try lab.run("scattershot graph edit -m found.model 1 'substitute b -> a'")
        #expect(try !lab.run("scattershot graph list -m found.model").output.contains("embedding"))

        let hopeless = try lab.run("\(find) 'substitute c -> d' -o none.model")
        #expect(hopeless.status == 65)
        #expect(hopeless.output.contains("no embedding selects it"))
        #expect(hopeless.error.contains("nothing was written"))
        #expect(try !lab.names().contains("none.model"))
    }

    @Test func mistakesOfChoosingAreNamed() throws {
        let lab = try lab()
        for (use, problem) in [
            ("embedding", "no graph of the model has an embedding"), ("decoded", "decodes no graphs"),
        ] {
            let failed = try lab.run("scattershot graph use -m copies.model \(use)")
            #expect(failed.status == 65 && failed.error.contains(problem) && failed.errorLines.count == 1)
        }
        let train = "scattershot train -q --format"
        let without = try lab.run("\(train) pairs --graph-choice embedding -m x.model train")
        #expect(without.status == 64 && without.error.contains("--graphs list"))
        let tags = try lab.run(
            "printf 'a\\tA\\n' > tags; \(train) tags --graphs list --graph-choice decoded -m x.model tags")
        #expect(tags.status == 65 && tags.error.contains("pairs alone"))
    }

    /// Training learns a list, and decodes for each input what the list comes to.
    @Test func graphsAreDecodedFromInputs() throws {
        let lab = try lab()
        let trained = try lab.run(
            "scattershot train -q --format pairs --tokens words --epochs 3 --graphs list --graph-choice decoded --json -m decoded.model train"
        )
        let report = try object(trained.output)
        let choice = try #require(report["graphChoice"] as? [String: Any], "\(trained.error)")
        let score = try #require(choice["score"] as? [String: Any])
        #expect(choice["refused"] as? Int != nil)
        #expect(score["examples"] as? Int == 37)
        #expect(try lab.run("scattershot graph use -m decoded.model decoded").status == 0)
        let infer = "cut -f1 test | scattershot infer -q -m decoded.model"
        let answer = try lab.run(infer)
        for options in ["--threads 3 --block-bytes 1024", "--kernel scalar"] {
            #expect(try lab.run("\(infer) \(options)").output == answer.output)
        }
        let right = zip(answer.output.split(separator: "\n"), try lab.read("test").split(separator: "\n"))
            .count { $0 == $1 }
        let tested = try object(try lab.run("scattershot graph test -q --json -m decoded.model test").output)
        #expect(tested["rightWith"] as? Int == right)
        // More than without graphs; less than the list, so that the list is what training left running.
        #expect(right > tested["rightWithout"] as? Int ?? 150)
        #expect(choice["isUsed"] as? Bool == false)
        #expect(tested["refused"] as? Int != nil)
        // The decoder is part of the file: the copy that a change writes decodes the same.
        _ = try lab.run("scattershot graph add -m decoded.model -o more.model 'substitute q -> r'")
        #expect(
            try lab.run(infer.replacingOccurrences(of: "decoded.model", with: "more.model")).output
                == answer.output)
    }

    @Test func graphsAreInverted() throws {
        let lab = try CommandLab()
        let (long, short) = ("substitute a -> b if present before out=h", "substitute a -> b")
        for (from, to, direction) in [(long, short, "compress"), (short, long, "expand")] {
            let found = try object(try lab.run("scattershot graph invert -q --json '\(from)' '\(to)'").output)
            #expect(found["direction"] as? String == direction)
            #expect(found["result"] as? String == to && found["isRight"] as? Bool == true)
            let phrase = try #require(found["phrase"] as? String)
            let words = try #require(found["wordsPerToken"] as? Int)
            try lab.write("phrase", phrase)
            let applied = try lab.run(
                "scattershot graph invert '\(from)' '\(to)' --words \(words) --phrase \"$(cat phrase)\"")
            #expect(applied.output.hasPrefix(phrase + "\n") && applied.output.hasSuffix("\n\(to)\n"))
        }
        let spent = try lab.run("scattershot graph invert -q '\(long)' '\(short)' --budget 1 --words 1")
        #expect(spent.status == 65 && spent.errorLines.count == 1 && spent.error.contains("raise the budget"))
        let unknown = try lab.run("scattershot graph invert '\(long)' '\(short)' --phrase nonsense")
        #expect(unknown.status == 65 && unknown.error.contains("no word 'nonsense'"))
        #expect(try lab.run("scattershot graph invert '\(long)'").status == 64)
    }

    @Test func wordsOfAModelInvertGraphs() throws {
        let lab = try CommandLab().train(.pairs)
        let found = try lab.run(
            "scattershot graph invert -q -m pairs.model --json 'substitute a -> b' 'continue a' --words 4")
        let report = try object(found.output)
        #expect(report["result"] as? String == "continue a")
        let words = try #require(report["phrase"] as? String).split(separator: " ")
        let sample = try lab.read("pairs.txt")
        #expect(words.allSatisfy { sample.contains($0) })
    }
}

extension GraphChoiceCommandTests {
    /// The commands that the article *Graphs* shows, with what they print.
    @Test func theArticleShowsWhatCommandsPrint() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let article = try String(
            contentsOf: root.appendingPathComponent("Sources/Scattershot/Scattershot.docc/Graphs.md"),
            encoding: .utf8)
        let blocks = article.components(separatedBy: "```console\n").dropFirst().map {
            $0.components(separatedBy: "```")[0].components(separatedBy: "$ ").dropFirst()
        }.joined()
        #expect(!blocks.isEmpty)
        let lab = try CommandLab()
        for block in blocks {
            let lines = block.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let outcome = try lab.run("\(lines[0]) -q")
            #expect(outcome.status == 0, "\(outcome.error)")
            let trimmed = { (text: Substring) in
                text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                    String(line.reversed().drop { $0 == " " }.reversed())
                }
            }
            #expect(trimmed(outcome.output[...]) == trimmed(lines[1]))
        }
    }
}
