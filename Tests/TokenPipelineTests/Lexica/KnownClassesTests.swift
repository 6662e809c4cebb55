import DigitKeys
import KeyLayers
import TestSupport
import Testing
import TokenPipeline

@Suite struct KnownClassesTests {
    private static let words = ["the", "The", "walking", "running", "cat", "bat", "hat", "xyz", "of"]
    private static let outputs = ["N", "V", "D"]

    private struct Data {
        var corpus = EncodedCorpus(columnCount: 1)
        var sequences: [[(word: Int, output: Int)]] = []
        let tokens = Data.dictionary(KnownClassesTests.words)
        let outputs = Data.dictionary(KnownClassesTests.outputs)

        private static func dictionary(_ texts: [String]) -> TokenDictionary {
            let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: 1))
            for text in texts { _ = builder.intern(text) }
            return builder.finished()
        }

        init(_ sequences: [[(word: Int, output: Int)]]) {
            self.sequences = sequences
            for sequence in sequences {
                for (word, output) in sequence {
                    corpus.append(tokens: [UInt32(word)], emissions: [UInt32(output)])
                }
                corpus.endSequence()
            }
        }

        func classes() throws -> KnownClasses {
            try KnownClasses(
                corpus: corpus, column: 0, tokens: tokens, outputs: outputs,
                keySource: KeySource(seed: 1, dictionary: 2))
        }
    }

    private func text(_ classes: KnownClasses, of word: String) -> String {
        var word = word
        let index = word.withUTF8 { classes.lexicon.classIndex(of: $0) }
        return classes.lexicon.classes[index]
    }

    @Test func classesTellOutputsAndTheirShares() throws {
        // the: D 19 times and N once; cat: N; walking: V twice and N once.
        let the = (0..<20).map { [(word: $0 % 2, output: $0 == 7 ? 0 : 2)] }
        let data = Data(
            the + [[(4, 0)], [(4, 0)], [(4, 0)], [(2, 1)], [(2, 1)], [(2, 0)], [(8, 2)]])
        let classes = try data.classes()
        #expect(text(classes, of: "the") == "D4 N1")
        #expect(text(classes, of: "THE") == "D4 N1")
        #expect(text(classes, of: "cat") == "N4")
        #expect(text(classes, of: "walking") == "V3 N2")
        #expect(text(classes, of: "of") == "rare D4")
        // What is unknown is described by its ending, three letters before two.
        #expect(text(classes, of: "flying") == "* V3 N2")
        #expect(text(classes, of: "at") == "* N4")
        #expect(text(classes, of: "q") == "?")
    }

    /// What a fold sees of a token must be what the others say, counted anew.
    @Test(arguments: UInt64(0)..<5)
    func foldsDoNotSeeThemselves(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sequences = (0..<60).map { _ in
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                (
                    word: Int.random(in: 0..<Self.words.count, using: &generator)
                        * Int.random(in: 0...1, using: &generator),
                    output: Int.random(in: 0..<3, using: &generator)
                )
            }
        }
        let data = Data(sequences)
        let classes = try data.classes()
        for fold in 0..<HeldOutViews.folds {
            let others = Data(
                sequences.indices.filter { HeldOutViews.fold(of: $0) != fold }.map { sequences[$0] })
            let without = try others.classes()
            for (token, word) in Self.words.enumerated() {
                let index = Int(classes.heldOut[fold * Self.words.count + token])
                let found = classes.lexicon.classes[index]
                #expect(found == text(without, of: word), "fold \(fold), \(word)")
            }
        }
    }
}
