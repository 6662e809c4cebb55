import DigitKeys
import KeyLayers
import NoiseSampling
import Platform
import TestSupport

/// Sequences of a few tokens, clustered.
struct ClusterFixture {
    let tokens: TokenDictionary
    let distance: DigitDistance
    var entries: [UInt32] = []
    var ends: [Int] = []
    var outputLengths: [Int] = []
    let clusters: SequenceClusters

    /// Sequences that each use a part of the tokens, so that they form groups; outputs have twice the length, and three more.
    init(seed: UInt64, numbers: Int = 16, count: Int = 8, sequences: Int = 300) throws {
        var generator = SeededGenerator(seed: seed)
        tokens = VocabularyFixture.dictionary((0..<60).map { "t\($0)" })
        distance = try DigitDistance(shape: .vector(numbers), factor: 10, penalty: 0)
        for _ in 0..<sequences {
            let group = UInt32.random(in: 0..<6, using: &generator)
            let length = Int.random(in: 1...20, using: &generator)
            for _ in 0..<length { entries.append(group * 10 + UInt32.random(in: 0..<10, using: &generator)) }
            ends.append(entries.count)
            outputLengths.append(2 * length + 3)
        }
        clusters = try ClusterLearner.clusters(
            count, of: entries, sequenceEnds: ends, outputLengths: outputLengths, tokens: tokens,
            distance: distance, stream: NoiseStream(seed: seed, number: 1))
    }

    func sequence(_ index: Int) -> [UInt32] {
        Array(entries[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }

    func cluster(of sequence: [UInt32]) -> Int? { sequence.withUnsafeBufferPointer(clusters.cluster) }
    func key(of sequence: [UInt32]) -> [UInt64]? { sequence.withUnsafeBufferPointer(clusters.key) }

    /// The key of a sequence from its definition, in integers of any size.
    func plainKey(of sequence: [UInt32]) -> [UInt64]? {
        let known = sequence.filter { $0 < 60 }
        guard !known.isEmpty else { return nil }
        let numbers = distance.shape.numbers
        let weights = known.map { tokens.keySource.weights(of: Int($0), shape: distance.shape).map(Int.init) }
        let count = known.count
        var moments: [Int] = []
        for number in 0..<numbers { moments.append(64 * weights.reduce(0) { $0 + $1[number] } / count) }
        for number in 0..<numbers {
            let sum = weights.reduce(0) { $0 + $1[number] }
            // n² times the variance, by differences from each other.
            let spread =
                weights.reduce(0) { $0 + (count * $1[number] - sum) * (count * $1[number] - sum) } / count
            moments.append(spread / (4 * count * count))
        }
        return moments.enumerated().map { index, moment in
            let (shift, factor) = (Int(clusters.scale[index]), Int(clusters.scale[2 * numbers + index]))
            return UInt64(min(max((((moment - shift) * factor) >> 24) + 499, 0), 999))
        }
    }
}
