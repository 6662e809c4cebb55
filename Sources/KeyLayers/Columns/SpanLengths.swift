/// `DerivedColumn.Rule.span` for all such columns at once: every span of training that stands in a sequence is met once.
struct SpanLengths {
    private struct Column {
        let number: Int
        let end: DerivedColumn.SpanEnd
        let minimum: UInt32
    }

    private let columns: [Column]
    private let spans: SpanIndex

    /// Nil when there is no such column.
    init?(columns: [DerivedColumn], spans: SpanIndex) {
        self.spans = spans
        self.columns = columns.compactMap { column in
            guard case .span(let end, let minimum) = column.rule else { return nil }
            return Column(number: column.number - 1, end: end, minimum: UInt32(minimum))
        }
        if self.columns.isEmpty { return nil }
    }

    /// Writes lengths, which are entries as they are.
    func derive(
        _ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver,
        ownEnds: UnsafePointer<Bool>?
    ) {
        for column in columns {
            (entries[column.number] + sequence.lowerBound).update(repeating: 0, count: sequence.count)
        }
        for start in sequence {
            var node = SpanIndex.root
            // In the data a span starts at the first position and after each end.
            let startsOwn = ownEnds.map { start == sequence.lowerBound || $0[start - 1] } ?? false
            var ownIsOpen = startsOwn
            for place in start..<min(start + SpanIndex.longest, sequence.upperBound) {
                node = spans.extend(node, by: resolver.value(of: entries[0][place], column: 0))
                if node == PartValue.unknown { break }
                var count = spans.endCounts[Int(node)]
                if ownIsOpen, let ownEnds, ownEnds[place] || place == sequence.upperBound - 1 {
                    count -= min(count, 1)
                    ownIsOpen = false
                }
                guard count > 0 else { continue }
                let length = UInt32(place - start + 1)
                for column in columns where count >= column.minimum {
                    let target = column.end == .from ? start : place
                    if length > entries[column.number][target] { entries[column.number][target] = length }
                }
            }
        }
    }
}
