import Foundation
import GraphPipeline
import TestSupport
import Testing

@Suite struct InputCuesTests {
    private func cues(tokens count: Int) -> (cues: InputCues, tokens: QueryTokens, inputs: [[String]]) {
        var random = GraphGenerator(seed: 4)
        let words = (0..<count).map { "t\($0)" }
        let tokens = QueryTokens(words)
        // Each class has a token of its own.
        let inputs = (0..<40 * count).map { index in
            ["t\(index % count)"] + random.list(1...3) { $0.pick(words) }
        }
        let cues = InputCues(
            of: inputs.map { ($0, tokens.key(of: $0)) }, classes: inputs.indices.map { $0 % count }, seed: 1)
        return (cues, tokens, inputs)
    }

    @Test func learningStaysWithinTheBounds() {
        for count in [2, 8, 60] {
            let cues = cues(tokens: count).cues
            #expect(cues.isInRange)
            #expect(cues.tokens.count == min(count, InputCues.mostTokens))
            #expect(cues.columns == InputCues.fixedColumns + cues.tokens.count)
            #expect(cues.centers.count <= InputCues.mostCenters * 64)
        }
        let none = InputCues(of: [], classes: [], seed: 1)
        #expect(none.isInRange && none.tokens.isEmpty)
    }

    @Test func lengthsAndCountsAreCut() {
        let (cues, tokens, inputs) = cues(tokens: 4)
        for count in [0, 1, 2, 3, 4, 63, 64, 65, 1000] {
            let input = [String](repeating: "t0", count: count)
            let values = cues.values(of: input, tokens.key(of: input))
            #expect(values.count == cues.columns)
            #expect(values[1] == "\(min(count, InputCues.mostLength))")
            #expect(values[2] == (count == 0 ? "" : "t0") && values[3] == values[2])
            for (token, value) in zip(cues.tokens, values.dropFirst(InputCues.fixedColumns)) {
                #expect(value == (token == "t0" ? "\(min(count, InputCues.mostCount))" : "0"))
            }
        }
        let centers = inputs.compactMap { Int(cues.values(of: $0, tokens.key(of: $0))[0]) }
        #expect(centers.count == inputs.count)
        #expect(centers.allSatisfy { (0..<InputCues.mostCenters).contains($0) })
    }

    /// What a file may not hold.
    @Test func moreThanLearningFindsIsOutOfRange() throws {
        func read(tokens: Int, centers: Int, center: Int32) throws -> InputCues {
            let object: [String: Any] = [
                "tokens": (0..<tokens).map { "t\($0)" },
                "centers": [Int32](repeating: center, count: centers),
            ]
            return try JSONDecoder().decode(
                InputCues.self, from: JSONSerialization.data(withJSONObject: object))
        }
        #expect(try read(tokens: 24, centers: 32 * 128, center: 1 << 24).isInRange)
        #expect(try !read(tokens: 25, centers: 0, center: 0).isInRange)
        #expect(try !read(tokens: 0, centers: 32 * 128 + 1, center: 0).isInRange)
        #expect(try !read(tokens: 0, centers: 1, center: 1 << 24 + 1).isInRange)
        #expect(try !read(tokens: 0, centers: 1, center: .min).isInRange)
    }
}
