import DigitKeys
import TestSupport
import TokenPipeline

/// Tasks without any rule, for tests that compare decoders.
extension SyntheticTask {
    /// Random layers, words, outputs, distances and rows. Whatever is learned from random answers is a random model
    /// whose contexts occur.
    static func random(
        seed: UInt64, plan: EmissionPlan, outputs outputCounts: ClosedRange<Int> = 2...40
    ) -> SyntheticTask {
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
        let outputCount = Int.random(in: outputCounts, using: &generator)
        task.unitSeparator = Bool.random(using: &generator) ? "1" : nil
        task.spread = KeySpread.allCases.randomElement(using: &generator) ?? .uniform
        for _ in 0..<30 {
            let input = sequence(Int.random(in: 1...12, using: &generator), using: &generator)
            task.inputs.append(input)
            task.outputs.append(
                input.map { _ in
                    let count = Int.random(in: plan.minimum...plan.maximum, using: &generator)
                    return (0..<count).map { _ in "out\(Int.random(in: 0..<outputCount, using: &generator))" }
                })
        }
        return task
    }

    private static func layers(
        isClustered: Bool, using generator: inout SeededGenerator
    ) -> [String] {
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

    static func sequence(_ count: Int, using generator: inout SeededGenerator) -> [[String]] {
        let words = ["alpha", "Alpha", "BETA", "x1", "", "Straße"]
        return (0..<count).map { _ in
            [
                words.randomElement(using: &generator) ?? "",
                ["N", "n", "V"].randomElement(using: &generator) ?? "",
            ]
        }
    }

    static func unseen(using generator: inout SeededGenerator) -> [[String]] {
        sequence(Int.random(in: 0...15, using: &generator), using: &generator).map { position in
            Int.random(in: 0..<4, using: &generator) > 0
                ? position
                : [
                    ["beta", "STRASSE", "e\u{301}", "\u{e9}", "new", "y2"].randomElement(using: &generator)
                        ?? "", "?",
                ]
        }
    }
}
