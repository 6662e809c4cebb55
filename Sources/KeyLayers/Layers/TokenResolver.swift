import CuckooTable
import DigitKeys
import Platform

/// Turns the text of tokens into entries whose part values can be looked up by number. Each worker has its own.
///
/// Known tokens are entries 0 ..< count of their column's dictionary. Unknown ones get the entries after that; their
/// views are computed once and kept until too many of them have gathered, so memory stays bounded.
public final class TokenResolver {
    /// Unknown tokens that are remembered for one column before all of them are forgotten.
    public static let mostUnknown = 1 << 14
    /// Bytes of unknown tokens that are remembered for one column before all of them are forgotten.
    public static let mostUnknownBytes = 1 << 21

    /// Counts how often entries became invalid.
    public private(set) var generation = 0

    private let prefetchDistance: PrefetchDistance
    private let columns: [ColumnVocabulary]
    private let indexes: [TokenIndex]
    /// Unknown tokens of each column, by bytes: a `String` equals another that is spelled with other scalars.
    private let registers: [TokenRegister]
    /// For each column: values of its unknown tokens, tokens × views.
    private let unknownValues: [ScratchList<UInt32>]
    /// What the hot path needs of `columns`, so that it counts no references to what all workers share.
    private let known: UnsafeMutableBufferPointer<KnownTokens>

    private struct KnownTokens {
        var count: Int
        /// Values of views: tokens × `width`.
        var views: UnsafePointer<UInt32>
        var width: Int
    }

    /// A resolver for the input columns of a model.
    ///
    /// - Complexity: O(bytes of the columns' tokens).
    public convenience init(
        columns: [ColumnVocabulary], prefetchDistance: PrefetchDistance = .standard
    ) {
        self.init(
            columns: columns, indexes: columns.map { TokenIndex($0.tokens) },
            prefetchDistance: prefetchDistance)
    }

    /// A resolver for the columns of another one, whose look-up tables it shares. What it remembers of unknown tokens is
    /// its own.
    ///
    /// - Complexity: O(columns).
    public convenience init(
        sharing other: TokenResolver, prefetchDistance: PrefetchDistance? = nil
    ) {
        self.init(
            columns: other.columns, indexes: other.indexes,
            prefetchDistance: prefetchDistance ?? other.prefetchDistance)
    }

    private init(
        columns: [ColumnVocabulary], indexes: [TokenIndex], prefetchDistance: PrefetchDistance
    ) {
        self.prefetchDistance = prefetchDistance
        self.columns = columns
        self.indexes = indexes
        registers = columns.map { _ in TokenRegister() }
        unknownValues = columns.map { _ in ScratchList() }
        known = .allocate(capacity: columns.count)
        _ = known.initialize(
            from: columns.map {
                KnownTokens(count: $0.tokens.count, views: $0.viewIndices.base, width: $0.views.count)
            })
    }

    deinit { known.deallocate() }

    /// Bytes of the look-up tables of the dictionaries, which resolvers share.
    ///
    /// - Complexity: O(columns).
    package var byteCount: Int { indexes.reduce(0) { $0 + $1.byteCount } }

    /// Forgets unknown tokens when too many have gathered. Entries handed out before become invalid, so it is called
    /// between batches.
    ///
    /// - Complexity: O(forgotten tokens).
    public func trim() {
        for column in columns.indices
        where registers[column].count > Self.mostUnknown
            || registers[column].byteCount > Self.mostUnknownBytes
        {
            registers[column].removeAll()
            unknownValues[column].removeAll()
            generation += 1
        }
    }

    /// The entry of a token in a column that counts from 0.
    ///
    /// - Parameter token: valid UTF-8.
    /// - Complexity: O(bytes); O(views · characters) when the token is unknown and new.
    public func entry(of token: UnsafeBufferPointer<UInt8>, column: Int) -> UInt32 {
        let known = indexes[column].find(token)
        return known != TokenIndex.absent
            ? known : unknownEntry(of: token, available: token.count, column: column)
    }

    /// Writes the entries of many tokens of a column that counts from 0.
    ///
    /// - Parameters:
    ///   - places: where the tokens stand in `bytes`; each of them is valid UTF-8.
    ///   - entries: room for as many.
    /// - Returns: bytes of the dictionary's index that were read, the first bucket of each token alone.
    /// - Complexity: as for one token each; the cache misses of many look-ups overlap.
    @discardableResult
    public func writeEntries(
        of places: UnsafeBufferPointer<BytePlace>, in bytes: UnsafeBufferPointer<UInt8>, column: Int,
        into entries: UnsafeMutablePointer<UInt32>
    ) -> Int {
        let found = indexes[column].findAll(places, in: bytes, into: entries, distance: prefetchDistance)
        guard found.absent > 0 else { return found.bytes }
        for (index, place) in places.enumerated() where entries[index] == TokenIndex.absent {
            entries[index] = unknownEntry(
                of: UnsafeBufferPointer(rebasing: bytes[place.range]), available: bytes.count - place.start,
                column: column)
        }
        return found.bytes
    }

    /// Counts the look-ups that ``writeEntries(of:in:column:into:)`` makes of the same tokens in the dictionary's index.
    ///
    /// - Complexity: O(bytes of the tokens).
    package func count(
        _ places: UnsafeBufferPointer<BytePlace>, in bytes: UnsafeBufferPointer<UInt8>, column: Int,
        into counts: inout LookupCounts
    ) {
        indexes[column].count(places, in: bytes, into: &counts)
    }

    /// Tokens of a column's dictionary, and the share of slots of its index that hold one.
    ///
    /// - Complexity: O(1).
    package func size(ofColumn column: Int) -> (entries: Int, load: Double) {
        (indexes[column].count, indexes[column].load)
    }

    /// An entry of a token that is in no dictionary, whatever its text.
    ///
    /// - Complexity: O(1).
    func unknownEntry(column: Int) -> UInt32 {
        // A byte that UTF-8 does not have, so no dictionary holds it.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { token in
            token.initialize(repeating: 0xFF)
            return entry(of: UnsafeBufferPointer(token), column: column)
        }
    }

    private func unknownEntry(
        of token: UnsafeBufferPointer<UInt8>, available: Int, column: Int
    ) -> UInt32 {
        let (number, isNew) = registers[column].number(of: token, available: available)
        if isNew { addViews(of: token, column: column) }
        return UInt32(truncatingIfNeeded: known[column].count &+ number)
    }

    private func addViews(of token: UnsafeBufferPointer<UInt8>, column: Int) {
        let vocabulary = columns[column]
        for view in vocabulary.views.indices {
            let index = vocabulary.index(of: token, view: view)
            unknownValues[column].append(index.map(PartValue.known) ?? PartValue.unknown)
        }
    }

    /// The value of the token itself: known, or `PartValue.unknown`.
    ///
    /// - Complexity: O(1).
    public func value(of entry: UInt32, column: Int) -> UInt32 {
        Int(entry) < known[column].count ? PartValue.known(Int(entry)) : PartValue.unknown
    }

    /// Writes the values of an entry's token and of all views of it, in the order of
    /// `ColumnVocabulary.place(of:)`.
    ///
    /// - Parameter entry: as `entry(of:column:)` gave it since the last `trim()`.
    /// - Complexity: O(views).
    package func writeViews(of entry: UInt32, column: Int, into values: UnsafeMutablePointer<UInt32>) {
        let (entry, known) = (Int(entry), known[column])
        values[0] = entry < known.count ? PartValue.known(entry) : PartValue.unknown
        if entry < known.count {
            for view in 0..<known.width {
                values[1 + view] = PartValue.known(Int(known.views[entry * known.width + view]))
            }
        } else {
            let unknown = unknownValues[column].base + (entry - known.count) * known.width
            (values + 1).update(from: unknown, count: known.width)
        }
    }

    /// Writes the values of `view` for a sequence of entries.
    ///
    /// - Parameters:
    ///   - entries: as `entry(of:column:)` gave them since the last `trim()`.
    ///   - column: counts from 0.
    ///   - values: room for as many values.
    /// - Complexity: O(n).
    public func writeValues(
        of entries: ArraySlice<UInt32>, column: Int, view: TokenView,
        into values: UnsafeMutablePointer<UInt32>
    ) {
        let vocabulary = columns[column]
        let count = vocabulary.tokens.count
        var place = 0
        if view == .token {
            for entry in entries {
                values[place] = Int(entry) < count ? PartValue.known(Int(entry)) : PartValue.unknown
                place += 1
            }
            return
        }
        guard let index = vocabulary.views.firstIndex(of: view) else { return }
        let width = vocabulary.views.count
        vocabulary.viewIndices.withUnsafeBufferPointer { known in
            for entry in entries {
                let entry = Int(entry)
                values[place] =
                    entry < count
                    ? PartValue.known(Int(known[entry * width + index]))
                    : unknownValues[column].base[(entry - count) * width + index]
                place += 1
            }
        }
    }
}
