import CuckooTable
import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

/// The fast decoder against the plain one: the same emissions, whatever the model and the input.
@Suite struct DecoderEqualityTests {
    static let plans = [
        EmissionPlan.oneForOne, .copyAndMaybeOne, EmissionPlan(copiesInput: false, minimum: 0, maximum: 3),
        EmissionPlan(copiesInput: false, minimum: 1, maximum: 2),
        EmissionPlan(copiesInput: true, minimum: 2, maximum: 2),
        EmissionPlan(copiesInput: false, minimum: 2, maximum: 5),
        EmissionPlan(copiesInput: true, minimum: 0, maximum: 16),
    ].compactMap { $0 }

    /// Emissions of both decoders for the sequences of the task and for some never seen.
    private func expectSame(_ model: TokenModel, _ task: SyntheticTask, seed: UInt64) {
        var generator = SeededGenerator(seed: seed + 1000)
        let fast = StringDecoder(model: model)
        let plain = ReferenceDecoder(model: model)
        let sequences =
            (task.inputs.prefix(10) + (0..<15).map { _ in SyntheticTask.unseen(using: &generator) })
            .map(model.frame.withDerivedColumns)
        let together = sequences.flatMap { tokens in
            let expected = plain.emissions(of: plain.decode(tokens), positions: tokens.count)
            return (0..<expected.count).map { Array(expected[$0]) }
        }
        #expect(fast.decodeTogether(Array(sequences)) == together)
        for tokens in sequences {
            let traces = plain.decode(tokens)
            let expected = plain.emissions(of: traces, positions: tokens.count)
            let found = fast.decode(tokens)
            #expect(found == expected, "\(tokens)")
            #expect(found.count == tokens.count)
            for position in 0..<found.count {
                #expect((task.plan.minimum...task.plan.maximum).contains(found[position].count))
                #expect(!task.plan.hasStop || !found[position].contains(UInt32(EmissionPlan.stop)))
            }
        }
    }

    @Test(arguments: plans, UInt64(0)..<12)
    func learnedModelsDecodeAlike(plan: EmissionPlan, seed: UInt64) throws {
        let task = SyntheticTask.random(seed: seed, plan: plan)
        let model = try task.learn(epochs: 3, seed: seed, minimumUpdates: 0).model
        expectSame(model, task, seed: seed)
    }

    /// Rows as large as Int16 allows for so many layers, far larger than learned ones.
    @Test(arguments: plans, UInt64(0)..<6)
    func randomRowsDecodeAlike(plan: EmissionPlan, seed: UInt64) throws {
        let task = SyntheticTask.random(seed: seed + 500, plan: plan)
        let learned = try task.learn(epochs: 1, seed: seed, minimumUpdates: 0).model
        var generator = SeededGenerator(seed: seed)
        for fractionBits in 0...RowTable.mostFractionBits {
            let limit = (Int(Int16.max) - 999 << fractionBits) / learned.frame.layout.layers.count
            var values = [Int16](repeating: 0, count: task.numbers)
            for _ in 0..<learned.rows.count * task.numbers {
                let scale = Bool.random(using: &generator) ? limit : min(limit, 300 << fractionBits)
                values.append(Int16(Int.random(in: -scale...scale, using: &generator)))
            }
            let rows = try RowTable(
                numbers: task.numbers, fractionBits: fractionBits, values: Slab(values),
                updates: learned.rows.updates)
            expectSame(
                try TokenModel(frame: learned.frame, table: learned.table, rows: rows), task, seed: seed)
        }
    }

    @Test func synthesizedTasksDecodeAlike() throws {
        for task in [
            SyntheticTask.tokenRule(sequences: 50, seed: 1), .stateRule(sequences: 50, seed: 2),
            .spacing(sequences: 50, seed: 3), try .transcription(minimum: 0, maximum: 3, seed: 4),
        ] {
            let model = try task.learn(epochs: 3).model
            let (fast, plain) = (StringDecoder(model: model), ReferenceDecoder(model: model))
            for tokens in task.inputs {
                #expect(
                    fast.decode(tokens) == plain.emissions(of: plain.decode(tokens), positions: tokens.count))
            }
            let joined = task.inputs.flatMap { tokens in
                let emissions = fast.decode(tokens)
                return (0..<emissions.count).map { Array(emissions[$0]) }
            }
            #expect(fast.decodeTogether(task.inputs) == joined)
            // One sequence that is longer than a chunk.
            let long = Array((0..<400).flatMap { task.inputs[$0 % task.inputs.count] }.prefix(9000))
            let emissions = fast.decode(long)
            #expect(fast.decodeTogether([long]) == (0..<emissions.count).map { Array(emissions[$0]) })
        }
    }

    /// One model, many workers.
    @Test func workersShareAModel() async throws {
        let task = SyntheticTask.spacing(sequences: 60, seed: 3)
        let model = try task.learn(epochs: 2).model
        let single = StringDecoder(model: model)
        let expected = task.inputs.map { single.decode($0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let decoder = StringDecoder(model: model)
                    return task.inputs.indices.allSatisfy { decoder.decode(task.inputs[$0]) == expected[$0] }
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
