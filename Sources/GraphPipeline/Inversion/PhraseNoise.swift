import DigitKeys
import Platform
import TokenPipeline

/// Words as noise on graph tokens, in the line shape: the key of a graph token less the words' keys, each counted from the
/// middle, saturating at 0 and at the largest number; the nearest key of the graph dictionary is what comes out.
///
/// A sequence is read as if ⟨stop⟩ followed it for ever, and ends where ⟨stop⟩ comes out. So a phrase can make it longer as well as
/// shorter.
public struct PhraseNoise: Sendable {
    /// The graph dictionary; ⟨stop⟩ is its first token.
    public let graphTokens: TokenDictionary
    /// The dictionary of the words.
    public let words: TokenDictionary
    private let keys: GraphTokenKeys

    /// Words as noise.
    ///
    /// - Parameter isPlain: the scalar loop over keys instead of the scan by planes, for comparison.
    /// - Throws: `InvalidStructure` when there is no graph token.
    /// - Complexity: O(graph tokens).
    public init(
        graphTokens: TokenDictionary, words: TokenDictionary, isPlain: Bool = false
    ) throws(InvalidStructure) {
        keys = try GraphTokenKeys(graphTokens, isPlain: isPlain)
        self.graphTokens = graphTokens
        self.words = words
    }

    /// The noise of a word: its canonical key, counted from the middle.
    ///
    /// - Complexity: O(1).
    func noise(of word: UInt32) -> Int64 { Int64(words.canonicalKey(of: Int(word))) - GraphTokenKeys.middle }

    /// The nearest graph tokens to one token under many noises.
    ///
    /// - Complexity: O(noises · graph tokens).
    func nearest(to token: UInt32, under noises: [Int64]) -> [NearestKey] {
        keys.nearest(to: repeatElement(token, count: noises.count), under: noises)
    }

    /// Applies a phrase to the tokens of a graph.
    ///
    /// - Returns: the tokens that come out, and what happened at each place, the last one included, where ⟨stop⟩ came.
    /// - Complexity: O(places · graph tokens).
    public func applying(_ phrase: GraphPhrase, to tokens: [UInt32]) -> (
        tokens: [UInt32], steps: [PhraseStep]
    ) {
        var result: [UInt32] = []
        var steps: [PhraseStep] = []
        for place in 0...max(tokens.count, phrase.places) {
            let token = place < tokens.count ? tokens[place] : UInt32(EmissionPlan.stop)
            let own = phrase.words(at: place)
            let noise = own.reduce(Int64(0)) { $0 + self.noise(of: $1) }
            let found = UInt32(truncatingIfNeeded: nearest(to: token, under: [noise])[0].index)
            steps.append(
                PhraseStep(
                    from: graphTokens[Int(token)], words: own.map { words[Int($0)] },
                    to: graphTokens[Int(found)]))
            if found == UInt32(EmissionPlan.stop) { break }
            result.append(found)
        }
        return (result, steps)
    }
}
