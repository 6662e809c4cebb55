import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

@Suite struct BatchResolvingTests {
    private static let views: [TokenView] = [.lower, .shape, .prefix(1), .prefix(3), .suffix(1), .suffix(4)]

    /// Words of ASCII and other characters, some of them with a line end, which is one character of two bytes.
    private static func word(_ generator: inout SeededGenerator) -> String {
        let pieces = [
            "a", "B", "z", "Q", "7", "0", "-", ".", "X", "x", "d", "é", "É", "\r\n", "\r", "中", "e\u{301}",
        ]
        let ascii = Bool.random(using: &generator)
        let length = [1, 2, 3, 5, 9, 20, 70].randomElement(using: &generator) ?? 1
        return (0..<length).map { _ in
            (ascii ? pieces[..<11] : pieces[...]).randomElement(using: &generator) ?? "a"
        }
        .joined()
    }

    @Test func manyTokensAreResolvedAsOneByOne() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let columns = (0..<2).map { number in
            VocabularyFixture.column(
                (0..<300).map { _ in Self.word(&generator) }, views: Self.views, number: UInt64(number))
        }
        let (batched, single) = (TokenResolver(columns: columns), TokenResolver(columns: columns))
        let shared = TokenResolver(sharing: batched)
        for count in [0, 1, 40, 1000] {
            let words = (0..<count).map { _ in Self.word(&generator) }
            var bytes: [UInt8] = []
            let places = words.map { word in
                let start = bytes.count
                bytes += word.utf8
                return BytePlace(start..<bytes.count)
            }
            for column in columns.indices {
                let expected = words.map { single.entry(of: $0, column: column) }
                for resolver in [batched, shared] {
                    var entries = [UInt32](repeating: 0, count: count)
                    places.withUnsafeBufferPointer { places in
                        bytes.withUnsafeBufferPointer {
                            resolver.writeEntries(of: places, in: $0, column: column, into: &entries)
                        }
                    }
                    #expect(entries == expected, "seed \(seed)")
                }
            }
        }
    }

    /// Views of unknown tokens are those that `TokenView` defines, however they are made.
    @Test func viewsOfUnknownTokens() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let column = VocabularyFixture.column(
            (0..<3000).map { _ in Self.word(&generator) }, views: Self.views)
        let resolver = TokenResolver(columns: [column])
        let words = (0..<1500).map { _ in Self.word(&generator) }
        for view in Self.views {
            let dictionary = column.dictionary(of: view)
            let expected = words.map { word in
                dictionary?.index(of: view.applied(to: word)).map(PartValue.known) ?? PartValue.unknown
            }
            #expect(resolver.values(of: words, view: view) == expected, "seed \(seed), \(view)")
            #expect(expected.contains { $0 != PartValue.unknown })
        }
    }
}
