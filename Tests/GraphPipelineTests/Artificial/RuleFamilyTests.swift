import Foundation
import GraphPipeline
import Testing

@Suite struct RuleFamilyTests {
    @Test(arguments: RuleFamily.all)
    func graphsWrittenByHandArePerfect(family: RuleFamily) throws {
        let executor = GraphExecutor(try GraphLines(text: family.graphs).enabled)
        var changed = 0
        for (input, output) in family.pairs(500, seed: 1) {
            let result = executor.run(GraphWindows(query: [input], value: input))
            #expect(result.value == output, "\(family.name): \(input)")
            changed += output == input ? 0 : 1
        }
        // A rule that hardly ever does anything tests nothing.
        #expect(changed >= 25, "\(family.name)")
    }

    @Test func everyGraphTokenHasTwoFamilies() {
        #expect(Set(RuleFamily.all.map(\.name)).count == RuleFamily.all.count)
        let about = [
            "count", "present", "absent", "match", "order", "nearest", "substitute", "map", "exactly",
            "continue", "bias",
            "ephemeral", "modulo", "repeat", "and", "or", "not", "sequence", "when", "when-else", "views",
        ]
        for word in about {
            #expect(RuleFamily.all.count { $0.about.contains(word) } >= 2, "\(word)")
        }
    }

    /// Writes each family's and each mixture's training and test pairs for the command line where SCATTERSHOT_RULES_OUT names a directory.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SCATTERSHOT_RULES_OUT"] != nil))
    func familiesAreWritten() throws {
        let path = try #require(ProcessInfo.processInfo.environment["SCATTERSHOT_RULES_OUT"])
        for family in RuleFamily.all {
            for (part, count, seed) in [("train", 1_000, UInt64(1)), ("test", 1_000, 2)] {
                let url = URL(fileURLWithPath: path).appendingPathComponent("\(family.name).\(part).tsv")
                try family.lines(count, seed: seed).write(to: url, atomically: true, encoding: .utf8)
            }
        }
        for rules in MixedRules.all {
            for (part, count, seed) in [("train", 1_000, UInt64(1)), ("test", 1_000, 2)] {
                let url = URL(fileURLWithPath: path).appendingPathComponent("\(rules.name).\(part).tsv")
                try rules.lines(count, seed: seed).write(to: url, atomically: true, encoding: .utf8)
            }
        }
    }
}
