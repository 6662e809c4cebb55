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

    /// Random layers, words, outputs, distances and rows. Whatever is learned from random answers is a random model
    /// whose contexts occur.
    private func randomTask(seed: UInt64, plan: EmissionPlan) -> SyntheticTask {
        var generator = SeededGenerator(seed: seed)
        let isClustered = Bool.random(using: &generator)
        var task = SyntheticTask(layers: layers(isClustered: isClustered, using: &generator))
        if isClustered { task.columns = ["column 3 = cluster 4 in 1", "column 4 = length by 3"] }
        task.plan = plan
        task.start = Bool.random(using: &generator) ? .weights : .middle
        task.numbers = [16, 32, 64][Int.random(in: 0..<3, using: &generator)]
        task.factor = [1, 1.5, 2, 4, 10][Int.random(in: 0..<5, using: &generator)]
        task.penalty = [0, 1, 2, 4, 1000][Int.random(in: 0..<5, using: &generator)]
        task.spanMinimum = Int.random(in: 0...2, using: &generator)
        let outputCount = Int.random(in: 2...40, using: &generator)
        task.unitSeparator = Bool.random(using: &generator) ? "1" : nil
        task.spread = KeySpread.allCases.randomElement(using: &generator) ?? .uniform
        for _ in 0..<30 {
            let input = Self.sequence(Int.random(in: 1...12, using: &generator), using: &generator)
            task.inputs.append(input)
            task.outputs.append(
                input.map { _ in
                    let count = Int.random(in: plan.minimum...plan.maximum, using: &generator)
                    return (0..<count).map { _ in "out\(Int.random(in: 0..<outputCount, using: &generator))" }
                })
        }
        return task
    }

    private func layers(isClustered: Bool, using generator: inout SeededGenerator) -> [String] {
        let ofClusters =
            isClustered ? ["3.token[0]", "3.token[-1]", "4.token[0]", "4.due[0]", "4.due[0]"] : []
        let parts =
            [
                "token[0]", "token[-1..1]", "lower[0]", "shape[-2]", "suffix2[0]", "prefix1[1]", "edge[0]",
                "edge[-1..1]",
                "2.token[0]", "2.lower[-1]", "out[-1]", "out[-2..-1]", "out[-15]", "span[0]", "span[-1]",
                "token[15]", "unit[-1]", "unit[-8..-7]", "seen[0]",
            ] + ofClusters
        let list = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
            (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }
            .joined(separator: " ")
        }
        return Bool.random(using: &generator) ? ["bias"] + list : list
    }

    private static func sequence(_ count: Int, using generator: inout SeededGenerator) -> [[String]] {
        let words = ["alpha", "Alpha", "BETA", "x1", "", "Straße"]
        return (0..<count).map { _ in
            [
                words.randomElement(using: &generator) ?? "",
                ["N", "n", "V"].randomElement(using: &generator) ?? "",
            ]
        }
    }

    private static func unseen(using generator: inout SeededGenerator) -> [[String]] {
        sequence(Int.random(in: 0...15, using: &generator), using: &generator).map { position in
            Int.random(in: 0..<4, using: &generator) > 0
                ? position
                : [
                    ["beta", "STRASSE", "e\u{301}", "\u{e9}", "new", "y2"].randomElement(using: &generator)
                        ?? "", "?",
                ]
        }
    }

    /// Emissions of both decoders for the sequences of the task and for some never seen.
    private func expectSame(_ model: TokenModel, _ task: SyntheticTask, seed: UInt64) {
        var generator = SeededGenerator(seed: seed + 1000)
        let fast = StringDecoder(model: model)
        let plain = ReferenceDecoder(model: model)
        let sequences = (task.inputs.prefix(10) + (0..<15).map { _ in Self.unseen(using: &generator) })
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
        let task = randomTask(seed: seed, plan: plan)
        let model = try task.learn(epochs: 3, seed: seed, minimumUpdates: 0).model
        expectSame(model, task, seed: seed)
    }

    /// Rows as large as Int16 allows for so many layers, far larger than learned ones.
    @Test(arguments: plans, UInt64(0)..<6)
    func randomRowsDecodeAlike(plan: EmissionPlan, seed: UInt64) throws {
        let task = randomTask(seed: seed + 500, plan: plan)
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
