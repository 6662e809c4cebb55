import Platform

/// Numbers tokens in the order in which it first sees them, from 0, until all are forgotten.
///
/// Not `Sendable`: each worker has its own.
public final class TokenRegister {
    private var buckets = TokenRegister.emptyBuckets()
    private var text: [UInt8] = []
    private var starts: [Int] = [0]

    /// An empty register.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Number of tokens.
    ///
    /// - Complexity: O(1).
    public var count: Int { starts.count - 1 }

    /// Bytes of all tokens.
    ///
    /// - Complexity: O(1).
    public var byteCount: Int { text.count }

    /// The number of a token, and whether it is new and was added.
    ///
    /// - Parameter available: bytes that can be read from the token's first on, at least its own; with 16 it is faster.
    /// - Complexity: O(bytes) amortised.
    public func number(
        of token: UnsafeBufferPointer<UInt8>, available: Int
    ) -> (number: Int, isNew: Bool) {
        guard let base = token.baseAddress else {
            return withUnsafePointer(to: 0) {
                number(of: UnsafeBufferPointer(start: $0, count: 0), available: 0)
            }
        }
        let key = TokenKey(base, length: token.count, available: available)
        let reader = buckets.reader
        let bucket = reader.bucket(of: key)
        let known =
            key.size == TokenKey.long
            ? reader.find(key, bucket: bucket) { isEqual(Int($0), token) } : reader.find(key, bucket: bucket)
        if known != TokenBuckets.absent { return (Int(known), false) }
        buckets.insert(key, number: UInt32(count))
        text.append(contentsOf: token)
        starts.append(text.count)
        return (count - 1, true)
    }

    /// Forgets all tokens and frees their memory.
    ///
    /// - Complexity: O(1).
    public func removeAll() {
        buckets = Self.emptyBuckets()
        text = []
        starts = [0]
    }

    private static func emptyBuckets() -> TokenBuckets {
        TokenBuckets(capacity: 0, seed: .random(in: .min ... .max))
    }

    private func isEqual(_ number: Int, _ token: UnsafeBufferPointer<UInt8>) -> Bool {
        text[starts[number]..<starts[number + 1]].elementsEqual(token)
    }
}
