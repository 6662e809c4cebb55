import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

/// The rules `only`, `among` and `runs`, against their definitions.
@Suite struct DerivedPatternTests {
    private static let vowels = ["a", "e", "o"]

    /// The texts of derived columns for letters of which `z` is in no dictionary.
    private func derived(_ columns: [DerivedColumn], of word: [String]) throws -> [[String]] {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: 0))
        for letter in ["a", "b", "c", "e", "o"] { _ = builder.intern(letter) }
        let letters = builder.finished()
        let dictionaries =
            [letters]
            + columns.compactMap {
                ColumnDeriver.dictionary(
                    of: $0, dictionaries: [letters], keySource: KeySource(seed: 1, dictionary: 1))
            }
        let vocabularies = try dictionaries.map {
            try ColumnVocabulary(tokens: $0, views: []) { _ in KeySource(seed: 1, dictionary: 2) }
        }
        let resolver = TokenResolver(columns: vocabularies)
        let memory = dictionaries.map { _ in ScratchBuffer<UInt32>(capacity: word.count) }
        for (position, letter) in word.enumerated() {
            var letter = letter
            memory[0].base[position] = letter.withUTF8 { resolver.entry(of: $0, column: 0) }
        }
        [word.count].withUnsafeBufferPointer { ends in
            try? ColumnDeriver(columns: columns, dictionaries: dictionaries, spans: .empty).derive(
                memory.map(\.base), sequenceEnds: ends, resolver: resolver)
        }
        return columns.indices.map { column in
            word.indices.map { dictionaries[column + 1][Int(memory[column + 1].base[$0])] }
        }
    }

    /// Runs that begin after `position`, told by their first token.
    private func runs(after position: Int, in word: [String]) -> Int {
        let starts = word.indices.filter { place in
            place > position && Self.vowels.contains(word[place]) && !Self.vowels.contains(word[place - 1])
        }
        return min(starts.count, DerivedColumn.mostRuns)
    }

    @Test(arguments: UInt64(0)..<20) func patternsOfRandomWords(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let word = (0..<Int.random(in: 0...25, using: &generator)).map { _ in
            ["a", "b", "c", "e", "o", "z"].randomElement(using: &generator) ?? "a"
        }
        let found = try derived(
            [
                DerivedColumn(text: "column 2 = only a,e,o in 1"),
                DerivedColumn(text: "column 3 = runs right a,e,o in 1"),
                DerivedColumn(text: "column 4 = runs left a,e,o in 1"),
                DerivedColumn(text: "column 5 = among a,e,o in 1"),
            ], of: word)
        #expect(found[0] == word.map { Self.vowels.contains($0) ? $0 : DerivedColumn.nothing })
        #expect(found[1] == word.indices.map { "\(runs(after: $0, in: word))" }, "\(word) seed \(seed)")
        #expect(
            found[3]
                == word.map {
                    Self.vowels.contains($0) ? DerivedColumn.something : DerivedColumn.nothing
                })
        let mirrored = Array(word.reversed())
        #expect(
            found[2] == word.indices.map { "\(runs(after: word.count - 1 - $0, in: mirrored))" },
            "\(word) seed \(seed)")
    }

    @Test func textsAreRead() throws {
        for text in [
            "column 2 = only a,e in 1", "column 12 = runs left x in 3", "column 2 = runs right a,b in 1",
        ] {
            #expect(try DerivedColumn(text: text).description == text)
        }
        for text in [
            "column 2 = only in 1", "column 2 = runs a in 1", "column 2 = runs up a in 1",
            "column 2 = only a in",
        ] {
            #expect(throws: LayerTextError.self) { try DerivedColumn(text: text) }
        }
    }
}
