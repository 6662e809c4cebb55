import DigitKeys
import GraphPipeline
import TestSupport
import Testing
import TokenPipeline

@Suite struct PhraseSearchTests {
    /// Graphs to be carried to one another, shorter and longer.
    private static let pairs = [
        ("substitute a -> b if present before out=h", "substitute a -> b"),
        ("substitute a -> b", "substitute a -> b if present before out=h"),
        ("map a -> b, b -> a", "map b -> a, a -> b"),
        ("repeat substitute _ _ -> out[1] out[0] if out[0]>out[1]", "continue token[first]"),
        ("substitute a -> b", "substitute a -> b"),
    ]

    private static func words(_ count: Int, seed: UInt64) -> TokenDictionary {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: seed, dictionary: 1 << 16))
        for word in 0..<count { _ = builder.intern("w\(word)") }
        _ = builder.intern("two words")
        return builder.finished()
    }

    @Test(arguments: pairs, [UInt64(1), 2])
    func phrasesCarryGraphs(pair: (String, String), seed: UInt64) throws {
        let (source, target) = (try Graph(text: pair.0), try Graph(text: pair.1))
        let graphTokens = GraphDictionary.containing([source, target], seed: seed)
        let from = try #require(graphTokens.indices(of: source))
        let to = try #require(graphTokens.indices(of: target))
        for words in [Self.words(3_000, seed: seed), graphTokens] {
            let noise = try PhraseNoise(graphTokens: graphTokens, words: words)
            var search = PhraseSearch(noise)
            search.seed = seed
            search.budget = 1 << 13
            let (phrase, tried) = try search.phrase(from: from, to: to)
            #expect(phrase.words.allSatisfy { words[Int($0)] != "two words" })
            #expect(phrase.places <= to.count + 1)
            #expect((phrase.words.isEmpty) == (from == to) && (tried == 0) == (from == to))
            let (tokens, steps) = noise.applying(phrase, to: from)
            #expect(tokens == to)
            #expect(try graphTokens.graph(of: tokens) == target)
            #expect(steps.last?.to == EmissionPlan.stopText && steps.count == to.count + 1)
            // The plain loop over keys finds the same phrase.
            var plain = PhraseSearch(try PhraseNoise(graphTokens: graphTokens, words: words, isPlain: true))
            plain.seed = seed
            plain.budget = 1 << 9
            search.budget = 1 << 9
            #expect(
                (try? plain.phrase(from: from, to: to).phrase)
                    == (try? search.phrase(from: from, to: to).phrase))
        }
    }

    /// Each step is what the definition of noise and distance says.
    @Test func stepsFollowTheDefinition() throws {
        let graph = try Graph(text: "substitute a -> b if present before out=h")
        let graphTokens = GraphDictionary.containing([graph], seed: 5)
        let words = Self.words(200, seed: 6)
        let noise = try PhraseNoise(graphTokens: graphTokens, words: words)
        let phrase = try #require(GraphPhrase(words: (0..<20).map { UInt32($0 * 7) }, wordsPerToken: 2))
        let tokens = try #require(graphTokens.indices(of: graph))
        let distance = try DigitDistance(shape: .line, factor: 10, penalty: 0)
        for (place, step) in noise.applying(phrase, to: tokens).steps.enumerated() {
            var number = Int64(graphTokens.canonicalKey(of: place < tokens.count ? Int(tokens[place]) : 0))
            var sum: Int64 = 0
            for word in phrase.words(at: place) {
                sum += Int64(words.canonicalKey(of: Int(word))) - 5_000_000_000_000_000
            }
            number = min(max(number - sum, 0), 9_999_999_999_999_999)
            let query = KeyNumbers.digits(of: [UInt64(number)], shape: .line)
            let distances = (0..<graphTokens.count).map { index in
                distance.between(
                    query, KeyNumbers.digits(of: [graphTokens.canonicalKey(of: index)], shape: .line))
            }
            let nearest = try #require(distances.firstIndex(of: distances.min() ?? 0))
            #expect(step.to == graphTokens[nearest])
            #expect(step.words == phrase.words(at: place).map { words[Int($0)] })
        }
    }

    @Test func aSpentBudgetIsSaid() throws {
        let (source, target) = (try Graph(text: "substitute a -> b"), try Graph(text: "continue a"))
        let graphTokens = GraphDictionary.containing([source, target], seed: 1)
        let noise = try PhraseNoise(graphTokens: graphTokens, words: Self.words(1, seed: 1))
        var search = PhraseSearch(noise)
        search.mostWordsPerToken = 2
        let from = try #require(graphTokens.indices(of: source))
        let to = try #require(graphTokens.indices(of: target))
        let error = #expect(throws: PhraseNotFound.self) { try search.phrase(from: from, to: to) }
        #expect(error?.place == 1 && error?.from == "substitute" && error?.to == "continue")
        #expect(error?.description.contains("raise the budget") == true)
        #expect(GraphPhrase(words: [1, 2, 3], wordsPerToken: 2) == nil)
        #expect(GraphPhrase(words: [], wordsPerToken: 0) == nil)
    }
}
