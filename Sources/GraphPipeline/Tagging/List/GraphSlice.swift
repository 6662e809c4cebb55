import Platform

/// Some sequences on their way through a list of graphs: their distances and labels as they stand after the graphs so far.
package final class GraphSlice {
    let corpus: TaggedCorpus
    let windows: TagWindows
    let constraints: [ExactCount]
    let decision: ConstrainedDecision
    let labels: Int
    /// Positions × labels.
    private(set) var distances: [Int32]
    private(set) var decided: [UInt32]
    private let match = ScratchBuffer<UInt64>()
    private let literal = ScratchBuffer<UInt64>()
    private let scores = ScratchBuffer<Int32>()
    private let redecided = ScratchBuffer<UInt32>()

    package init(_ corpus: TaggedCorpus, windows: TagWindows, constraints: [ExactCount]) {
        self.corpus = corpus
        self.windows = windows
        labels = corpus.labels.count
        self.constraints = constraints
        decision = ConstrainedDecision(constraints: constraints, labels: labels)
        distances = corpus.distances
        decided = decision.labels(of: corpus)
        windows.load(corpus, shown: decided)
        match.reserve(windows.sets.words)
        literal.reserve(windows.sets.words)
    }

    /// Writes where all literals hold.
    func matches(_ literals: [GraphLiteral]) -> UnsafePointer<UInt64> {
        let words = windows.sets.words
        match.base.update(repeating: .max, count: words)
        for index in literals {
            windows.sets.write(index.condition, into: literal.base)
            let flip: UInt64 = index.isNegated ? .max : 0
            for word in 0..<words { match.base[word] &= literal.base[word] ^ flip }
        }
        if words > 0 { match.base[words - 1] &= UInt64.max >> UInt64(words * 64 - corpus.count) }
        return UnsafePointer(match.base)
    }

    /// What a bias at some positions changes.
    ///
    /// - Returns: positions, sequences with a match, and the labels that become right and wrong.
    /// - Complexity: O(positions of sequences with a match · labels).
    package func effect(
        of bias: Int32, on label: Int, at match: UnsafePointer<UInt64>
    ) -> GraphEffect {
        var effect = GraphEffect()
        forEachRedecided(bias, label, match) { range, found in
            effect.sequences += 1
            for (place, position) in range.enumerated() where found[place] != decided[position] {
                if found[place] == corpus.wanted[position] { effect.right += 1 }
                if decided[position] == corpus.wanted[position] { effect.wrong += 1 }
            }
        }
        effect.positions = PositionBits.count(match, words: windows.sets.words)
        return effect
    }

    /// Runs a graph for good.
    func apply(_ bias: Int32, on label: Int, at match: UnsafePointer<UInt64>) {
        var changed: [(Int, UInt32)] = []
        forEachRedecided(bias, label, match) { range, found in
            for (place, position) in range.enumerated() where found[place] != decided[position] {
                changed.append((position, found[place]))
            }
        }
        for (position, found) in changed { decided[position] = found }
        PositionBits.forEach(match, words: windows.sets.words) { distances[$0 * labels + label] &-= bias }
        decided.withUnsafeBufferPointer { if let base = $0.baseAddress { windows.show(labels: base) } }
    }

    private func forEachRedecided(
        _ bias: Int32, _ label: Int, _ match: UnsafePointer<UInt64>,
        _ body: (Range<Int>, UnsafePointer<UInt32>) -> Void
    ) {
        for sequence in corpus.sequenceEnds.indices {
            let range = corpus.positions(of: sequence)
            guard range.contains(where: { match[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }) else { continue }
            scores.reserve(range.count * labels)
            redecided.reserve(range.count)
            for (place, position) in range.enumerated() {
                for index in 0..<labels {
                    scores.base[place * labels + index] = distances[position * labels + index]
                }
                if match[position >> 6] >> UInt64(position & 63) & 1 == 1 {
                    scores.base[place * labels + label] &-= bias
                }
            }
            decision.decide(scores.base, positions: range.count, into: redecided.base)
            body(range, redecided.base)
        }
    }
}

/// What a graph did to some sequences.
public struct GraphEffect: Sendable, Hashable, Codable {
    /// Positions at which it matched.
    public internal(set) var positions = 0
    /// Sequences in which it matched.
    public internal(set) var sequences = 0
    /// Labels that became right, and that were right before.
    public internal(set) var right = 0, wrong = 0

    /// Labels that became right, less those that became wrong.
    public var gain: Int { right - wrong }
    /// The gain in standard deviations of a fair coin: (right − wrong) / √(right + wrong).
    public var certainty: Double {
        right + wrong == 0 ? 0 : Double(gain) / Double(right + wrong).squareRoot()
    }
}
