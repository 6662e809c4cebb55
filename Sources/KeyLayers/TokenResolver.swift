import DigitKeys

/// Turns the text of tokens into entries whose part values can be looked up by number. Each worker has its own.
///
/// Known tokens are entries 0 ..< count of their column's dictionary. Unknown ones get the entries after that; their
/// views are computed once and kept until too many of them have gathered, so memory stays bounded.
public final class TokenResolver {
    /// Unknown tokens that are remembered for one column before all of them are forgotten.
    public static let mostUnknown = 1 << 15
    /// Bytes of unknown tokens that are remembered for one column before all of them are forgotten.
    public static let mostUnknownBytes = 1 << 21

    private struct UnknownTokens {
        /// By bytes: a `String` equals another that is spelled with other scalars, a token does not.
        var entries: [[UInt8]: Int] = [:]
        /// Unknown tokens × views.
        var values: [UInt32] = []
        /// Bytes of all of them.
        var byteCount = 0
    }

    private let columns: [ColumnVocabulary]
    private var unknown: [UnknownTokens]
    /// Entries of the known tokens of one byte, or `notKnown`: nearly all tokens of character models.
    private let bytes: [[UInt32]]
    private static let notKnown = UInt32.max

    /// A resolver for the input columns of a model.
    ///
    /// - Complexity: O(columns).
    public init(columns: [ColumnVocabulary]) {
        self.columns = columns
        unknown = columns.map { _ in UnknownTokens() }
        bytes = columns.map { column in
            (UInt8.min...UInt8.max).map { byte in
                withUnsafePointer(to: byte) {
                    column.tokens.index(of: UnsafeBufferPointer(start: $0, count: 1)).map { UInt32($0) }
                        ?? Self.notKnown
                }
            }
        }
    }

    /// Forgets unknown tokens when too many have gathered. Entries handed out before become invalid, so it is called
    /// between batches.
    ///
    /// - Complexity: O(forgotten tokens).
    public func trim() {
        for column in columns.indices
        where unknown[column].entries.count > Self.mostUnknown
            || unknown[column].byteCount > Self.mostUnknownBytes
        {
            unknown[column] = UnknownTokens()
        }
    }

    /// The entry of a token in a column that counts from 0.
    ///
    /// - Parameter token: valid UTF-8.
    /// - Complexity: O(bytes); O(views · characters) when the token is unknown and new.
    public func entry(of token: UnsafeBufferPointer<UInt8>, column: Int) -> UInt32 {
        if token.count == 1 {
            let known = bytes[column][Int(token[0])]
            if known != Self.notKnown { return known }
        } else if let known = columns[column].tokens.index(of: token) {
            return UInt32(known)
        }
        let bytes = Array(token)
        let base = columns[column].tokens.count
        if let seen = unknown[column].entries[bytes] { return UInt32(base + seen) }
        let entry = unknown[column].entries.count
        unknown[column].entries[bytes] = entry
        unknown[column].byteCount += bytes.count
        let text = String(decoding: token, as: UTF8.self)
        for (view, dictionary) in zip(columns[column].views, columns[column].viewDictionaries) {
            let value = dictionary.index(of: view.applied(to: text)).map(PartValue.known) ?? PartValue.unknown
            unknown[column].values.append(value)
        }
        return UInt32(base + entry)
    }

    /// The value of the token itself: known, or `PartValue.unknown`.
    ///
    /// - Complexity: O(1).
    public func value(of entry: UInt32, column: Int) -> UInt32 {
        Int(entry) < columns[column].tokens.count ? PartValue.known(Int(entry)) : PartValue.unknown
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
                    : unknown[column].values[(entry - count) * width + index]
                place += 1
            }
        }
    }
}
