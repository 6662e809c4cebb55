import DigitKeys

/// The fixed set of keys of a dictionary, more of them than it has tokens: keys number 0 ..< `count` of a source. A
/// permutation decides which token owns which.
public struct KeyPool: Sendable, Hashable {
    /// Draws the keys.
    public let source: KeySource
    /// Number of keys.
    public let count: Int

    /// The first `count` keys of `source`.
    ///
    /// - Precondition: 0 to 2^32 − 1 keys.
    /// - Complexity: O(1).
    public init(source: KeySource, count: Int) {
        precondition(count >= 0 && count < 1 << 32, "a pool of \(count) keys")
        self.source = source
        self.count = count
    }

    /// A key: a number of sixteen digits.
    ///
    /// - Complexity: O(1).
    public func key(_ number: Int) -> UInt64 { source.canonicalKey(of: number) }

    /// The number that the first `digits` digits of a key make.
    ///
    /// - Complexity: O(1).
    public static func leading(_ digits: Int, of key: UInt64) -> Int {
        Int(key / (1...max(16 - digits, 1)).reduce(1 as UInt64) { power, _ in power * 10 })
    }
}
