import Foundation
import Testing

@Suite struct PermuteCommandTests {
    @Test func writesKeysAndGoesOnWithThem() throws {
        let lab = try CommandLab()
        try lab.write("text", SampleText.spacing.training)
        let search = "scattershot permute text --weights 1 1"
        let made = try lab.run(
            """
            \(search) -q -o whole --rounds 3 && \(search) -q --output part --rounds 1 && \
            \(search) --output part --resume part --rounds 3 && cmp whole part
            """)
        #expect(made.status == 0, "\(made.error)")
        #expect(made.errorLines.first?.hasPrefix("read ") == true)
        #expect(made.errorLines.last?.hasPrefix("wrote part: keys of ") == true)
        let lines = try lab.read("whole").split(separator: "\n")
        #expect(lines.first?.hasPrefix("# keys: seed 1, pool ") == true)
        #expect(lines.dropFirst().allSatisfy { $0.split(separator: "\t").count == 3 })
    }

    @Test func theReportIsJSON() throws {
        let lab = try CommandLab()
        try lab.write("text", SampleText.tags.training)
        let made = try lab.run("scattershot permute -q --json --output keys --rounds 2 text")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any], "\(made.error)")
        let rounds = try #require(report["rounds"] as? [[String: Any]])
        #expect(rounds.first?["round"] as? Int == 1)
        #expect((rounds.first?["information"] as? [Double])?.count == 3)
        #expect(report["keys"] as? Int ?? 0 > 0)
    }

    @Test func badInputIsNamed() throws {
        let lab = try CommandLab()
        try lab.write("text", "a b a b\n")
        try lab.write("keys", "a\tx\n")
        for (options, status, word) in [
            ("-o keys2 none", 66, "none"), ("-o none/keys text", 74, "none"),
            ("-o keys2 --resume keys text", 65, "keys"),
            ("-o keys2 --rounds -1 text", 64, "rounds"), ("-o keys2 --weights 0 0 -- text", 64, "weights"),
            ("-o keys2 - -", 64, "standard input"),
        ] {
            let failed = try lab.run("scattershot permute \(options)")
            #expect(failed.status == Int32(status), "\(options): \(failed.error)")
            #expect(failed.error.contains(word), "\(failed.error)")
        }
        #expect(try lab.names() == ["keys", "text"])
    }
}
