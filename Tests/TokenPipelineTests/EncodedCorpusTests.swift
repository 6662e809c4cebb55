import TestSupport
import Testing
import TokenPipeline

@Suite struct EncodedCorpusTests {
    @Test(arguments: UInt64(0)..<10)
    func sequencesAndEmissionsComeBack(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var corpus = EncodedCorpus(columnCount: 2)
        var expected: [[(tokens: [UInt32], emissions: [UInt32])]] = []
        for _ in 0..<50 {
            var sequence: [(tokens: [UInt32], emissions: [UInt32])] = []
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let tokens = (0..<2).map { _ in UInt32.random(in: 0...99, using: &generator) }
                let emissions = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    UInt32.random(in: 0...9, using: &generator)
                }
                corpus.append(tokens: tokens, emissions: emissions)
                sequence.append((tokens, emissions))
            }
            corpus.endSequence()
            if !sequence.isEmpty { expected.append(sequence) }
        }
        #expect(corpus.count == expected.count)
        #expect(corpus.positionCount == expected.joined().count)
        #expect(corpus.columns.allSatisfy { $0.count == corpus.positionCount })
        var next = 0
        for (sequence, positions) in expected.enumerated() {
            #expect(corpus.positions(of: sequence) == next..<next + positions.count)
            for (position, wanted) in zip(corpus.positions(of: sequence), positions) {
                #expect(corpus.columns.map { $0[position] } == wanted.tokens)
                #expect(Array(corpus.emissions(at: position)) == wanted.emissions)
            }
            next += positions.count
        }
    }

    @Test func emptySequencesAreNotCounted() {
        var corpus = EncodedCorpus(columnCount: 1)
        corpus.endSequence()
        #expect(corpus.count == 0)
        corpus.append(tokens: [1], emissions: [])
        #expect(corpus.count == 0 && corpus.positionCount == 1)
        corpus.endSequence()
        corpus.endSequence()
        #expect(corpus.count == 1)
        #expect(corpus.emissions(at: 0).isEmpty)
    }

    @Test func everyPositionHasOneTokenAColumn() async {
        await #expect(processExitsWith: .failure) {
            var corpus = EncodedCorpus(columnCount: 2)
            corpus.append(tokens: [1], emissions: [])
        }
        await #expect(processExitsWith: .failure) { _ = EncodedCorpus(columnCount: 0) }
    }
}
