import DigitKeys
import KeyLayers
import Platform
import Testing

@Suite struct VocabularyTests {
    private let column = VocabularyFixture.column(
        ["The", "the", "Walking", "walked", ""], views: [.lower, .suffix(3), .shape])

    @Test func viewsAreNumberedInOrderOfAppearance() throws {
        let lower = try #require(column.dictionary(of: .lower))
        #expect((0..<lower.count).map { lower[$0] } == ["the", "walking", "walked", ""])
        let shape = try #require(column.dictionary(of: .shape))
        #expect((0..<shape.count).map { shape[$0] } == ["Xx", "x", ""])
        #expect(
            (0..<column.viewIndices.count).map { column.viewIndices[$0] } == [
                0, 0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 1, 3, 3, 2,
            ])
        #expect(column.dictionary(of: .token)?.count == 5)
        #expect(column.dictionary(of: .prefix(1)) == nil)
    }

    @Test func arraysFromAFileGiveTheSameColumn() throws {
        let again = try ColumnVocabulary(
            tokens: column.tokens, views: column.views, viewDictionaries: column.viewDictionaries,
            lexica: column.lexica, viewIndices: column.viewIndices)
        #expect(again.viewIndices == column.viewIndices)
        #expect(again.dictionary(of: .suffix(3))?.index(of: "ing") == 1)
    }

    @Test func brokenArraysAreRefused() {
        func open(_ views: [TokenView], _ dictionaries: [TokenDictionary], _ indices: [UInt32]) throws {
            _ = try ColumnVocabulary(
                tokens: column.tokens, views: views, viewDictionaries: dictionaries,
                lexica: views.map { _ in nil }, viewIndices: Slab(indices))
        }
        let lower = column.viewDictionaries[0]
        #expect(throws: Never.self) { try open([.lower], [lower], [0, 0, 1, 2, 3]) }
        #expect(throws: Never.self) { try open([], [], []) }
        #expect(throws: InvalidStructure.self) { try open([.lower], [], [0, 0, 1, 2, 3]) }
        #expect(throws: InvalidStructure.self) { try open([.lower], [lower], [0, 0, 1, 2]) }
        #expect(throws: InvalidStructure.self) { try open([.lower], [lower], [0, 0, 1, 2, 4]) }
        #expect(throws: InvalidStructure.self) { try open([], [], [0]) }
        #expect(throws: InvalidStructure.self) { try open([.lexicon("none")], [lower], [0, 0, 1, 2, 3]) }
    }
}
