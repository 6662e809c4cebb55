import Contestants
import Scattershot

/// A made-up language: words whose ending hints at their tag, tags that depend on the tag before, frequent words and
/// rare ones, and some that no training text has.
struct SyntheticLanguage {
    static let tags = ["AD", "AJ", "CJ", "DT", "IN", "NN", "NP", "PR", "RB", "TO", "VB", "VD", "VG"]
    private static let endings = [
        "ly", "ous", "or", "he", "of", "ion", "a", "it", "ward", "to", "ate", "ed", "ing",
    ]
    private static let letters = Array("etaoinshrdlucmfw")
    private var random: SplitMix
    private var tag = 0

    /// Another seed gives another text of the same language.
    init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// The next word and its tag.
    mutating func word() -> (text: String, tag: String) {
        // Each tag is followed by one of four.
        tag = (tag * 5 + [1, 2, 4, 7][random.below(4)]) % Self.tags.count
        // The square makes small numbers frequent; one word in twenty is of a kind that is hardly ever seen twice.
        let uniform = random.below(1 << 10)
        let isRare = random.below(20) == 0
        let rank = isRare ? (1 << 20) + random.below(1 << 20) : (uniform * uniform) >> 9
        var shape = SplitMix(seed: UInt64(rank))
        let stem = String((0..<2 + shape.below(5)).map { _ in Self.letters[shape.below(Self.letters.count)] })
        // One word in eight hides its tag.
        let hasEnding = random.below(8) != 0
        return (hasEnding ? stem + Self.endings[tag] : stem, Self.tags[tag])
    }

    /// A sentence of `length` words.
    mutating func sentence(length: Int) -> [(text: String, tag: String)] { (0..<length).map { _ in word() } }

    /// A line of words with spaces between them: `length` characters that are no spaces.
    mutating func line(length: Int) -> String {
        var line = ""
        var rest = length
        while rest > 0 {
            let text = word().text.prefix(rest)
            rest -= text.count
            line += rest > 0 ? text + " " : text
        }
        return line
    }

    /// A model that tags this language.
    static func taggingModel() throws -> Model {
        var language = SyntheticLanguage(seed: 1)
        let texts = (0..<SuiteSize.pick(1500, smoke: 50)).map { _ in
            language.sentence(length: 20).map { "\($0.text)\t\($0.tag)" }.joined(separator: "\n")
        }
        var trainer = Trainer(.tags())
        trainer.settings.epochs = 2
        return try trainer.train(texts)
    }

    /// A model that puts spaces into this language.
    static func spacingModel() throws -> Model {
        var language = SyntheticLanguage(seed: 1)
        var trainer = Trainer(.spacing)
        trainer.settings.epochs = 2
        return try trainer.train((0..<SuiteSize.pick(400, smoke: 20)).map { _ in language.line(length: 100) })
    }
}
