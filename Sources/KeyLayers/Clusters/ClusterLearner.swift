import DigitKeys
import NoiseSampling
import Platform

/// Finds the clusters of training queries.
public enum ClusterLearner {
    /// Sequences whose keys decide where centres are, at most; of more, every so many.
    static let mostQueries = 1 << 15
    /// Rounds of clustering, at most.
    static let rounds = 25

    /// Clusters of the sequences of a column.
    ///
    /// - Parameters:
    ///   - count: how many at most; there are fewer when fewer sequences differ.
    ///   - entries: of the column, all sequences one after another; all tokens are known.
    ///   - sequenceEnds: where each sequence ends; none is empty.
    ///   - outputLengths: tokens that each sequence emits.
    ///   - tokens: of the column.
    ///   - distance: of the model.
    ///   - stream: where the first centres are drawn from.
    /// - Throws: `InvalidStructure` when there is no sequence.
    /// - Complexity: O(positions · numbers + queries · clusters · numbers) a round.
    public static func clusters(
        _ count: Int, of entries: [UInt32], sequenceEnds: [Int], outputLengths: [Int],
        tokens: TokenDictionary,
        distance: DigitDistance, stream: NoiseStream
    ) throws(InvalidStructure) -> SequenceClusters {
        let shape = KeyShape(numbers: 2 * distance.shape.numbers, digits: distance.shape.digits)
        let moments = QueryMoments(tokens: tokens, shape: distance.shape)
        let sequences = sequenceEnds.indices.map { ($0 == 0 ? 0 : sequenceEnds[$0 - 1])..<sequenceEnds[$0] }
        let scale = QueryScale.values(of: queries(moments, entries, sequences), shape: shape)
        // One cluster to begin with: it knows how to make keys.
        func made(_ centers: [UInt16], _ lengths: [ExpectedLength]) throws(InvalidStructure)
            -> SequenceClusters
        {
            try SequenceClusters(
                centers: Slab(centers), scale: scale, lengths: Slab(lengths.flatMap(\.numbers)),
                values: Slab([UInt16](repeating: 0, count: centers.count)), moments: moments,
                distance: distance)
        }
        let all = ExpectedLength(
            of: sequences.indices.lazy.map { (sequences[$0].count, outputLengths[$0]) })
        let draft = try made([UInt16](repeating: 0, count: shape.numbers), [all])
        let step = (sequences.count + mostQueries - 1) / mostQueries
        let keys = stride(from: 0, to: sequences.count, by: max(step, 1)).flatMap { sequence in
            entries.withUnsafeBufferPointer {
                draft.key(of: UnsafeBufferPointer(rebasing: $0[sequences[sequence]])) ?? []
            }
        }
        guard !keys.isEmpty else { throw InvalidStructure("there are no sequences to cluster") }
        let found = KeyClusters(
            of: keys.map { Float($0) }, columns: shape.numbers, clusters: count, stream: stream,
            rounds: rounds)
        let centers = found.centers.map { UInt16($0.rounded()) }
        let clusters = try made(centers, Array(repeating: all, count: found.count))
        return try made(
            centers, lengths(clusters, entries, sequences, outputLengths, whereNone: all))
    }

    /// The moments of all queries' moments.
    private static func queries(
        _ moments: QueryMoments, _ entries: [UInt32], _ sequences: [Range<Int>]
    ) -> WholeMoments {
        let columns = 2 * moments.numbers
        var total = WholeMoments(columns: columns)
        var block: [Double] = []
        func flush() {
            block.withUnsafeBufferPointer { total.add($0) }
            block.removeAll(keepingCapacity: true)
        }
        var query = [UInt64](repeating: 0, count: columns)
        for sequence in sequences {
            let isKnown = entries.withUnsafeBufferPointer { entries in
                query.withUnsafeMutableBufferPointer { query in
                    query.baseAddress.map {
                        moments.write(UnsafeBufferPointer(rebasing: entries[sequence]), into: $0)
                    } ?? false
                }
            }
            guard isKnown else { continue }
            block += query.lazy.map { Double($0) }
            if block.count >= 4096 * columns { flush() }
        }
        flush()
        return total
    }

    /// The lengths of each cluster's sequences; `whereNone` for a cluster that has none, with no sequence counted.
    private static func lengths(
        _ clusters: SequenceClusters, _ entries: [UInt32], _ sequences: [Range<Int>], _ outputs: [Int],
        whereNone: ExpectedLength
    ) -> [ExpectedLength] {
        var lengths = [[(input: Int, output: Int)]](repeating: [], count: clusters.count)
        entries.withUnsafeBufferPointer { entries in
            for (sequence, positions) in sequences.enumerated() {
                guard let cluster = clusters.cluster(of: UnsafeBufferPointer(rebasing: entries[positions]))
                else { continue }
                lengths[cluster].append((positions.count, outputs[sequence]))
            }
        }
        return lengths.map { $0.isEmpty ? whereNone.withoutSequences : ExpectedLength(of: $0) }
    }
}

extension ExpectedLength {
    /// The same line, with nothing counted.
    fileprivate var withoutSequences: ExpectedLength {
        var numbers = numbers
        for index in 0..<4 { numbers[index] = 0 }
        do {
            return try ExpectedLength(numbers)
        } catch {
            preconditionFailure("a line that is in range: \(error)")
        }
    }
}
