import Foundation
import Testing

@Suite struct AlignCommandTests {
    /// Letters with their sounds; line 4 cannot be aligned, line 5 has no output.
    private static let pairs = """
        box\tB AA K S
        ox\tAA K S
        bob\tB AA B
        b\tB B B B B B B B B B B B B B B B B
        h\t
        sob\tS AA B
        fox\tF AA K S
        fob\tF AA B

        """

    @Test func showsTokensAboveWhatTheyEmit() throws {
        let lab = try CommandLab()
        try lab.write("pairs", Self.pairs)
        let made = try lab.run("scattershot align --output-tokens words --max-emissions 3 pairs")
        #expect(made.status == 0)
        #expect(made.output.hasPrefix("b  o   x\nB  AA  K S\n\no   x\nAA  K S\n\n"))
        #expect(made.output.contains("h\n∅\n\n"))
        #expect(made.output.split(separator: "\n").count == 14)
        #expect(made.error.contains("aligned 7 of 8 pairs, 3 output tokens at most for an input token"))
        #expect(
            made.error.contains(
                "left out 1: more than 3 output tokens for each input token, line 4\n"))
    }

    @Test func printsJSONLines() throws {
        let lab = try CommandLab()
        try lab.write("pairs", Self.pairs)
        let made = try lab.run(
            "scattershot align --output-tokens words --max-emissions 3 --json --quiet - < pairs")
        #expect(made.status == 0 && made.error == "")
        let objects = try made.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(objects.map { $0?["line"] as? Int } == Array(1...8))
        let first = objects.first??["alignment"] as? [[String: Any]]
        #expect(first?.map { $0["input"] as? String } == ["b", "o", "x"])
        #expect(first?.map { $0["output"] as? [String] } == [["B"], ["AA"], ["K", "S"]])
        #expect(objects[0]?["cost"] as? Double ?? -1 >= 0)
        #expect(objects[3]?["alignment"] == nil && objects[3]?["cost"] == nil)
    }

    @Test func appliesTheCostsOfAModel() throws {
        let lab = try CommandLab().train(.tags)
        try lab.write("pairs", Self.pairs)
        let made = try lab.run(
            """
            scattershot train -q --format pairs --output-tokens words --max-emissions 3 -m model pairs &&
            printf 'xob\\tK S AA B\\n' | scattershot align --quiet -m model -
            """)
        #expect(made.status == 0 && made.output == "x    o   b\nK S  AA  B\n\n")
        let refused = try lab.run("scattershot align -m tags.model pairs")
        #expect(refused.status == 65 && refused.errorLines.count == 1)
        #expect(refused.error.contains("give a model of pairs"))
    }

    @Test func badInputIsNamed() throws {
        let lab = try CommandLab()
        try lab.write("pairs", "a\tA\nno tab\n")
        let made = try lab.run("scattershot align pairs")
        #expect(made.status == 65 && made.error.contains("pairs:2: 0 tabs"))
        #expect(try lab.run("scattershot align --max-emissions 17 pairs").status == 64)
        #expect(try lab.run("scattershot align nothing").status == 66)
    }
}
