import KeyLayers
import Platform
import Testing
import TokenPipeline

/// Learning that was broken off and taken up again, by the same learner or another one, is learning that never stopped.
@Suite struct LearnerStateTests {
    private struct Stop: Error {}

    static func settings(_ noise: NoiseRule, _ node: NodeRule) -> LearningSettings {
        var states = StateSettings()
        states.node = node
        states.borrows = true
        return LearningSettings(seed: 3, noise: noise, margin: 0.02, minimumUpdates: 1, states: states)
    }

    static func same(_ first: TokenModel, _ second: TokenModel) -> Bool {
        first.rows.values == second.rows.values && first.rows.updates == second.rows.updates
            && first.rows.fractionBits == second.rows.fractionBits
            && first.table.buckets.withUnsafeBytes { first in
                second.table.buckets.withUnsafeBytes { first.elementsEqual($0) }
            }
            && first.record?.counts == second.record?.counts && first.costs?.halving == second.costs?.halving
    }

    @Test(
        arguments: [
            (NoiseRule.canonical, NodeRule.both), (.canonical, .record), (.sampled(samples: 8), .both),
        ])
    func itDoesNotMatterWhereLearningStopped(noise: NoiseRule, node: NodeRule) throws {
        let task = SyntheticTask.tokenRule(sequences: 500, seed: 1)
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let settings = Self.settings(noise, node)
        let whole = Learner(frame: frame, settings: settings)
        let reports = (0..<3).map { _ in whole.learn(corpus) { _ in } }
        let expected = try whole.model()

        for stride in [1, 3] {
            var learner = Learner(frame: frame, settings: settings)
            var (calls, stops) = (0, 0)
            var told: [EpochReport] = []
            while learner.progress.finishedPasses < 3 {
                do {
                    told.append(
                        try learner.learn(corpus) { _ in
                            calls += 1
                            if calls % stride == 0 { throw Stop() }
                        })
                } catch is Stop {
                    stops += 1
                    let state = learner.state
                    try state.check(frame)
                    // Every other time by another learner, as in another process.
                    guard stops % 2 == 0 else { continue }
                    learner = Learner(frame: frame, settings: settings)
                    try learner.restore(state)
                }
            }
            #expect(stops >= 4)
            #expect(Self.same(try learner.model(), expected))
            #expect(told.map(\.errors) == reports.map(\.errors))
            #expect(told.map(\.decisions) == reports.map(\.decisions))
            #expect(told.map(\.rows) == reports.map(\.rows))
        }
    }

    @Test func aStateThatDoesNotFitIsRefused() throws {
        let task = SyntheticTask.tokenRule(sequences: 60, seed: 1)
        let frame = try task.frame()
        let learner = Learner(frame: frame, settings: Self.settings(.canonical, .both))
        _ = learner.learn(try task.corpus(for: frame)) { _ in }
        let good = learner.state
        try good.check(frame)
        let changes: [(inout LearnerState) -> Void] = [
            { $0.progress.epoch = -1 }, { $0.progress.place = -1 }, { $0.progress.positions = -1 },
            { $0.progress.decisionsBefore = $0.progress.decisions + 1 },
            { $0.progress.errorsBefore = $0.progress.errors + 1 },
            { $0.progress.errors = Int($0.progress.decisions) + 1 },
            { $0.progress.decisions = RowSums.mostSteps + 1 },
            {
                $0.progress = LearningProgress(); $0.progress.place = 0
            },
            { $0.measure.decisions.removeLast() }, { $0.measure.rightDecisions[0] = .max },
            { $0.measure.costs.append(0) }, { $0.measure.costs[0] = .max }, { $0.measure.count = -1 },
            { $0.measure.costCount = .max }, { $0.ranks = [0.5] },
            { $0.ranks = $0.ranks.map { _ in .nan } }, { $0.sampledPairs = [1] }, { $0.sampledSums = [1] },
        ]
        for (index, change) in changes.enumerated() {
            var state = good
            change(&state)
            #expect(throws: InvalidStructure.self, "change \(index)") { try state.check(frame) }
        }
        // A frame with fewer layers.
        var other = task
        other.layers = Array(task.layers.prefix(1))
        #expect(throws: InvalidStructure.self) { try good.check(try other.frame()) }
    }

    /// Nothing is taken over from a state that is another frame's.
    @Test func onlyAStateOfTheFrameIsRestored() throws {
        let task = SyntheticTask.tokenRule(sequences: 60, seed: 1)
        let (frame, corpus) = (try task.frame(), try task.corpus(for: task.frame()))
        let learner = Learner(frame: frame, settings: Self.settings(.canonical, .both))
        _ = learner.learn(corpus) { _ in }
        let good = learner.state
        let expected = try learner.model()
        let rows = TrainingRows(numbers: frame.distance.shape.numbers == 64 ? 32 : 64)
        let signatures = (1..<good.rows.count + 1).map(good.rows.signature)
        for _ in signatures { _ = rows.append() }
        let changes: [(inout LearnerState) -> Void] = [
            { $0.rows = rows.sums(signatures: signatures) }, { $0.measure.decisions.append(0) },
            { $0.measure.costs.removeLast() }, { $0.progress.decisions = RowSums.mostSteps + 1 },
        ]
        for (index, change) in changes.enumerated() {
            var state = good
            change(&state)
            #expect(throws: InvalidStructure.self, "change \(index)") { try learner.restore(state) }
        }
        #expect(Self.same(try learner.model(), expected))
        try learner.restore(good)
        #expect(Self.same(try learner.model(), expected))
    }

    @Test func decisionsAreCountedBeforeTheyAreTaken() throws {
        let task = SyntheticTask.tokenRule(sequences: 60, seed: 1)
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let learner = Learner(frame: frame, settings: Self.settings(.canonical, .both))
        _ = learner.learn(corpus) { _ in }
        #expect(Int64(corpus.decisionCount(frame.plan)) == learner.progress.decisions)

        // Positions that emit nothing, one token, two and five.
        var several = EncodedCorpus(columnCount: 1)
        for count in [0, 1, 2, 5] {
            several.append(tokens: [0], emissions: (0..<count).map { UInt32($0 + 1) })
        }
        several.endSequence()
        for (maximum, decisions) in [(1, 4), (2, 1 + 2 + 2 + 2), (8, 1 + 2 + 3 + 6)] {
            let plan = try #require(EmissionPlan(copiesInput: false, minimum: 0, maximum: maximum))
            #expect(several.decisionCount(plan) == decisions)
        }
    }

    @Test func passesAreCountedBeforeTheyAreTaken() throws {
        var progress = LearningProgress()
        let (most, all) = (LearningProgress.mostDecisionsOfPass, Int(RowSums.mostSteps))
        func problem(_ passes: Int, _ decisions: Int) -> String {
            do throws(InvalidStructure) {
                try progress.checkRoom(forPasses: passes, decisions: decisions)
                return "none"
            } catch {
                return error.description
            }
        }
        // The largest training that can be asked for.
        #expect(problem(1000, most) == "none")
        #expect(problem(1, most + 1).contains("train on less data"))
        #expect(problem(1 << 12, 1 << 30).hasSuffix("take at most 2048 passes"))
        progress.epoch = 4
        progress.decisions = Int64(all - 100)
        progress.decisionsBefore = Int64(all - 150)
        #expect(problem(6, 50) == "none")
        #expect(problem(7, 50).hasSuffix("take at most 6 passes"))
        // In the middle of its fourth pass.
        progress.place = 3
        #expect(problem(6, 50) == "none")
        #expect(problem(7, 50).hasSuffix("take at most 6 passes"))
    }
}
