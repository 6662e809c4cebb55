import CuckooTable
import Platform

/// token ↔ index ↔ canonical key. Tokens are UTF-8 strings, numbered from 0 in the order in which they were added.
///
/// Immutable and safe to share; its arrays may lie in a mapped file.
public final class TokenDictionary: Sendable {
    /// Draws the keys of this dictionary.
    public let keySource: KeySource
    /// The tokens' bytes, one after another.
    public let text: Slab<UInt8>
    /// Where each token starts in `text`, and the end of the last one.
    public let starts: Slab<UInt32>
    /// Hash of the bytes → index + 1.
    public let table: SignatureTable

    /// Number of tokens.
    public var count: Int { starts.count - 1 }

    init(keySource: KeySource, text: Slab<UInt8>, starts: Slab<UInt32>, table: SignatureTable) {
        self.keySource = keySource
        self.text = text
        self.starts = starts
        self.table = table
    }

    /// A dictionary over arrays that came from a file.
    ///
    /// - Throws: `InvalidStructure` when the starts do not rise from 0 to the length of the text, the table
    ///   points past the last token, or a token is not where its look-up ends: it is missing, or there twice.
    /// - Complexity: O(bytes).
    public init(
        keySource: KeySource, text: Slab<UInt8>, starts: Slab<UInt32>, buckets: Slab<Bucket>,
        tableSeed: UInt64
    ) throws {
        guard starts.count >= 1, UInt64(starts.count) <= UInt64(UInt32.max), starts[0] == 0,
            Int(starts[starts.count - 1]) == text.count
        else {
            throw InvalidStructure("token starts do not span the token text")
        }
        let rising = starts.withUnsafeBufferPointer { starts in
            (1..<max(1, starts.count)).allSatisfy { starts[$0 - 1] <= starts[$0] }
        }
        guard rising else { throw InvalidStructure("token starts do not rise") }
        let table = try SignatureTable(
            buckets: buckets, seed: tableSeed, largestValue: UInt32(starts.count - 1))
        self.keySource = keySource
        self.text = text
        self.starts = starts
        self.table = table
        for index in 0..<count where withBytes(of: index, { self.index(of: $0) }) != index {
            throw InvalidStructure("token \(index) is missing in the table of its dictionary, or there twice")
        }
    }

    /// The index of a token, or nil when it is not in the dictionary.
    ///
    /// - Complexity: O(bytes).
    public func index(of token: UnsafeBufferPointer<UInt8>) -> Int? {
        let value = Int(table.find(TokenHash.signature(of: token, seed: table.seed)))
        guard value > 0, bytes(at: value - 1, equal: token) else { return nil }
        return value - 1
    }

    /// The index of a token, or nil when it is not in the dictionary.
    ///
    /// - Complexity: O(bytes).
    public func index(of token: String) -> Int? {
        var token = token
        return token.withUTF8 { index(of: $0) }
    }

    /// The token with this index; traps when there is none.
    ///
    /// - Complexity: O(bytes).
    public subscript(index: Int) -> String {
        withBytes(of: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Gives `body` the bytes of the token with this index; traps when there is none.
    ///
    /// - Complexity: O(1) and the cost of `body`.
    public func withBytes<Result>(
        of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        let (start, end) = (Int(starts[index]), Int(starts[index + 1]))
        return try text.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// The canonical key of the token with this index.
    ///
    /// - Complexity: O(1).
    public func canonicalKey(of index: Int) -> UInt64 { keySource.canonicalKey(of: index) }

    /// The weights of every token, in order of index.
    ///
    /// - Complexity: O(tokens · numbers).
    public func weights(shape: KeyShape) -> [[UInt64]] {
        (0..<count).map { keySource.weights(of: $0, shape: shape) }
    }

    private func bytes(at index: Int, equal token: UnsafeBufferPointer<UInt8>) -> Bool {
        withBytes(of: index) { $0.count == token.count && $0.elementsEqual(token) }
    }
}
