import KeyLayers
import Platform

/// Follows the running span of lanes and finds what the layers that see it contribute. Each worker has its own.
final class SpanTerms {
    /// Terms, those of the span alone among them.
    let count: Int
    private let compiled: CompiledModel
    private let tables: SpanTables
    private let terms: StaticTerms
    private let described: UnsafeMutableBufferPointer<Term>
    private let places: UnsafeMutableBufferPointer<Place>
    private let bound: UnsafeMutablePointer<UnsafePointer<UInt32>>

    private struct Term {
        var key: UInt64
        var shift: UInt64
        /// Within `places`.
        var first: Int
        var end: Int
    }

    private struct Place {
        /// Values of the chunk's places.
        var values: UnsafePointer<UInt32>
        var view: Int
        var offset: Int
        var shift: UInt64
    }

    /// Nil when no layer of the form sees spans.
    init?(compiled: CompiledModel, terms: StaticTerms) {
        guard let tables = compiled.spans else { return nil }
        self.compiled = compiled
        self.tables = tables
        self.terms = terms
        var places: [Place] = []
        described = .copy(
            of: compiled.plan.spans.map { term in
                let first = places.count
                for (place, shift) in term.places {
                    places.append(
                        Place(
                            values: terms.values(of: place.view), view: place.view, offset: place.offset,
                            shift: shift))
                }
                return Term(key: term.key, shift: term.shift, first: first, end: places.count)
            })
        self.places = .copy(of: places)
        count = described.count
        bound = .allocate(capacity: 1)
        bound.initialize(to: terms.spanTokens)
    }

    deinit {
        described.deallocate()
        places.deallocate()
        bound.deallocate()
    }

    /// Takes the addresses of a new chunk's values.
    func bind() {
        bound.pointee = terms.spanTokens
        for index in places.indices { places[index].values = terms.values(of: places[index].view) }
    }

    /// Requests what `extend` will read at a place.
    @inline(__always)
    func request(_ span: UInt32, at place: Int) { tables.request(span, bound.pointee[place]) }

    /// The running span after the token of a place, and what is known of it.
    @inline(__always)
    func extend(_ span: UInt32, at place: Int) -> (span: UInt32, facts: SpanFacts) {
        tables.extend(span, by: bound.pointee[place])
    }

    /// What is known of a span.
    @inline(__always)
    func facts(of span: UInt32) -> SpanFacts { tables.facts.base[Int(span)] }

    /// Makes the keys of the terms in `bits` and requests their lines.
    @inline(__always)
    func request(_ bits: UInt32, _ span: UInt32, at place: Int, keys: UnsafeMutablePointer<UInt64>) {
        var rest = bits
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            rest &= rest &- 1
            let term = described[index]
            var key = term.key | UInt64(truncatingIfNeeded: span) &<< term.shift
            for part in term.first..<term.end {
                let part = places[part]
                key |= UInt64(truncatingIfNeeded: part.values[place &+ part.offset]) &<< part.shift
            }
            keys[index] = key
            prefetch(tables.table.near(of: key))
        }
    }

    /// The word of each term in `bits`, whose keys were made before, in turn.
    @inline(__always)
    func forEachWord(_ bits: UInt32, keys: UnsafePointer<UInt64>, _ body: (Int, UInt32) -> Void) {
        var rest = bits
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            rest &= rest &- 1
            body(index, tables.table.find(keys[index], near: tables.table.near(of: keys[index])).pointee)
        }
    }

    /// The sum of the multiples of the terms in `bits`.
    @inline(__always)
    func sum(_ bits: UInt32, keys: UnsafePointer<UInt64>) -> Int32 {
        var sum: Int32 = 0
        forEachWord(bits, keys: keys) { sum &+= Int32(bitPattern: $1) }
        return sum
    }
}
