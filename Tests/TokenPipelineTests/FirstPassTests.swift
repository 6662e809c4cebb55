import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

@Suite struct FirstPassTests {
    private func task() -> SyntheticTask {
        var task = SyntheticTask.tokenRule(sequences: 200, seed: 1)
        task.layers = ["bias", "token[0]"]
        return task
    }

    @Test func decisionsAreHeldOut() throws {
        let task = task()
        let frame = try task.frame()
        let corpus = try task.corpus(for: frame)
        let settings = LearningSettings(seed: 1, noise: .canonical, margin: 0, minimumUpdates: 1)
        let pass = FirstPass(frame: frame, settings: settings, heldOut: HeldOutViews(), epochs: 2)
        var trainings: Set<Int> = []
        let outcome = try pass.run(corpus) { training, positions in
            trainings.insert(training)
            #expect(positions <= 2 * corpus.positionCount)
        }
        #expect(trainings.isSubset(of: Set(0..<FirstPass.trainings)))
        #expect(outcome.decisions.count == corpus.positionCount)
        // Each part against a model that is trained on the other parts alone.
        for part in 0..<HeldOutTraining.parts {
            let isHeldOut = { (sequence: Int) in HeldOutViews.fold(of: sequence) / 2 == part }
            let learner = Learner(frame: frame, settings: settings)
            for _ in 0..<2 { _ = learner.learn(corpus, where: { !isHeldOut($0) }) { _ in } }
            let decoder = StringDecoder(model: try learner.model())
            for sequence in 0..<corpus.count where isHeldOut(sequence) {
                let positions = corpus.positions(of: sequence)
                let expected = decoder.decode(task.inputs[sequence])
                #expect(Array(outcome.decisions[positions]) == expected.tokens)
            }
        }
        // The model itself has seen all of it.
        let whole = Learner(frame: frame, settings: settings)
        for _ in 0..<2 { _ = whole.learn(corpus) { _ in } }
        let (all, expected) = (StringDecoder(model: outcome.model), StringDecoder(model: try whole.model()))
        for input in task.inputs { #expect(all.decode(input) == expected.decode(input)) }
    }

    /// Its decisions are tokens of the last column.
    @Test func aColumnWithFewerTokensThanOutputsIsRefused() throws {
        let good = try task().frame()
        let builder = TokenDictionaryBuilder(keySource: good.outputs.keySource)
        _ = builder.intern("x")
        let column = try ColumnVocabulary(tokens: builder.finished(), views: []) { _ in good.outputs.keySource
        }
        #expect(throws: InvalidStructure.self) {
            try TokenModelFrame(
                plan: .oneForOne, start: .middle, columns: good.columns + [column], spans: .empty,
                outputs: good.outputs, layers: [try ContextLayer(text: "2.token[0]")],
                distance: good.distance,
                derived: [DerivedColumn(number: 2, rule: .pass)])
        }
    }

    @Test func theFirstPassSeesNothingOfItself() throws {
        let good = try task().frame()
        let frame = try TokenModelFrame(
            plan: .oneForOne, start: .middle,
            columns: good.columns + [
                try ColumnVocabulary(tokens: good.outputs, views: []) { _ in good.outputs.keySource }
            ],
            spans: .empty, outputs: good.outputs,
            layers: ["bias", "token[0]", "2.token[-1]", "out[-1] 2.token[0]"].map {
                try ContextLayer(text: $0)
            },
            distance: good.distance, derived: [DerivedColumn(number: 2, rule: .pass)])
        #expect(frame.seesFirstPass)
        let first = try frame.ofFirstPass()
        #expect(!first.seesFirstPass)
        #expect(first.columns.count == 1)
        #expect(first.layout.layers.map(\.description) == ["bias", "token[0]"])
    }
}
