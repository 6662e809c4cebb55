import Foundation
import GraphPipeline
import TestSupport
import Testing

@Suite struct RewritingLearnerTests {
    /// Share of new pairs that learned graphs get right, in per mille.
    static func learned(
        _ family: RuleFamily, examples: Int, corrupted: Int = 0,
        settings: RewritingSettings = RewritingSettings()
    ) throws -> (graphs: [Graph], right: Int) {
        var random = GraphGenerator(seed: 3)
        let pairs = family.pairs(examples, seed: 1).map { input, output -> RewritingExample in
            var wanted = output
            if random.chance(corrupted) {
                let place = random.number(0...max(0, wanted.count - 1))
                if wanted.isEmpty || random.chance(50) {
                    wanted.insert(random.pick(input), at: place)
                } else {
                    wanted[place] = random.pick(input)
                }
            }
            return RewritingExample(query: [input], value: input, wanted: wanted)
        }
        let graphs = try RewritingLearner(settings: settings).learn(pairs).graphs
        let executor = GraphExecutor(graphs)
        let tests = family.pairs(1_000, seed: 2)
        return (graphs, tests.count { executor.run(GraphWindows(query: [$0], value: $0)).value == $1 })
    }

    /// All families; where SCATTERSHOT_ALL_RULES is set, since it takes minutes.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SCATTERSHOT_ALL_RULES"] != nil))
    func nineOfTenFamiliesAreLearned() throws {
        let variables = ProcessInfo.processInfo.environment
        let corrupted = variables["SCATTERSHOT_CORRUPTED"].flatMap { Int($0) } ?? 0
        let examples = variables["SCATTERSHOT_RULE_EXAMPLES"].flatMap { Int($0) } ?? 400
        let wanted =
            variables["SCATTERSHOT_ALL_RULES"].map { $0.split(separator: ",").map(String.init) } ?? []
        let families = RuleFamily.all.filter { wanted == ["1"] || wanted.contains($0.name) }
        var perfect = 0
        for family in families {
            let clock = ContinuousClock()
            var result: (graphs: [Graph], right: Int) = ([], 0)
            let time = try clock.measure {
                result = try Self.learned(family, examples: examples, corrupted: corrupted)
            }
            perfect += result.right == 1_000 ? 1 : 0
            print(
                family.name, "\(result.right)/1000", time,
                result.graphs.map(\.description).joined(separator: " ;; "))
        }
        print("perfect: \(perfect) of \(families.count)")
        #expect(perfect * 10 >= families.count * 9)
    }
}
