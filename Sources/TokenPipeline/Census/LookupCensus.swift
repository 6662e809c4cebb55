import CuckooTable
import KeyLayers

/// What a decoder's look-ups did, counted while it decodes: in which tables and with what success, and how the nearest
/// keys were found.
///
/// Counting is apart from timing, since it would be part of what is timed. A census belongs to one decoder
/// (``DecodableModel/makeDecoder(probe:distances:census:)``), which counts what it really looks up: in compiled tables
/// where the model is compiled. Layers are told apart by hashed look-up alone, since a compiled model evaluates many of them
/// together.
public final class LookupCensus {
    /// The look-ups of one layer.
    public struct Layer: Sendable, Hashable {
        /// Look-ups that were made: those whose parts are all known.
        public var lookups = 0
        /// Look-ups that found a row.
        public var hits = 0
        /// Times that nothing was looked up, because the layer saw a token that is in no dictionary.
        public var unknown = 0
    }

    /// One table and its look-ups.
    public struct Table: Sendable, Hashable {
        /// What it holds, for example "rows" or "phrase token[-1..0]".
        public let name: String
        /// Entries that it has.
        public let entries: Int
        /// Share of its slots that hold an entry, 0 to 1.
        public let load: Double
        /// Whether its entries are found by tags, which can mislead; otherwise whole keys are compared at once.
        public let hasTags: Bool
        /// What its look-ups did.
        public internal(set) var counts = LookupCounts()
    }

    /// The layers in the order of the model; empty where they are evaluated together.
    public internal(set) var layers: [Layer] = []
    /// The tables that the decoder looks up in.
    public private(set) var tables: [Table] = []
    /// How the nearest keys were found; of no keys before there is a decoder.
    public internal(set) var search = SearchCensus(.keys(.whole), keys: 0)

    /// A census of a decoder that is yet to be made.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Adds a table; its number is returned.
    func add(_ name: String, _ table: SignatureTable) -> Int {
        tables.append(Table(name: name, entries: table.count, load: table.load, hasTags: false))
        return tables.count - 1
    }

    /// Adds a table; its number is returned.
    func add(_ name: String, _ table: PhraseTable) -> Int {
        tables.append(Table(name: name, entries: table.count, load: table.load, hasTags: true))
        return tables.count - 1
    }

    /// Counts the look-up of a signature; the absent one is not looked up.
    func count(_ signature: Signature, in table: SignatureTable, number: Int) {
        guard !signature.isAbsent else { return }
        tables[number].counts.add(
            isHit: table.find(signature) != 0, length: table.bucketsOpened(for: signature))
    }

    /// Counts the look-up of a key.
    func count(_ key: UInt64, in table: PhraseTable, number: Int) {
        let probe = table.probe(key)
        tables[number].counts.add(
            isHit: probe.isFound, length: probe.lines, mismatches: probe.isMisled ? 1 : 0)
    }
}
