import DigitKeys
import KeyLayers

/// Vocabularies for tests.
enum VocabularyFixture {
    static func dictionary(_ tokens: [String], number: UInt64 = 0) -> TokenDictionary {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 5, dictionary: number))
        for token in tokens { _ = builder.intern(token) }
        return builder.finished()
    }

    static func column(_ tokens: [String], views: [TokenView] = [], number: UInt64 = 0) -> ColumnVocabulary {
        do {
            return try ColumnVocabulary(tokens: dictionary(tokens, number: number), views: views) {
                KeySource(seed: 6, dictionary: number * 100 + UInt64($0))
            }
        } catch {
            preconditionFailure("views without lexica: \(error)")
        }
    }
}

extension TokenResolver {
    /// The entry of a string.
    func entry(of token: String, column: Int = 0) -> UInt32 {
        var token = token
        return token.withUTF8 { entry(of: $0, column: column) }
    }

    /// The values of a view for a sequence of strings.
    func values(of tokens: [String], view: TokenView, column: Int = 0) -> [UInt32] {
        let entries = tokens.map { entry(of: $0, column: column) }
        return [UInt32](unsafeUninitializedCapacity: tokens.count) { buffer, count in
            if let base = buffer.baseAddress {
                writeValues(of: entries[...], column: column, view: view, into: base)
            }
            count = tokens.count
        }
    }
}
