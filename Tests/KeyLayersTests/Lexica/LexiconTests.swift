import DigitKeys
import KeyLayers
import Platform
import Testing

@Suite struct LexiconTests {
    private func lexicon() throws -> Lexicon {
        let builder = LexiconBuilder(keySource: KeySource(seed: 1, dictionary: 1))
        builder.add("the", class: builder.classIndex("article"))
        builder.add("*ing", class: builder.classIndex("verb"))
        builder.add("*ng", class: builder.classIndex("other"))
        builder.add("the", class: builder.classIndex("verb"))
        return try builder.finished()
    }

    @Test(arguments: [
        ("the", "article"), ("The", "article"), ("THE", "article"), ("walking", "verb"), ("Ing", "verb"),
        ("ng", "other"), ("song", "other"), ("x", "?"), ("", "?"), ("thé", "?"),
    ])
    func tokensAreFoundByFormThenByEnding(token: String, expected: String) throws {
        let lexicon = try lexicon()
        var token = token
        let index = token.withUTF8 { lexicon.classIndex(of: $0) }
        #expect(lexicon.classes[index] == expected)
    }

    @Test func brokenArraysAreRefused() throws {
        let lexicon = try lexicon()
        for classes in [[], [0, 0], [0, 0, 9]] as [[UInt32]] {
            #expect(throws: InvalidStructure.self) {
                try Lexicon(
                    entries: lexicon.entries, classOfEntry: Slab(classes), classes: lexicon.classes)
            }
        }
    }

    @Test func columnsShowTheClass() throws {
        let tokens = VocabularyFixture.dictionary(["the", "singing", "cat"])
        func keys(_ view: Int) -> KeySource { KeySource(seed: 2, dictionary: UInt64(view)) }
        let view = TokenView.lexicon("some")
        let column = try ColumnVocabulary(
            tokens: tokens, views: [.lower, view], lexica: ["some": lexicon()], keySource: keys(_:))
        let resolver = TokenResolver(columns: [column])
        let texts = resolver.values(of: ["the", "cat", "The", "running", "dog"], view: view).map {
            column.dictionary(of: view)?[Int($0) - 2]
        }
        #expect(texts == ["article", "?", "article", "verb", "?"])
        #expect(throws: InvalidStructure.self) {
            try ColumnVocabulary(tokens: tokens, views: [view], keySource: keys(_:))
        }
    }

    @Test(arguments: [
        ("known", true), ("a", true), ("A1_", true), ("12345678", true), ("", false), ("123456789", false),
        ("a-b", false), ("é", false), ("a b", false),
    ])
    func namesAreShortWords(text: String, isName: Bool) {
        let text = String(text)
        let name = LexiconName(text)
        #expect((name != nil) == isName)
        if let name {
            #expect(name.description == text)
            #expect(TokenView("@" + text) == .lexicon(name))
            #expect(TokenView.lexicon(name).description == "@" + text)
        } else {
            #expect(TokenView("@" + text) == nil)
        }
    }
}
