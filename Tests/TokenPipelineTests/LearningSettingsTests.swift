import KeyLayers
import NoiseSampling
import Testing
import TokenPipeline

/// What the settings do to the rows.
@Suite struct LearningSettingsTests {
    /// A margin turns narrow decisions into wide ones.
    @Test func aMarginWidensDecisions() throws {
        let task = SyntheticTask.tokenRule(sequences: 100, seed: 4)
        let share = 0.02
        func narrow(_ model: TokenModel) -> (narrow: Int, all: Int) {
            let margin = UInt64(share * Double(model.frame.distance.maximum))
            let traces = task.inputs.flatMap { ReferenceDecoder(model: model).decode($0) }
            return (
                traces.filter { $0.nearest.runnerUpDistance - $0.nearest.distance < margin }.count,
                traces.count
            )
        }
        let without = try task.learn(epochs: 20)
        let with = try task.learn(epochs: 20, margin: share)
        #expect(with.model.rows.values != without.model.rows.values)
        #expect(with.model.rows.count >= without.model.rows.count)
        let (before, after) = (narrow(without.model), narrow(with.model))
        #expect(before.narrow > before.all / 10, "\(before)")
        #expect(after.narrow < before.narrow / 2, "\(after) against \(before)")
        #expect(task.accuracy(of: with.model) >= 0.99)
    }

    /// A narrow decision that is right updates the rows, but is no error.
    @Test func marginsDoNotCountAsErrors() throws {
        let task = SyntheticTask.tokenRule(words: 6, tags: 2, sequences: 20, seed: 1)
        /// The layer without parts takes part in every update.
        func errorsAndUpdates(margin: Double) throws -> (last: Int, all: Int, updates: Int) {
            let (model, reports) = try task.learn(epochs: 20, margin: margin)
            let bias = try #require(model.frame.layout.pack(layer: 0, values: []))
            return (
                reports.last?.errors ?? -1, reports.reduce(0) { $0 + $1.errors },
                Int(model.rows.updates[Int(model.table.find(bias))])
            )
        }
        let without = try errorsAndUpdates(margin: 0)
        #expect(without.last == 0)
        #expect(without.updates == without.all)
        let with = try errorsAndUpdates(margin: 0.016)
        #expect(with.last == 0)
        #expect(with.updates > with.all)
    }

    /// Learning from samples comes near to learning from the direction that they converge to.
    @Test(arguments: [
        (SyntheticTask.tokenRule(sequences: 150, seed: 4), 15), (.stateRule(sequences: 80, seed: 5), 40),
    ])
    func sampledNoiseLearnsAlmostAsWellAsCanonical(task: SyntheticTask, epochs: Int) throws {
        let canonical = try task.accuracy(of: task.learn(epochs: epochs).model)
        let sampled = try task.accuracy(of: task.learn(epochs: epochs, noise: .sampled(samples: 64)).model)
        #expect(canonical > 0.95, "\(canonical)")
        #expect(sampled > canonical - 0.05, "\(sampled) against \(canonical)")
    }

    @Test func rarelyUpdatedRowsAreLeftOut() throws {
        let task = SyntheticTask.tokenRule(sequences: 100, seed: 4)
        var before: Int?
        for minimum: UInt32 in [0, 1, 2, 4, 8, 100_000] {
            let model = try task.learn(epochs: 3, minimumUpdates: minimum).model
            #expect(model.rows.count == model.table.count)
            #expect(
                (1...max(model.rows.count, 1)).prefix(model.rows.count).allSatisfy {
                    model.rows.updates[$0] >= minimum
                })
            if let before, minimum > 1 { #expect(model.rows.count < before, "\(minimum)") }
            before = model.rows.count
        }
        #expect(before == 0)
    }

    /// The number of rows that a mean model needs fits its layers: a row's signature names a context of the data.
    @Test func rowsBelongToContextsOfTheData() throws {
        let task = SyntheticTask.tokenRule(words: 30, sequences: 50, seed: 4)
        let model = try task.learn(epochs: 3).model
        let count = model.frame.columns[0].tokens.count
        var layers: Set<Int> = []
        model.table.forEach { signature, row in
            guard let context = model.frame.layout.unpack(signature) else {
                Issue.record("row \(row) belongs to no layer")
                return
            }
            layers.insert(context.layer)
            #expect(context.values.allSatisfy { $0 == PartValue.outside || Int($0) < count + 2 })
            #expect(!context.values.contains(PartValue.unknown))
        }
        #expect(layers == [0, 1, 2, 3])
    }
}

/// The text in a model's provenance says how noise was found.
@Suite struct NoiseRuleTests {
    @Test func rulesAreReadBack() {
        let rules = [NoiseRule.canonical] + NoiseColour.allCases.map { .sampled(samples: 64, colour: $0) }
        for rule in rules { #expect(NoiseRule(rule.description) == rule) }
        #expect(NoiseRule.sampled(samples: 256, colour: .pink).description == "sampled 256 pink")
    }

    /// What models say that were trained when there was one colour.
    @Test func samplesWithoutAColourAreWhite() {
        #expect(NoiseRule("sampled 64") == .sampled(samples: 64, colour: .white))
    }

    @Test(arguments: [
        "", "sampled", "sampled x", "sampled 64 loud", "sampled 64 pink ", "canonical 3", "pink 64",
    ])
    func otherTextsAreNoRules(text: String) { #expect(NoiseRule(text) == nil) }
}
