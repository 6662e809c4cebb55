import DigitKeys
import KeyLayers
import Testing
import TokenPipeline

@Suite struct EncoderStartTests {
    private let tokens: TokenDictionary = {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 8, dictionary: 1))
        for token in ["a", "b", "c"] { _ = builder.intern(token) }
        return builder.finished()
    }()

    private func vector(_ vectors: StartVectors, _ token: UInt32) -> [Int32] {
        withExtendedLifetime(vectors) { Array(UnsafeBufferPointer(start: vectors[token], count: 32)) }
    }

    @Test func knownTokensStartAtTheirWeights() {
        let vectors = StartVectors(start: .weights, tokens: tokens, shape: .vector(32))
        for index in 0..<3 {
            #expect(
                vector(vectors, PartValue.known(index))
                    == tokens.keySource.weights(of: index, shape: .vector(32)).map { Int32($0) })
        }
    }

    @Test func everythingElseStartsInTheMiddle() {
        let middle = [Int32](repeating: 499, count: 32)
        let weights = StartVectors(start: .weights, tokens: tokens, shape: .vector(32))
        for token in [PartValue.outside, PartValue.unknown, PartValue.known(3), .max] {
            #expect(vector(weights, token) == middle)
        }
        let centre = StartVectors(start: .middle, tokens: tokens, shape: .vector(32))
        for token in [PartValue.outside, PartValue.unknown, PartValue.known(0), PartValue.known(2), .max] {
            #expect(vector(centre, token) == middle)
        }
    }
}
