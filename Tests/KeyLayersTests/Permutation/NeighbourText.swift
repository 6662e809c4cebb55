import DigitKeys
import KeyLayers
import TestSupport

/// Random text whose tokens belong to hidden classes: each class is followed by some classes alone, so that who finds the
/// classes knows something of the next token.
struct NeighbourText {
    var sentences: [[String]] = []

    /// - Parameters:
    ///   - classes: hidden classes; token `c3w5` is word 5 of class 3.
    ///   - words: words of each class.
    init(seed: UInt64, classes: Int, words: Int, sentences count: Int) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<count {
            var label = Int.random(in: 0..<classes, using: &generator)
            var sentence: [String] = []
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                sentence.append("c\(label)w\(Int.random(in: 0..<words, using: &generator))")
                label = (label * 2 + Int.random(in: 1...2, using: &generator)) % classes
            }
            sentences.append(sentence)
        }
    }

    func counts(minimumCount: Int = 1, mostContexts: Int = 1000) -> NeighbourCounts {
        let counter = NeighbourCounter()
        for sentence in sentences {
            for token in sentence { counter.add(token) }
            counter.endSequence()
        }
        return counter.finished(minimumCount: minimumCount, mostContexts: mostContexts)
    }
}

extension KeyPool {
    /// A pool of some seed.
    init(seed: UInt64 = 1, count: Int) {
        self.init(source: KeySource(seed: seed, dictionary: 7), count: count)
    }
}

extension NeighbourKeySearch {
    /// A round that tells nobody how far it is.
    func round() -> Round { round { _ in } }
}
