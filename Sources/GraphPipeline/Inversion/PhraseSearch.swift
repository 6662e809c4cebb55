import DigitKeys
import NoiseSampling
import TokenPipeline

/// Finds a phrase that carries one graph to another, by trying words as noise at each place.
///
/// At each place all combinations of words are tried, or, where they are too many, as many drawn ones as the budget allows. Of
/// those that lead to the wanted token the one is taken that leads the runner-up by most, so that the phrase does not
/// hang on a digit. Fewest words a token come first. The result depends on dictionaries, seed and budget alone.
public struct PhraseSearch: Sendable {
    /// The map that is inverted.
    public let noise: PhraseNoise
    /// Words that may be used.
    public let candidates: [UInt32]
    /// Draws combinations.
    public var seed: UInt64 = 1
    /// Most combinations of words that are tried for one token and one number of words.
    public var budget = 1 << 17
    /// Largest budget.
    public static let largestBudget = 1 << 28
    /// Most words that a token may take.
    public var mostWordsPerToken = 3

    /// A search with all words that can be written in a phrase: those without white space.
    ///
    /// - Complexity: O(words).
    public init(_ noise: PhraseNoise) {
        self.noise = noise
        candidates = (0..<noise.words.count).filter { index in
            let text = noise.words[index]
            return !text.isEmpty && !text.contains(where: \.isWhitespace)
        }.map { UInt32($0) }
    }

    /// Looks for a phrase that carries `source` to `target`.
    ///
    /// - Parameter progress: called before each place with its number, from 0, the number of places, and the words a token; what
    ///   it throws ends the search.
    /// - Returns: the phrase and the combinations that were tried.
    /// - Throws: `PhraseNotFound`, or what `progress` throws.
    /// - Complexity: O(words a token · different pairs of tokens · budget · graph tokens).
    public func phrase(
        from source: [UInt32], to target: [UInt32],
        progress: (_ place: Int, _ places: Int, _ wordsPerToken: Int) throws -> Void = { _, _, _ in }
    ) throws -> (phrase: GraphPhrase, tried: Int) {
        let pairs = Self.pairs(from: source, to: target)
        var tried = 0
        var failed: PhraseNotFound?
        for count in 1...max(1, mostWordsPerToken) {
            var known: [TokenPair: [UInt32]] = [:]
            var words: [UInt32] = []
            failed = nil
            for (place, pair) in pairs.enumerated() {
                try progress(place, pairs.count, count)
                if known[pair] == nil {
                    let attempt = best(for: pair, words: count)
                    tried += attempt.tried
                    guard let found = attempt.words else {
                        failed = PhraseNotFound(
                            place: place + 1, from: noise.graphTokens[Int(pair.from)],
                            to: noise.graphTokens[Int(pair.to)], wordsPerToken: count, tried: tried)
                        break
                    }
                    known[pair] = found
                }
                words += known[pair] ?? []
            }
            if failed == nil, let phrase = GraphPhrase(words: words, wordsPerToken: count) {
                return (phrase, tried)
            }
        }
        throw failed
            ?? PhraseNotFound(place: 1, from: "", to: "", wordsPerToken: mostWordsPerToken, tried: tried)
    }

    /// What stands at a place, and what must come out there.
    private struct TokenPair: Hashable {
        var from: UInt32
        var to: UInt32
    }

    /// The pairs of the places that need words: past the last of them tokens stay as they are.
    private static func pairs(from source: [UInt32], to target: [UInt32]) -> [TokenPair] {
        let stop = UInt32(EmissionPlan.stop)
        var pairs = (0...target.count).map { place in
            TokenPair(
                from: place < source.count ? source[place] : stop,
                to: place < target.count ? target[place] : stop)
        }
        while let last = pairs.last, last.from == last.to { pairs.removeLast() }
        return pairs
    }

    /// The best combination of so many words for a pair.
    private func best(for pair: TokenPair, words count: Int) -> (words: [UInt32]?, tried: Int) {
        var total = 1
        // Neither factor is large: a dictionary has fewer than 2^32 tokens, and the product is cut at each step.
        for _ in 0..<count { total = min(total * candidates.count, max(budget, 0) + 1) }
        let isExhaustive = total <= budget
        let attempts = candidates.isEmpty ? 0 : min(total, max(budget, 0))
        let stream = NoiseStream(
            seed: seed, number: Self.streamNumber &+ UInt64(pair.from) << 32 &+ UInt64(pair.to))
        var best: (lead: UInt64, attempt: Int)?
        var next = 0
        while next < attempts {
            let batch = next..<min(next + 4096, attempts)
            let noises = batch.map { attempt in
                combination(attempt, count, stream, isExhaustive).reduce(Int64(0)) {
                    $0 + noise.noise(of: $1)
                }
            }
            for (attempt, found) in zip(batch, noise.nearest(to: pair.from, under: noises))
            where found.index == Int(pair.to) {
                let lead = found.runnerUp < 0 ? .max : found.runnerUpDistance - found.distance
                if best.map({ lead > $0.lead }) ?? true { best = (lead, attempt) }
            }
            next = batch.upperBound
        }
        return (best.map { combination($0.attempt, count, stream, isExhaustive) }, attempts)
    }

    private static let streamNumber: UInt64 = 0x7068_7261_7365 << 8

    /// The words of an attempt: the attempt's digits to the base of all words, or drawn ones.
    private func combination(_ attempt: Int, _ count: Int, _ stream: NoiseStream, _ isExhaustive: Bool)
        -> [UInt32]
    {
        if isExhaustive {
            var rest = attempt
            return (0..<count).map { _ in
                let (quotient, word) = rest.quotientAndRemainder(dividingBy: candidates.count)
                rest = quotient
                return candidates[word]
            }
        }
        let drawn = stream.block(UInt64(attempt))
        return (0..<count).map {
            candidates[Int(NoiseStream.scale(drawn[$0], below: UInt32(candidates.count)))]
        }
    }
}

/// The budget has ended without a phrase.
public struct PhraseNotFound: Error, CustomStringConvertible, Sendable, Hashable {
    /// The place that no words were found for, counting from 1.
    public let place: Int
    /// The graph token that stands there.
    public let from: String
    /// The graph token that was to come out.
    public let to: String
    /// Words a token of the last attempt.
    public let wordsPerToken: Int
    /// Combinations that were tried in all.
    public let tried: Int

    /// One line for people.
    public var description: String {
        "no \(wordsPerToken) word(s) carry '\(from)' to '\(to)' at place \(place), after \(tried) attempts; raise the budget or "
            + "the words a token, or take words from a larger dictionary"
    }
}
