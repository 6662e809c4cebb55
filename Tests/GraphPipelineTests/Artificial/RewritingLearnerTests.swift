import Foundation
import GraphPipeline
import TestSupport
import Testing
import WorkPool

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

    /// One family for each way in which graphs are found.
    @Test(arguments: ["after-h", "swap", "first-decides", "sort", "two-h", "odd-number-of-a", "beside-g"])
    func rulesAreLearned(name: String) throws {
        let family = try #require(RuleFamily.all.first { $0.name == name })
        let (graphs, right) = try Self.learned(family, examples: 240)
        #expect(right == 1_000, "\(graphs)")
    }

    @Test func aTenthOfWrongOutputsDoesNoHarm() throws {
        let family = try #require(RuleFamily.all.first { $0.name == "near-h" })
        let (graphs, right) = try Self.learned(family, examples: 240, corrupted: 10)
        #expect(right == 1_000, "\(graphs)")
    }

    /// A token decoder that is wrong more often than not does not keep a rule from being found.
    @Test func blurredOutputsAreLeftAside() throws {
        let family = try #require(RuleFamily.all.first { $0.name == "ends-swapped" })
        var random = GraphGenerator(seed: 9)
        let blurred = { (pairs: [(input: [String], output: [String])]) in
            pairs.map { input, output in
                let value = output.flatMap {
                    random.chance(30) ? random.list(0...2) { $0.pick(input) } : [$0]
                }
                return RewritingExample(query: [input], value: value, wanted: output)
            }
        }
        let graphs = try RewritingLearner().learn(blurred(family.pairs(240, seed: 1))).graphs
        let executor = GraphExecutor(graphs)
        for example in blurred(family.pairs(300, seed: 2)) {
            let windows = GraphWindows(query: example.query, value: example.value)
            #expect(executor.run(windows).value == example.wanted, "\(graphs)")
        }
    }

    /// Outputs that have nothing to do with their inputs.
    @Test(arguments: UInt64(0)..<3)
    func nothingIsLearnedFromNoise(seed: UInt64) throws {
        var random = GraphGenerator(seed: seed)
        let examples = (0..<160).map { _ in
            let input = random.list(4...10) { $0.pick(["a", "b", "c", "d"]) }
            var wanted = input
            wanted[random.number(0...input.count - 1)] = random.pick(["a", "b", "c", "d"])
            return RewritingExample(query: [input], value: input, wanted: wanted)
        }
        #expect(try RewritingLearner().learn(examples).graphs.isEmpty, "seed \(seed)")
    }

    @Test func learningIsRepeatableAndReported() throws {
        let family = try #require(RuleFamily.all.first { $0.name == "like-neighbours" })
        let examples = family.pairs(120, seed: 5).map {
            RewritingExample(query: [$0], value: $0, wanted: $1)
        }
        let learned = try RewritingLearner().learn(examples)
        #expect(try RewritingLearner().learn(examples) == learned)
        #expect(learned.graphs.count == 1)
        let slices = [learned.report.selection, learned.report.validation, learned.report.untouched]
        #expect(slices.map(\.examples) == [60, 30, 30])
        for slice in slices {
            #expect(slice.editsBefore > 0 && slice.editsAfter == 0)
            #expect(slice.rightBefore < slice.rightAfter && slice.rightAfter == slice.examples)
        }
    }

    /// What the report says of each graph is what running the list one graph after the other does.
    @Test func theReportTellsWhatEachGraphDoes() throws {
        let family = try #require(RuleFamily.all.first { $0.name == "first-decides" })
        let examples = family.pairs(240, seed: 1).map {
            RewritingExample(query: [$0], value: $0, wanted: $1)
        }
        let learned = try RewritingLearner().learn(examples)
        let report = learned.report
        #expect(report.isAccepted && report.graphs.map(\.text) == learned.graphs.map(\.description))
        #expect(
            report.makers.errors + report.makers.edits + report.makers.noise == learned.graphs.count)
        #expect(report.noise.draws > 0 && report.noise.graphs + report.noise.refused <= report.noise.draws)
        var gains = [0, 0, 0]
        for entry in report.graphs {
            for (slice, effect) in [entry.selection, entry.validation, entry.untouched].enumerated() {
                gains[slice] += effect.gain
                #expect(effect.right + effect.wrong <= effect.examples)
            }
        }
        for (gain, score) in zip(gains, [report.selection, report.validation, report.untouched]) {
            #expect(gain == score.editsBefore - score.editsAfter)
        }
        // Where each fires, counted once more over all examples.
        var values = examples.map(\.value)
        for (graph, entry) in zip(learned.graphs, report.graphs) {
            let executor = GraphExecutor([graph])
            var fired = 0
            for index in values.indices {
                let windows = GraphWindows(query: examples[index].query, value: values[index])
                let after = executor.run(windows).value
                fired += after != values[index] ? 1 : 0
                values[index] = after
            }
            let effects = [entry.selection, entry.validation, entry.untouched]
            #expect(effects.reduce(0) { $0 + $1.examples } == fired)
        }
    }

    /// Where the output is worse than the input and the input needs no more, a copy of it is the whole list.
    @Test func aCopyOfTheInputAloneIsAList() throws {
        var random = GraphGenerator(seed: 12)
        let examples = (0..<200).map { _ in
            let input = random.list(4...9) { $0.pick(["a", "b", "c", "d"]) }
            let blurred = input.map { random.chance(40) ? random.pick(["a", "b", "c", "d"]) : $0 }
            return RewritingExample(query: [input], value: blurred, wanted: input)
        }
        let learned = try RewritingLearner().learn(examples)
        #expect(learned.report.untouched.editsAfter == 0, "\(learned.graphs)")
        #expect(learned.graphs.count == 1)
    }

    @Test(arguments: [2, 3]) func threadsHaveNoInfluence(threads: Int) throws {
        for name in ["two-h", "first-decides"] {
            let family = try #require(RuleFamily.all.first { $0.name == name })
            let examples = family.pairs(160, seed: 1).map {
                RewritingExample(query: [$0], value: $0, wanted: $1)
            }
            let alone = try RewritingLearner().learn(examples)
            let shared = try RewritingLearner().learn(examples, pool: WorkPool(threads: threads))
            #expect(shared == alone && !alone.graphs.isEmpty, "\(name)")
        }
    }

    /// An eighth that is reserved is neither searched nor counted.
    @Test func aReservedPartHasNoInfluence() throws {
        let family = try #require(RuleFamily.all.first { $0.name == "after-h" })
        var settings = RewritingSettings()
        settings.reservesComparison = true
        var examples = family.pairs(240, seed: 1).map {
            RewritingExample(query: [$0], value: $0, wanted: $1)
        }
        let learned = try RewritingLearner(settings: settings).learn(examples)
        let report = learned.report
        #expect([report.selection, report.validation, report.untouched].map(\.examples) == [120, 60, 30])
        let slices = ExampleSlices(count: 240, seed: settings.seed, reservesComparison: true)
        #expect(slices.order.sorted() == Array(0..<240) && slices.comparison == 210..<240)
        // Other outputs of known tokens there change nothing.
        for index in slices.order[slices.comparison] {
            examples[index] = RewritingExample(
                query: examples[index].query, value: examples[index].value, wanted: examples[index].value)
        }
        #expect(try RewritingLearner(settings: settings).learn(examples).graphs == learned.graphs)
    }

    @Test func fewExamplesAndEmptyOnesTeachNothing() throws {
        #expect(try RewritingLearner().learn([]).graphs.isEmpty)
        let empty = RewritingExample(query: [], value: [], wanted: [])
        #expect(try RewritingLearner().learn(Array(repeating: empty, count: 40)).graphs.isEmpty)
        let one = RewritingExample(query: [[]], value: [], wanted: ["a"])
        let learned = try RewritingLearner().learn(Array(repeating: one, count: 40))
        #expect(GraphExecutor(learned.graphs).run(GraphWindows(query: [[]], value: [])).value == ["a"])
    }

    @Test func progressCanEndLearning() throws {
        struct Ended: Error {}
        let family = try #require(RuleFamily.all.first)
        let examples = family.pairs(60, seed: 5).map { RewritingExample(query: [$0], value: $0, wanted: $1) }
        #expect(throws: Ended.self) { try RewritingLearner().learn(examples) { _ in throw Ended() } }
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
