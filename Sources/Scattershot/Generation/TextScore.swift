import Platform
import TokenPipeline

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How well a model foretold a text.
public struct TextScore: Sendable, Hashable {
    /// Characters (grapheme clusters) of the text.
    public internal(set) var characters = 0
    /// Bytes of the text.
    public internal(set) var bytes = 0
    /// Characters that the model's text did not have.
    public internal(set) var unknownCharacters = 0
    /// Minus the sum of the binary logarithms of the characters' probabilities: the length to which the model and an
    /// arithmetic coder would compress the text.
    public internal(set) var bits = 0.0

    /// Bits for each character; the lower the better.
    public var bitsPerCharacter: Double { bits / Double(max(characters, 1)) }
    /// Bits for each byte.
    public var bitsPerByte: Double { bits / Double(max(bytes, 1)) }

    /// Bits that spell out a character no model knows: each of its scalars as one of all 1,112,064 alike, and for each whether
    /// another one follows.
    static func bitsOfUnknown(_ character: UnsafeBufferPointer<UInt8>) -> Double {
        let scalars = character.count { $0 & 0xC0 != 0x80 }
        return Double(scalars) * (log2(1_112_064) + 1)
    }
}

extension LanguageModel {
    /// Measures how well the model foretells a text, as if it came directly after the one that was learned.
    ///
    /// - Parameters:
    ///   - source: the text, UTF-8.
    ///   - isAdapting: whether each character is learned after it was foretold. Otherwise the model stays as it is and the text
    ///     is but the history of its next character.
    ///   - progress: is told how many characters have been read, now and then; what it throws ends the work.
    /// - Throws: `InputError` for a text that is empty, not valid UTF-8 or longer than 256 MiB; the errors of the source.
    /// - Complexity: O(order · characters).
    public func score(
        _ source: any ByteSource, isAdapting: Bool = false,
        progress: (_ read: Int) throws -> Void = { _ in }
    ) throws -> TextScore {
        let text = try WholeText(source)
        var score = TextScore()
        score.bytes = text.bytes.count
        var history = historyAtEnd()
        var failure: (any Error)?
        text.forEachCharacter { character in
            guard failure == nil else { return }
            let token = token(of: character)
            score.bits -= log2(next.probability(of: token, after: history))
            if token == next.unknownToken {
                score.bits += TextScore.bitsOfUnknown(character)
                score.unknownCharacters += 1
            }
            score.characters += 1
            next.read(token, after: &history, isCounted: isAdapting)
            if score.characters % 4096 == 0 {
                do { try progress(score.characters) } catch { failure = error }
            }
        }
        if let failure { throw failure }
        return score
    }
}
