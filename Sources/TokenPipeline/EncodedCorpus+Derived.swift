import DigitKeys
import KeyLayers
import NoiseSampling
import Platform

extension EncodedCorpus {
    /// Appends derived columns and returns the dictionaries of all columns, with the clusters of those that need them. What a
    /// first pass decides is not known yet: its column holds token 0 everywhere.
    ///
    /// - Parameters:
    ///   - outputs: what a first pass decides from.
    ///   - dictionaries: of the columns of the data.
    ///   - distance: of the model, by which sequences are nearest to a cluster.
    ///   - spans: the spans between the emissions of this corpus; what a sequence says of them itself is left out.
    ///   - keySource: draws the keys of a column, which counts from 0.
    /// - Throws: `InvalidStructure` when a rule looks at a column that the data does not have.
    /// - Complexity: O(positions · (columns + longest span)).
    public mutating func derive(
        _ derived: [DerivedColumn], dictionaries: [TokenDictionary], outputs: TokenDictionary,
        distance: DigitDistance, spans: SpanIndex, keySource: (Int) -> KeySource
    ) throws(InvalidStructure) -> (dictionaries: [TokenDictionary], clusters: [SequenceClusters]) {
        guard !derived.isEmpty else { return (dictionaries, []) }
        var all = dictionaries
        var clusters: [SequenceClusters] = []
        for column in derived {
            let source = keySource(column.number - 1)
            guard column.sources.allSatisfy((1...dictionaries.count).contains) else {
                throw InvalidStructure("'\(column)' looks at a column that the data does not have")
            }
            if case .cluster(let count, let number) = column.rule {
                clusters.append(
                    try ClusterLearner.clusters(
                        count, of: columns[number - 1], sequenceEnds: sequenceEnds,
                        outputLengths: (0..<self.count).map { emissions(of: positions(of: $0)).count },
                        tokens: dictionaries[number - 1], distance: distance,
                        stream: NoiseStream(seed: source.seed, number: ~source.dictionary)))
            }
            if let path = try PathDictionary.dictionary(
                of: column, dictionaries: dictionaries, columns: columns, sequenceEnds: sequenceEnds,
                keySource: source)
            {
                all.append(path)
            } else if let fixed = ColumnDeriver.dictionary(
                of: column, dictionaries: dictionaries, keySource: source)
            {
                all.append(fixed)
            } else {
                all.append(outputs)
            }
        }
        let deriver = try ColumnDeriver(
            columns: derived, dictionaries: all, spans: spans, clusters: clusters)
        var vocabularies: [ColumnVocabulary] = []
        for dictionary in all {
            vocabularies.append(try ColumnVocabulary(tokens: dictionary, views: []) { _ in keySource(0) })
        }
        let resolver = TokenResolver(columns: vocabularies)
        let memory = all.map { _ in ScratchBuffer<UInt32>(capacity: positionCount) }
        for (column, tokens) in columns.enumerated() {
            tokens.withUnsafeBufferPointer { tokens in
                if let base = tokens.baseAddress {
                    memory[column].base.update(from: base, count: tokens.count)
                }
            }
        }
        let ownEnds = (0..<positionCount).map { !emissions(at: $0).isEmpty }
        sequenceEnds.withUnsafeBufferPointer { ends in
            ownEnds.withUnsafeBufferPointer { ownEnds in
                deriver.derive(
                    memory.map(\.base), sequenceEnds: ends, resolver: resolver, ownEnds: ownEnds.baseAddress)
            }
        }
        if derived.last?.rule == .pass {
            memory[all.count - 1].base.update(repeating: 0, count: positionCount)
        }
        for column in memory.dropFirst(columns.count) {
            append(column: Array(UnsafeBufferPointer(start: column.base, count: positionCount)))
        }
        return (all, clusters)
    }
}
