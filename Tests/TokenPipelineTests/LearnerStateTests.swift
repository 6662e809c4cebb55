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
                    learner.restore(state)
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
            { $0.progress.decisions = 1 << 40 },
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
}
