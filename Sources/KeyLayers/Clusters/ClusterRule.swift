/// `DerivedColumn.Rule.cluster`. Entries are numbers of clusters; a sequence without a known token has an unknown one.
final class ClusterRule: ColumnRule {
    private let clusters: SequenceClusters
    private let column: Int
    private let number: Int

    init(clusters: SequenceClusters, column: Int, number: Int) {
        self.clusters = clusters
        (self.column, self.number) = (column, number)
    }

    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver) {
        guard !sequence.isEmpty else { return }
        let tokens = UnsafeBufferPointer(start: entries[column] + sequence.lowerBound, count: sequence.count)
        let cluster = clusters.cluster(of: tokens).map { UInt32(truncatingIfNeeded: $0) }
        (entries[number] + sequence.lowerBound).update(
            repeating: cluster ?? resolver.unknownEntry(column: number), count: sequence.count)
    }
}

/// `DerivedColumn.Rule.length`. Entries are numbers of tokens; a longer output than `DerivedColumn.mostLength` is unknown.
final class LengthRule: ColumnRule {
    private let lengths: [ExpectedLength]
    private let column: Int
    private let number: Int

    init(clusters: SequenceClusters, column: Int, number: Int) {
        lengths = clusters.lengths
        (self.column, self.number) = (column, number)
    }

    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver) {
        guard !sequence.isEmpty else { return }
        let cluster = Int(entries[column][sequence.lowerBound])
        let tokens = cluster < lengths.count ? lengths[cluster].tokens(ofInput: sequence.count) : Int.max
        (entries[number] + sequence.lowerBound).update(
            repeating: tokens <= DerivedColumn.mostLength
                ? UInt32(truncatingIfNeeded: tokens) : resolver.unknownEntry(column: number),
            count: sequence.count)
    }
}
