import CuckooTable
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

@Suite struct BeamSearchTests {
    private func model(_ task: SyntheticTask, seed: UInt64, epochs: Int = 2) throws -> TokenModel {
        let learned = try task.learn(epochs: epochs, seed: seed, minimumUpdates: 0).model
        // Any scale must work, not only the one that fits.
        let halving = max((learned.costs?.halving ?? 1) * [1, 3, 16][Int(seed % 3)] / 3, 1)
        return try TokenModel(
            frame: learned.frame, table: learned.table, rows: learned.rows, costs: StepCosts(halving: halving)
        )
    }

    private func sequences(_ task: SyntheticTask, _ model: TokenModel, seed: UInt64) -> [[[String]]] {
        var generator = SeededGenerator(seed: seed + 77)
        let unseen = (0..<8).map { _ in SyntheticTask.unseen(using: &generator) }
        return (task.inputs.prefix(8) + unseen).map(model.frame.withDerivedColumns)
    }

    @Test(arguments: DecoderEqualityTests.plans, UInt64(0)..<8)
    func aBeamOfOneIsGreedy(plan: EmissionPlan, seed: UInt64) throws {
        let task = SyntheticTask.random(seed: seed + 100, plan: plan)
        let model = try model(task, seed: seed)
        let sequences = sequences(task, model, seed: seed)
        #expect(
            StringDecoder(model: model, beam: 1).decodeTogether(sequences)
                == StringDecoder(model: model).decodeTogether(sequences), "seed \(seed)")
    }

    @Test(arguments: DecoderEqualityTests.plans, UInt64(0)..<4)
    func beamsEqualThePlainOne(plan: EmissionPlan, seed: UInt64) throws {
        let task = SyntheticTask.random(seed: seed + 200, plan: plan, outputs: 2...9)
        let model = try model(task, seed: seed)
        let plain = try #require(PlainBeam(model: model))
        let sequences = sequences(task, model, seed: seed).map { Array($0.prefix(6)) }
        for width in [2, 3, 6] {
            let wanted = sequences.flatMap {
                plain.emissions(plain.decisions($0, width: width), positions: $0.count)
            }
            for kernel in [Kernel.scalar, .preferred] {
                let found = StringDecoder(model: model, kernel: kernel, beam: width).decodeTogether(sequences)
                #expect(found == wanted, "seed \(seed), width \(width), \(kernel)")
            }
        }
    }

    /// Few enough ways that the widest beam keeps all of them, against all of them.
    @Test(arguments: UInt64(0)..<12)
    func aWideBeamFindsTheBest(seed: UInt64) throws {
        let plans = [EmissionPlan.oneForOne, EmissionPlan(copiesInput: false, minimum: 0, maximum: 2)]
        for plan in plans.compactMap({ $0 }) {
            let task = SyntheticTask.random(seed: seed + 300, plan: plan, outputs: 2...3)
            let model = try model(task, seed: seed)
            let plain = try #require(PlainBeam(model: model))
            let decoder = StringDecoder(model: model, beam: BeamWidth.allowed.upperBound)
            for tokens in sequences(task, model, seed: seed).map({
                Array($0.prefix(plan.maximum == 1 ? 3 : 2))
            }) {
                let decisions = plain.decisions(tokens, width: 1000)
                #expect(plain.cost(tokens, of: decisions) == plain.leastCost(tokens), "seed \(seed)")
                #expect(
                    decoder.decodeTogether([tokens]) == plain.emissions(decisions, positions: tokens.count),
                    "seed \(seed)")
            }
        }
    }

    /// What a sequence's answer is does not depend on those that are decoded with it, nor on a chunk's end.
    @Test func sequencesDoNotSeeEachOther() throws {
        for task in [
            SyntheticTask.stateRule(sequences: 60, seed: 2), .spacing(sequences: 30, seed: 3),
            try .transcription(minimum: 0, maximum: 3, seed: 4),
        ] {
            let model = try task.learn(epochs: 2).model
            let decoder = StringDecoder(model: model, beam: 4)
            var sequences = Array(task.inputs.prefix(30))
            sequences.insert(
                Array((0..<900).flatMap { task.inputs[$0 % task.inputs.count] }.prefix(5000)), at: 3)
            #expect(
                decoder.decodeTogether(sequences)
                    == sequences.flatMap { decoder.decodeTogether([$0]) })
            let long = StringDecoder(model: model, beam: 1).decodeTogether(sequences)
            #expect(long == StringDecoder(model: model).decodeTogether(sequences))
        }
    }

    @Test func nothingToDecode() throws {
        let model = try SyntheticTask.stateRule(sequences: 20, seed: 1).learn(epochs: 1).model
        let decoder = StringDecoder(model: model, beam: 4)
        #expect(decoder.decodeTogether([]).isEmpty)
        #expect(decoder.decodeTogether([[], []]).isEmpty)
    }
}
