import CuckooTable
import KeyLayers

/// Counts what is looked up in the tables of a compiled model.
final class CompiledCensus {
    let census: LookupCensus
    private let compiled: CompiledModel
    /// Numbers of the census's tables.
    private let (newTokens, firstPhrase, probed): (Int, Int, Int)
    private let (spans, spanRows): (Int, Int?)

    init(_ census: LookupCensus, compiled: CompiledModel) {
        self.census = census
        self.compiled = compiled
        let frame = compiled.model.frame
        let layers = frame.layout.layers
        let comparison = EmbeddingDecoder(
            keys: frame.keys, distance: frame.distance, kernel: compiled.kernel
        ).comparison
        census.search = SearchCensus(
            compiled.isOnLine ? .table : .keys(comparison), keys: frame.outputs.count)
        newTokens = census.add("rows of new tokens", compiled.model.table)
        firstPhrase = newTokens + 1
        for phrase in compiled.phrases {
            let first = phrase.words.first.map { "\(layers[$0.layer])" } ?? ""
            let others = phrase.words.count - 1
            _ = census.add("phrase \(first)" + (others > 0 ? " +\(others)" : ""), phrase.table)
        }
        probed = census.add("probed layers", compiled.probes)
        spans =
            compiled.spans.map { census.add("spans", $0.edges) }
            ?? census.add("spans", frame.spans.edges)
        spanRows = compiled.spans.map { census.add("rows of spans", $0.table) }
    }

    /// Counts look-ups in the hashed table, which are made when a token is first met.
    func countNewTokens(_ signatures: UnsafePointer<Signature>, count: Int) {
        for index in 0..<count {
            census.count(signatures[index], in: compiled.model.table, number: newTokens)
        }
    }

    /// Counts look-ups of a phrase.
    func countPhrase(_ phrase: Int, _ keys: UnsafePointer<UInt64>, count: Int) {
        for index in 0..<count {
            census.count(keys[index], in: compiled.phrases[phrase].table, number: firstPhrase + phrase)
        }
    }

    /// Counts look-ups of layers that are probed.
    func countProbed(_ signatures: UnsafePointer<Signature>, count: Int) {
        for index in 0..<count { countProbed(signatures[index]) }
    }

    func countProbed(_ signature: Signature) {
        census.count(signature, in: compiled.probes, number: probed)
    }

    /// Counts that `span` is extended by `token`.
    func countSpan(_ span: UInt32, by token: UInt32) {
        guard span != PartValue.unknown, token != PartValue.unknown else { return }
        if let tables = compiled.spans {
            census.count(tables.edgeKey(span, token), in: tables.edges, number: spans)
        } else {
            census.count(
                SpanIndex.signature(node: span, token: token), in: compiled.model.frame.spans.edges,
                number: spans)
        }
    }

    /// Counts the look-up of a row of a span and the tokens beside it.
    func countSpanRow(_ key: UInt64) {
        guard let tables = compiled.spans, let spanRows else { return }
        census.count(key, in: tables.table, number: spanRows)
    }
}
