import DigitKeys
import GraphPipeline
import KeyLayers

/// A dictionary of inputs' tokens and the keys of inputs.
struct QueryTokens {
    let dictionary: TokenDictionary
    private let moments: QueryMoments

    init(_ tokens: some Sequence<String>, seed: UInt64 = 1, shape: KeyShape = .vector(32)) {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: seed, dictionary: 1))
        for token in tokens { _ = builder.intern(token) }
        dictionary = builder.finished()
        moments = QueryMoments(tokens: dictionary, shape: shape)
    }

    func key(of input: [String]) -> SequenceKey {
        SequenceKey(of: input.map { UInt32(dictionary.index(of: $0) ?? dictionary.count) }, moments)
    }
}
