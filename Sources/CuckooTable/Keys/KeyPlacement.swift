/// The two buckets in which a key may stand.
///
/// The first, *home*, keeps the order of the keys: the range from `lowest` to `lowest + span` is cut into as many equal
/// parts as there are buckets, so similar keys stand near each other. The second lies 1 to `window` buckets
/// further (past the end it goes on at the start), at a distance that a hash of the key decides. Keys outside of the
/// range have a hashed home.
///
/// The home is ⌊x · multiplier / 2^(64 + shift)⌋ for x = key − lowest, with multiplier = ⌊n · 2^(64 + shift) / (span + 1)⌋.
/// As x ≤ span, it is at most x · n / (span + 1) < n; and it never falls as x rises.
///
/// Source: order-preserving buckets with near displacement, kin to NEST (Hua, Xiao and Liu, INFOCOM 2013) and to the
/// overlapping buckets of Lehman and Panigrahy, "3.5-way cuckoo hashing for the price of 2-and-a-bit", ESA 2009.
@frozen
public struct KeyPlacement: Sendable, Hashable, BitwiseCopyable {
    /// First key of the range in which order is kept.
    public let lowest: UInt64
    /// Last key of that range, less the first; 0 when no order is kept.
    public let span: UInt64
    @usableFromInline let multiplier: UInt64
    @usableFromInline let shift: UInt64
    @usableFromInline let buckets: UInt64
    /// The second bucket lies at most this many buckets after the first.
    public let window: UInt64
    /// Seed of the hash.
    public let seed: UInt64

    /// Number of buckets.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var bucketCount: Int { Int(truncatingIfNeeded: buckets) }

    /// False when homes are hashed and similar keys stand anywhere.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var isOrdered: Bool { span != 0 }

    /// A placement that keeps the order of the keys in `range`, or of none.
    ///
    /// - Precondition: 2 to 2^32 − 1 buckets.
    init(bucketCount: Int, range: ClosedRange<UInt64>?, window: Int, seed: UInt64 = 0) {
        precondition((2...Int(UInt32.max)).contains(bucketCount), "a table has 2 to 2^32 − 1 buckets")
        buckets = UInt64(bucketCount)
        self.window = UInt64(min(max(window, 1), bucketCount - 1))
        self.seed = seed
        // Key 0 stands apart from the table, so the range that holds it alone holds none.
        lowest = range?.lowerBound ?? 0
        span = range.map { $0.upperBound - $0.lowerBound } ?? 0
        let parts = UInt128(span) + 1
        var shift: UInt64 = 0
        while shift < 31 && (UInt128(buckets) << UInt128(65 + shift)) / parts <= UInt128(UInt64.max) {
            shift += 1
        }
        let multiplier = (UInt128(buckets) << UInt128(64 + shift)) / parts
        self.multiplier = UInt64(min(multiplier, UInt128(UInt64.max)))
        self.shift = shift
    }

    @inlinable
    @inline(__always)
    func mixed(_ key: UInt64) -> UInt64 {
        let product = (key ^ (key &>> 32) ^ seed) &* 0xD6E8_FEB8_6659_FD93
        return product ^ (product &>> 32)
    }

    /// The first bucket of `key`; 0 up to `bucketCount` − 1.
    ///
    /// - Complexity: O(1).
    @inlinable
    @inline(__always)
    public func home(of key: UInt64) -> Int {
        let rank = key &- lowest
        let home =
            rank <= span
            ? rank.multipliedFullWidth(by: multiplier).high &>> shift
            : mixed(key).multipliedFullWidth(by: buckets).high
        return Int(truncatingIfNeeded: home)
    }

    /// The second bucket of a key whose first is `home`; another one than that.
    ///
    /// - Complexity: O(1).
    @inlinable
    @inline(__always)
    public func second(of key: UInt64, home: Int) -> Int {
        let distance = 1 &+ (((mixed(key) & 0xFFFF_FFFF) &* window) &>> 32)
        let bucket = UInt64(truncatingIfNeeded: home) &+ distance
        return Int(truncatingIfNeeded: bucket >= buckets ? bucket &- buckets : bucket)
    }
}
