import Scattershot
import Testing

@Suite struct GraphemeClustersTests {
    private func clusters(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.withUnsafeBufferPointer { buffer in
            GraphemeClusters.ranges(in: buffer).map { Array(buffer[$0]) }
        }
    }

    private func expected(_ text: String) -> [[UInt8]] { text.map { Array($0.utf8) } }

    @Test(arguments: [
        "", "a", "plain text", "a\r\nb", "\r\n\r\n", "\n\r", "\r", "e\u{301}a", "\u{301}", "a\u{301}\u{302}b",
        "👨‍👩‍👧‍👦!", "🇫🇷🇩🇪🇫", "x🇫🇷🇩y", "각", "가각ᆨ", "\u{600}1", "a\u{600}b", "a\u{600}\r\n",
        "क्षि", "เกำ", "かが", "か\u{3099}", "中文", "#️⃣", "❤️", "\n\u{301}", "“quoted” – text…", "é\u{308}ß",
        "naïve café", "\u{200D}a", "👍🏽👍", "\u{FEFF}a",
    ])
    func equalsSwift(text: String) {
        #expect(clusters(Array(text.utf8)) == expected(text))
    }

    @Test func equalsSwiftForEveryPairOfDifficultScalars() {
        for first in TextGenerator.difficultScalars.compactMap(Unicode.Scalar.init) {
            for second in TextGenerator.difficultScalars.compactMap(Unicode.Scalar.init) {
                var text = "a"
                text.unicodeScalars.append(first)
                text.unicodeScalars.append(second)
                text += "b"
                #expect(clusters(Array(text.utf8)) == expected(text), "\(text.unicodeScalars.map(\.value))")
            }
        }
    }

    /// Each scalar is put where a wrong claim that it is plain would show: after a letter, before a letter, between
    /// marks, and after a joiner.
    @Test func equalsSwiftForEveryScalar() {
        var wrong: [UInt32] = []
        for value in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var text = "中"
            for piece in ["", "a", "\u{301}", "\u{600}", "가", "\u{1F468}\u{200D}", "\u{11A8}"] {
                text += piece
                text.unicodeScalars.append(scalar)
            }
            text += "z"
            if clusters(Array(text.utf8)) != expected(text) { wrong.append(value) }
        }
        #expect(wrong == [])
    }

    @Test func equalsSwiftForRandomText() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<5000 {
            let text = generator.text(scalars: Int.random(in: 0...40, using: &generator))
            let found = clusters(Array(text.utf8))
            #expect(found == expected(text), "seed \(seed), \(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func invalidBytesAreCoveredWithoutGapOrOverlap() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<5000 {
            var bytes = Array(generator.text(scalars: Int.random(in: 1...12, using: &generator)).utf8)
            for _ in 0..<4 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0x80...0xFF)
            }
            bytes = Array(bytes[..<Int.random(in: 0...bytes.count, using: &generator)])
            #expect(clusters(bytes).joined().elementsEqual(bytes), "seed \(seed)")
            #expect(!clusters(bytes).contains([]), "seed \(seed)")
        }
    }
}
