import CuckooTable
import KeyLayers

/// Counts what hashed look-up does.
final class HashedCensus {
    private let census: LookupCensus
    private let rows: (table: SignatureTable, number: Int)
    /// Nil for a model without spans.
    private let spans: (table: SignatureTable, number: Int)?

    init(_ census: LookupCensus, model: TokenModel, comparison: KeyComparison) {
        self.census = census
        let frame = model.frame
        census.layers = Array(repeating: LookupCensus.Layer(), count: frame.layout.layers.count)
        census.search = SearchCensus(.keys(comparison), keys: frame.outputs.count)
        rows = (model.table, census.add("rows", model.table))
        let edges = frame.spans.edges
        spans = edges.count > 0 ? (edges, census.add("spans", edges)) : nil
    }

    /// Counts look-ups of rows.
    ///
    /// - Parameter layers: numbers of the layers that the signatures stand for, again and again.
    func count(
        _ signatures: UnsafePointer<Signature>, found: UnsafePointer<UInt32>, count: Int,
        layers numbers: [Int]
    ) {
        for index in 0..<count {
            let layer = numbers[index % numbers.count]
            guard !signatures[index].isAbsent else {
                census.layers[layer].unknown += 1
                continue
            }
            census.layers[layer].lookups += 1
            if found[index] != 0 { census.layers[layer].hits += 1 }
            census.count(signatures[index], in: rows.table, number: rows.number)
        }
    }

    /// Counts that `span` is extended by `token`.
    func countSpan(_ span: UInt32, by token: UInt32) {
        guard let spans, span != PartValue.unknown, token != PartValue.unknown else { return }
        census.count(
            SpanIndex.signature(node: span, token: token), in: spans.table, number: spans.number)
    }

    func count(decisions: Int) { census.search.decisions += decisions }
}
