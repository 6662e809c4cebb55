import KeyLayers
import Platform

extension TokenModelFrame {
    /// - Throws: `InvalidStructure` when a layer that sees what is due has no expected length to see.
    static func checkDue(_ column: Int, derived: [DerivedColumn]) throws(InvalidStructure) {
        guard
            derived.contains(where: { derived in
                if case .length = derived.rule { derived.number == column } else { false }
            })
        else {
            throw InvalidStructure(
                "a layer looks at '\(column).due', but column \(column) is no 'length by' a column of clusters"
            )
        }
    }

    /// Gives each cluster of sequences the mean and the variance of the decoder keys that its training sequences emitted.
    ///
    /// - Parameter corpus: training data with the derived columns of this frame.
    /// - Complexity: O(emissions · numbers) for each column of clusters.
    package mutating func describeClusters(by corpus: EncodedCorpus) {
        var next = 0
        for column in derived {
            guard case .cluster = column.rule else { continue }
            clusters[next].describeValues(
                values(of: clusters[next].count, column: column.number - 1, in: corpus))
            next += 1
        }
    }

    /// The moments of the keys that the sequences of each cluster emitted.
    private func values(of clusters: Int, column: Int, in corpus: EncodedCorpus) -> [WholeMoments] {
        let numbers = distance.shape.numbers
        var moments = Array(repeating: WholeMoments(columns: numbers), count: clusters)
        var members = [[Int]](repeating: [], count: clusters)
        for sequence in 0..<corpus.count {
            let cluster = Int(corpus.columns[column][corpus.positions(of: sequence).lowerBound])
            if cluster < clusters { members[cluster].append(sequence) }
        }
        var block: [Double] = []
        for cluster in 0..<clusters {
            func flush() {
                block.withUnsafeBufferPointer { moments[cluster].add($0) }
                block.removeAll(keepingCapacity: true)
            }
            for sequence in members[cluster] {
                for token in corpus.emissions(of: corpus.positions(of: sequence)) {
                    let first = Int(token) * numbers
                    for number in 0..<numbers { block.append(Double(keyNumbers[first + number])) }
                }
                if block.count >= 4096 * numbers { flush() }
            }
            flush()
        }
        return moments
    }
}
