import Platform
import Testing

@Suite struct LineCompareTests {
    @Test func everyPatternOfEightWordsIsFound() {
        for pattern in 0..<UInt32(256) {
            for (word, other) in [
                (UInt64(0), UInt64.max), (.max, 0), (1 << 63, 1), (5 << 32, 5), (7, 7 << 32),
            ] {
                let line = (0..<8).map { pattern >> UInt32($0) & 1 == 1 ? word : other }
                #expect(equalWords(of8: line, to: word) == pattern)
                #expect(equalWords(of8: line, to: other) == ~pattern & 0xFF)
            }
        }
    }

    @Test func everyPatternOfFourWordsIsFound() {
        for pattern in 0..<UInt32(16) {
            for (word, other) in [(UInt32(0), UInt32.max), (.max, 0), (1 << 31, 1), (5 << 16, 5)] {
                let words = (0..<4).map { pattern >> UInt32($0) & 1 == 1 ? word : other }
                #expect(equalWords(of4: words, to: word) == pattern)
                #expect(equalWords(of4: words, to: other) == ~pattern & 0xF)
            }
        }
    }
}
