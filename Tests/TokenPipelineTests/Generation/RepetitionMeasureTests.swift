import TestSupport
import Testing
import TokenPipeline

@Suite struct RepetitionMeasureTests {
    /// The measure by its definition.
    private func plain(_ tokens: [UInt32]) -> (share: Double, longest: Int) {
        let runs = tokens.count < 8 ? [] : (0...tokens.count - 8).map { Array(tokens[$0..<$0 + 8]) }
        let longest = (0...tokens.count / 2).last { length in
            length == 0
                || (0...tokens.count - 2 * length).contains {
                    tokens[$0..<$0 + length].elementsEqual(tokens[$0 + length..<$0 + 2 * length])
                }
        }
        return (runs.isEmpty ? 1 : Double(Set(runs).count) / Double(runs.count), longest ?? 0)
    }

    @Test func isWhatTheDefinitionSays() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let period = Int.random(in: 1...30, using: &generator)
            let piece = (0..<period).map { _ in UInt32.random(in: 0..<3, using: &generator) }
            var tokens = (0..<Int.random(in: 0..<80, using: &generator)).map { piece[$0 % period] }
            for _ in 0..<Int.random(in: 0..<3, using: &generator) where !tokens.isEmpty {
                tokens[Int.random(in: tokens.indices, using: &generator)] = 9
            }
            let (measure, wanted) = (RepetitionMeasure(tokens), plain(tokens))
            #expect(measure.distinctShare == wanted.share, "seed \(seed)")
            #expect(measure.longestRepeat == wanted.longest, "seed \(seed): \(tokens)")
        }
    }
}
