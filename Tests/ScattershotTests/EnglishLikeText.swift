/// Sentences of an invented grammar over a small word list, the same for the same seed: enough English for a model
/// to learn from in a second.
struct EnglishLikeText {
    /// A word with its part of speech and its place in a chunk.
    struct Word {
        var text: String
        var tag: String
        var chunk: String
    }

    private static let nouns = [
        "cat", "dog", "house", "river", "teacher", "garden", "letter", "window", "farmer", "bridge",
        "song",
        "winter", "market", "story", "apple", "engine", "doctor", "island", "morning", "café",
    ]
    private static let verbs = [
        "sees", "finds", "likes", "carries", "paints", "follows", "remembers", "sells", "opens",
        "hears",
    ]
    private static let adjectives = [
        "old", "green", "quiet", "small", "bright", "heavy", "naïve", "new",
    ]
    private static let determiners = ["the", "a", "every", "this", "that", "no"]
    private static let prepositions = ["in", "near", "under", "with", "behind", "over"]
    private static let adverbs = ["often", "quickly", "never", "today", "gladly"]

    private var generator: TextGenerator

    init(seed: UInt64) { generator = TextGenerator(seed: seed) }

    /// A sentence of 4 to about 20 words, without the full stop for spacing's sake when it is short.
    mutating func sentence() -> [Word] {
        var words = nounPhrase()
        if Int.random(in: 0..<4, using: &generator) == 0 {
            words.append(word(Self.adverbs, "ADV", "B-ADVP"))
        }
        words.append(word(Self.verbs, "VERB", "B-VP"))
        words += nounPhrase()
        while Int.random(in: 0..<3, using: &generator) == 0 {
            words.append(word(Self.prepositions, "ADP", "B-PP"))
            words += nounPhrase()
        }
        words.append(Word(text: ".", tag: "PUNCT", chunk: "O"))
        return words
    }

    /// Sentences of a text.
    static func sentences(_ count: Int, seed: UInt64) -> [[Word]] {
        var text = EnglishLikeText(seed: seed)
        return (0..<count).map { _ in text.sentence() }
    }

    /// Lines of plain text; the full stop stands against its word.
    static func lines(_ count: Int, seed: UInt64) -> [String] {
        sentences(count, seed: seed).map { words in
            words.dropLast().map(\.text).joined(separator: " ") + "."
        }
    }

    /// A column file: words, optionally parts of speech, and what is to be learned.
    static func columns(_ count: Int, seed: UInt64, chunks: Bool = false) -> String {
        sentences(count, seed: seed).map { words in
            words.map { chunks ? "\($0.text)\t\($0.tag)\t\($0.chunk)\n" : "\($0.text)\t\($0.tag)\n" }
                .joined()
        }.joined(separator: "\n")
    }

    /// Pairs of equally many characters: vowels become digits, and a letter after a vowel a capital.
    static func pairs(_ count: Int, seed: UInt64) -> String {
        lines(count, seed: seed).map { line in line + "\t" + enciphered(line) + "\n" }.joined()
    }

    /// The output of ``pairs(_:seed:)`` for a line.
    static func enciphered(_ line: String) -> String {
        let digits: [Character: Character] = ["a": "1", "e": "2", "i": "3", "o": "4", "u": "5"]
        var output = ""
        var isAfterVowel = false
        for character in line {
            let digit = digits[character]
            output +=
                digit.map(String.init) ?? (isAfterVowel ? character.uppercased() : String(character))
            isAfterVowel = digit != nil
        }
        return output
    }

    private mutating func nounPhrase() -> [Word] {
        var words = [word(Self.determiners, "DET", "B-NP")]
        if Bool.random(using: &generator) { words.append(word(Self.adjectives, "ADJ", "I-NP")) }
        words.append(word(Self.nouns, "NOUN", "I-NP"))
        return words
    }

    private mutating func word(_ list: [String], _ tag: String, _ chunk: String) -> Word {
        Word(text: generator.pick(list), tag: tag, chunk: chunk)
    }
}
