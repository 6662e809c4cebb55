import Foundation
import Testing

@Suite struct PairsCommandTests {
    private static let letters = ["a": "AA", "b": "B", "h": "", "o": "AO", "x": "K S"]

    /// Words of five letters or fewer with their sounds, of which `h` has none and `x` two.
    private static let pairs = (1..<900).map { number -> String in
        var (rest, word) = (number, "")
        while rest > 0 {
            word += Array("abhox").map(String.init)[rest % 5]
            rest /= 5
        }
        return "\(word)\t\(sounds(of: word))"
    }

    private static func sounds(of word: String) -> String {
        word.compactMap { letters[String($0)] }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    @Test(arguments: ["steps", "chunks"]) func unequalPairsAreLearnedAndAnswered(way: String) throws {
        let lab = try CommandLab()
        var lines = Self.pairs
        lines[99] = "a\tAA AA AA AA AA AA AA AA AA"
        lines[199] = "\tB"
        try lab.write("train", lines.joined(separator: "\n") + "\n")
        let trained = try lab.run(
            "scattershot train --format pairs --output-tokens words --emit \(way) --epochs 4 -m model train")
        #expect(trained.status == 0, "\(trained.error)")
        #expect(trained.error.contains("left out 1: an output but no input token, line 200\n"))
        #expect(trained.error.contains("output tokens for each input token, line 100\n"))
        let words = ["hhhh", "oxbo", "xx", "h", "bahox"]
        try lab.write("words", words.joined(separator: "\n") + "\n")
        let answered = try lab.run("scattershot infer --stats --quiet -m model words")
        #expect(answered.output == words.map { "\($0)\t\(Self.sounds(of: $0))\n" }.joined())
        // Each x emits two sounds, which is as much as there can be step by step.
        #expect(answered.error.contains("\"boundedPositions\":\(way == "steps" ? 4 : 0),"))
        let plain = try lab.run("scattershot infer --quiet --kernel scalar -m model words")
        #expect(plain.output == answered.output)
        let object = try lab.run(#"echo '{"input":"xh"}' | scattershot infer --quiet --jsonl -m model"#)
        #expect(object.output == #"{"input":"xh","output":"K S"}"# + "\n")
        let explained = try lab.run("scattershot explain -m model xa")
        #expect(explained.output.contains(way == "steps" ? "x  →  K " : "x  →  K S "))
    }

    @Test func alternativesCountOnce() throws {
        let lab = try CommandLab()
        try lab.write("train", Self.pairs.joined(separator: "\n") + "\n")
        try lab.write("gold", "ax\tB\nbo\tB AO\nax\tAA K S\n")
        let made = try lab.run(
            """
            scattershot train -q --format pairs --output-tokens words --epochs 4 -m model train
            scattershot evaluate -q -m model gold; scattershot evaluate -q --alternatives -m model gold
            scattershot evaluate -q --alternatives --json -m model gold
            """)
        #expect(made.output.contains("sequence error 33.33 % of 3\n"))
        #expect(made.output.contains("sequence error 0.00 % of 2\n"))
        #expect(made.output.contains("\"boundedPositions\" : 2"))
    }

    @Test func theReportTellsOfTheAlignment() throws {
        let lab = try CommandLab()
        try lab.write("train", Self.pairs.joined(separator: "\n") + "\n\tB\n")
        let made = try lab.run(
            "scattershot train -q --json --format pairs --output-tokens words --epochs 1 -m model train")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any])
        let alignment = try #require(report["alignment"] as? [String: Any])
        #expect(alignment["mostEmissions"] as? Int == 2 && alignment["pairs"] as? Int == 900)
        #expect((alignment["withoutInput"] as? [String: Any])?["lines"] as? [Int] == [900])
        #expect((alignment["rounds"] as? [Any])?.count ?? 0 > 1)
    }
}
