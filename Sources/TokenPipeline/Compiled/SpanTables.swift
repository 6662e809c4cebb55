import KeyLayers
import Platform

/// What a compiled model knows of one span.
struct SpanFacts: BitwiseCopyable, Sendable {
    /// The word of the layer that sees the span alone.
    var word: UInt32 = 0
    /// The span terms that have a row for this span and some tokens, a bit each.
    var terms: UInt32 = 0
    /// The most that those terms together can add to a sum of multiples, either way.
    var bound: Int32 = 0
}

/// The spans of a model, and the rows of the layers that see the running one.
struct SpanTables: Sendable {
    /// By span.
    let facts: Slab<SpanFacts>
    /// Span, token → the span that both make and what is known of it, so that following a span waits for one line, not
    /// for two.
    let edges: PhraseTable
    /// Term, span and tokens → word.
    let table: PhraseTable
    private let tokenBits: UInt64

    init(
        index: SpanIndex, tokenCount: Int, facts: [SpanFacts], keys: [UInt64], words: [UInt32], uses: [UInt64]
    ) {
        let tokenBits = UInt64(SignatureLayout.bits(for: tokenCount))
        self.tokenBits = tokenBits
        self.facts = Slab(facts)
        var (edgeKeys, children) = ([UInt64](), [UInt32]())
        index.edges.forEach { signature, child in
            let token = signature.low & 0xFFFF_FFFF
            // No token has another value, so such an edge is never taken.
            guard token != PartValue.unknown, token < tokenCount, signature.high == 0 else { return }
            edgeKeys.append((signature.low >> 32) << tokenBits | token)
            let known = facts[Int(child)]
            children += [child, known.word, known.terms, UInt32(bitPattern: known.bound)]
        }
        edges = PhraseTable(keys: edgeKeys, values: children, words: 4, uses: [])
        table = PhraseTable(keys: keys, values: words, words: 1, uses: uses)
    }

    var byteCount: Int {
        edges.byteCount + table.byteCount + facts.count * MemoryLayout<SpanFacts>.stride
    }

    /// The key of the edge that leads from a span over a token.
    @inline(__always)
    func edgeKey(_ span: UInt32, _ token: UInt32) -> UInt64 {
        UInt64(truncatingIfNeeded: span) &<< tokenBits | UInt64(truncatingIfNeeded: token)
    }

    /// Requests what `extend` will read.
    @inline(__always)
    func request(_ span: UInt32, _ token: UInt32) {
        prefetch(edges.near(of: edgeKey(span, token)))
    }

    /// The span that `token` makes of `span`, as `SpanIndex.extend` has it, and what is known of it.
    @inline(__always)
    func extend(_ span: UInt32, by token: UInt32) -> (span: UInt32, facts: SpanFacts) {
        if span == PartValue.unknown || token == PartValue.unknown { return unknown }
        let key = edgeKey(span, token)
        let child = edges.find(key, near: edges.near(of: key))
        guard child[0] != 0 else { return unknown }
        return (
            child[0], SpanFacts(word: child[1], terms: child[2], bound: Int32(bitPattern: child[3]))
        )
    }

    private var unknown: (span: UInt32, facts: SpanFacts) {
        (PartValue.unknown, facts.base[Int(PartValue.unknown)])
    }
}
