import Foundation
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline

@Suite struct LanguageModelTests {
    static func learn(
        _ text: String, settings: NextTokenSettings = NextTokenSettings()
    ) throws -> LanguageModel {
        try LanguageModel(learning: MemorySource(text, name: "book.txt"), settings: settings)
    }

    /// What a model says: bits of texts, and texts of its own.
    static func answers(of model: LanguageModel) throws -> [String] {
        let scores = try ["the old cat sees.", "Zürich 👩‍👩‍👧", "\r\n\u{301}x"].map {
            "\(try model.score(MemorySource($0)))"
        }
        return scores
            + [0, 0.5, 1].map { temperature in
                var text = TextContinuation(of: model, temperature: temperature, seed: 4)
                return text.next(characters: 60)
            }
    }

    @Test func goesOnLikeTheBook() throws {
        let model = try Self.learn(EnglishLikeText.lines(300, seed: 1).joined(separator: "\n"))
        var text = TextContinuation(of: model, prompt: "the old ", temperature: 0.5, seed: 2)
        let written = text.next(characters: 400)
        #expect(written.count == 400 && text.count == 400 && text.recent.count == 400)
        let words = Set(EnglishLikeText.lines(300, seed: 1).joined(separator: " ").split(separator: " "))
        let ownWords = written.split(whereSeparator: \.isWhitespace).dropFirst().dropLast()
        let known = ownWords.filter { words.contains($0) }.count
        #expect(Double(known) > 0.8 * Double(ownWords.count), "\(written)")
    }

    @Test func fewBitsForWhatIsLikeTheBookAndManyForOtherText() throws {
        let model = try Self.learn(EnglishLikeText.lines(300, seed: 1).joined(separator: "\n"))
        let alike = try model.score(
            MemorySource(EnglishLikeText.lines(40, seed: 2).joined(separator: "\n")))
        let other = try model.score(
            MemorySource("Franz jagt im komplett verwahrlosten Taxi quer durch Bayern"))
        #expect(alike.bitsPerCharacter < 1.5, "\(alike.bitsPerCharacter)")
        #expect(other.bitsPerCharacter > 5, "\(other.bitsPerCharacter)")
        #expect(alike.unknownCharacters == 0)
    }

    @Test func onlyTheEndOfALongTextIsRemembered() throws {
        var text = TextContinuation(of: try Self.learn("abcabd"), temperature: 1, seed: 1)
        var written = ""
        for _ in 0..<25 { written += text.next(characters: 1000) }
        #expect(text.count == 25_000 && written.count == 25_000 && text.recent.count == 15_000)
    }

    /// Characters that the model does not know cost the bits that spell them out, and their share of the unknown.
    @Test func unknownCharactersAreSpelledOut() throws {
        let model = try Self.learn(String(repeating: "abc ", count: 200))
        let score = try model.score(MemorySource("👩‍👩‍👧é"))
        #expect(score.characters == 2 && score.unknownCharacters == 2 && score.bytes == 20)
        // Five scalars and one.
        let (least, most): (Double, Double) = (6 * 21.08, 6 * 21.09 + 40)
        #expect(score.bits > least && score.bits < most)
        #expect(score.bitsPerByte == score.bits / 20)
    }

    /// Bits are minus the logarithm of probabilities that add up to one, whatever the script.
    @Test func probabilitiesAddUpToOneOnAnyText() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for scalars in [1, 2, 40, 1500] {
            let text = generator.text(scalars: scalars)
            let model = try Self.learn(text)
            var history = EmittedHistory()
            var probabilities: [Double] = []
            for character in (text + generator.text(scalars: 40)).suffix(80) {
                model.next.distribution(after: history, into: &probabilities)
                let sum: Double = probabilities.reduce(0, +)
                #expect(abs(sum - 1) < 1e-9, "seed \(seed)")
                let token = model.characters.index(of: String(character)).map { UInt32($0) }
                model.next.read(token ?? model.next.unknownToken, after: &history)
            }
            var written = TextContinuation(of: model, temperature: 1, seed: seed)
            let known = Set(text)
            // Neighbours may join into characters that were not learned; scalars come from the text.
            let scalars = Set(known.flatMap(\.unicodeScalars))
            #expect(written.next(characters: 100).unicodeScalars.allSatisfy(scalars.contains), "seed \(seed)")
        }
    }

    @Test func adaptingHelpsOnALongForeignText() throws {
        let german = String(
            repeating: "Franz jagt im komplett verwahrlosten Taxi quer durch Bayern. ", count: 20)
        let book = EnglishLikeText.lines(200, seed: 1).joined(separator: "\n")
        let fixed = try Self.learn(book).score(MemorySource(german))
        let adapting = try Self.learn(book).score(MemorySource(german), isAdapting: true)
        #expect(adapting.bitsPerCharacter < 0.5 * fixed.bitsPerCharacter)
        let model = try Self.learn(book)
        let before = try Self.answers(of: model)
        _ = try model.score(MemorySource(german))
        #expect(try Self.answers(of: model) == before, "scoring without adapting leaves the model alone")
    }

    @Test(arguments: [
        NextTokenSettings(), NextTokenSettings(order: 2, parts: [.last, .words], prior: .pageRank),
    ]) func comesBackAsItWas(settings: NextTokenSettings) throws {
        let scratch = try ScratchDirectory()
        var generator = TextGenerator(seed: 9)
        for text in [
            EnglishLikeText.lines(100, seed: 5).joined(separator: "\n"), "x", generator.text(scalars: 700),
        ] {
            let model = try Self.learn(text, settings: settings)
            try model.write(to: scratch.file("first"))
            let loaded = try LanguageModel(contentsOf: scratch.file("first"))
            #expect(loaded.provenance == model.provenance && loaded.next.settings == settings)
            #expect(try Self.answers(of: loaded) == Self.answers(of: model))
            try loaded.write(to: scratch.file("second"))
            // The second file may list successors in another order, but means the same.
            let again = try LanguageModel(contentsOf: scratch.file("second"))
            #expect(try Self.answers(of: again) == Self.answers(of: model))
            // The same text makes the same file.
            try Self.learn(text, settings: settings).write(to: scratch.file("third"))
            #expect(try scratch.get("third") == scratch.get("first"))
        }
    }

    private func problem(_ bytes: [UInt8]) -> String? {
        let error = #expect(throws: InputError.self) {
            try LanguageModel(learning: MemorySource(bytes, name: "book.txt"))
        }
        return error?.description
    }

    @Test func textsThatCannotBeUsed() throws {
        #expect(problem([])?.hasPrefix("book.txt:1: the text is empty") == true)
        #expect(problem([0xEF, 0xBB, 0xBF])?.hasPrefix("book.txt:1: the text is empty") == true)
        let latin = Array("a\nb\nc".utf8) + [0xE9, 0x0A]
        #expect(problem(latin)?.hasPrefix("book.txt:3: the byte at offset 5 is not valid UTF-8") == true)
        let marked = try LanguageModel(learning: MemorySource([0xEF, 0xBB, 0xBF] + Array("abc".utf8)))
        #expect(marked.characters.count == 3)
        #expect(throws: InputError.self) { try marked.score(MemorySource(latin)) }
    }

    @Test func aModelOfAnotherKindIsRefused() throws {
        let scratch = try ScratchDirectory()
        try SampleModels.spacing.get().write(to: scratch.file("spacing.model"))
        let error = #expect(throws: ModelFileError.self) {
            try LanguageModel(contentsOf: scratch.file("spacing.model"))
        }
        #expect(error?.problem.hasPrefix("no language model; give a file that") == true)
        try Self.learn("abc").write(to: scratch.file("book.model"))
        let other = #expect(throws: ModelFileError.self) { try Model(contentsOf: scratch.file("book.model")) }
        #expect(other?.problem.hasSuffix("give a file that 'scattershot train' wrote") == true)
    }
}
