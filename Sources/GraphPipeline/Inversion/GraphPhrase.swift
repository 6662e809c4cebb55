/// A phrase of dictionary words whose keys are noise that carries one sequence of graph tokens to another.
///
/// Every `wordsPerToken` words belong to one place of the sequence, from its first token on.
public struct GraphPhrase: Sendable, Hashable {
    /// The words, by their index in their dictionary.
    public let words: [UInt32]
    /// How many of them are noise on one token; at least 1.
    public let wordsPerToken: Int

    /// Numbers of words that a token can take.
    public static let allowedWordsPerToken = 1...4

    /// A phrase; nil when the words do not divide evenly or a token takes more than are allowed.
    ///
    /// - Complexity: O(1).
    public init?(words: [UInt32], wordsPerToken: Int) {
        guard Self.allowedWordsPerToken.contains(wordsPerToken), words.count % wordsPerToken == 0 else {
            return nil
        }
        self.words = words
        self.wordsPerToken = wordsPerToken
    }

    /// The words of one place; none past the end.
    ///
    /// - Complexity: O(1).
    public func words(at place: Int) -> ArraySlice<UInt32> {
        let start = min(place * wordsPerToken, words.count)
        return words[start..<min(start + wordsPerToken, words.count)]
    }

    /// Number of places that have words.
    public var places: Int { words.count / wordsPerToken }
}

/// What a phrase did at one place of a sequence.
public struct PhraseStep: Sendable, Hashable {
    /// The graph token that stands there, or ⟨stop⟩ past the end.
    public let from: String
    /// The words, as they are written.
    public let words: [String]
    /// The graph token whose key is nearest to the embedding, or ⟨stop⟩.
    public let to: String
}
