import DigitKeys
import Platform
import TokenPipeline

/// What a text teaches about texts like it: how probable each character is after those before it.
///
/// ```swift
/// let model = try LanguageModel(learning: MemorySource("the cat sat on the mat. the dog sat on the cat."))
/// var text = TextContinuation(of: model, temperature: 0.7, seed: 1)
/// let more = text.next(characters: 40)
/// let score = try model.score(MemorySource("the dog sat on the mat."))  // score.bitsPerCharacter
/// ```
///
/// A character is a grapheme cluster. Not `Sendable`: a model may go on learning while it scores.
public final class LanguageModel {
    /// The characters of the text, in the order in which they first appeared.
    public let characters: TokenDictionary
    /// What follows what.
    public let next: NextTokenModel
    /// How the model came about.
    public let provenance: LanguageProvenance
    /// The end of the text.
    let tail: [UInt32]

    /// Characters at the end of the text that a model keeps, so that it can go on where the text ends.
    static let tailLength = 256

    init(
        characters: TokenDictionary, next: NextTokenModel, tail: [UInt32], provenance: LanguageProvenance
    ) {
        (self.characters, self.next, self.tail, self.provenance) = (characters, next, tail, provenance)
    }

    /// Learns from a text.
    ///
    /// - Parameters:
    ///   - source: the text, UTF-8.
    ///   - settings: what probabilities are made from.
    ///   - progress: is told how many of all characters have been read, now and then; what it throws ends the work.
    /// - Throws: `InputError` for a text that is empty, not valid UTF-8 or longer than 256 MiB; `InvalidStructure` for
    ///   settings that cannot be used; the errors of the source.
    /// - Complexity: O(order · characters) time and memory.
    public convenience init(
        learning source: any ByteSource, settings: NextTokenSettings = NextTokenSettings(),
        progress: (_ read: Int, _ all: Int) throws -> Void = { _, _ in }
    ) throws {
        let learner = try NextTokenLearner(settings)
        let text = try WholeText(source)
        let builder = TokenDictionaryBuilder(keySource: DictionaryKeys.column(0).source(seed: 0))
        var tokens: [UInt32] = []
        var wordTokens: [Bool] = []
        text.forEachCharacter { character in
            let token = builder.intern(character)
            if token == wordTokens.count { wordTokens.append(WordCharacter.isPartOfWord(character)) }
            tokens.append(UInt32(token))
        }
        let next = try learner.learn(tokens, wordTokens: wordTokens) { read in
            try progress(read, tokens.count)
        }
        self.init(
            characters: builder.finished(), next: next, tail: Array(tokens.suffix(Self.tailLength)),
            provenance: LanguageProvenance(
                version: scattershotVersion, characters: tokens.count, bytes: text.bytes.count))
    }

    /// The history at the end of the text.
    func historyAtEnd() -> EmittedHistory {
        var history = EmittedHistory()
        for token in tail { next.read(token, after: &history) }
        return history
    }

    /// The token of a character, or the unknown one.
    func token(of character: UnsafeBufferPointer<UInt8>) -> UInt32 {
        characters.index(of: character).map { UInt32($0) } ?? next.unknownToken
    }
}

/// How a language model came about.
public struct LanguageProvenance: Sendable, Hashable, Codable {
    /// Version of Scattershot that made it.
    public var version: String
    /// Characters of the text.
    public var characters: Int
    /// Bytes of the text.
    public var bytes: Int
}
