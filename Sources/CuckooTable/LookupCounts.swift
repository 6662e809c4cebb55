/// What look-ups in one table did, counted one by one: how many found something, and their probe lengths, which are the
/// numbers of buckets that they opened.
public struct LookupCounts: Sendable, Hashable {
    /// Look-ups.
    public private(set) var lookups = 0
    /// Look-ups that found something.
    public private(set) var hits = 0
    /// Buckets that all look-ups together opened.
    public private(set) var buckets = 0
    /// Look-ups by probe length, from none to `longest` buckets; the last number counts longer ones too.
    public private(set) var byLength = [Int](repeating: 0, count: LookupCounts.longest + 1)
    /// Entries and buckets that a part of a key, a tag or a hash spoke for and that the whole key refuted.
    public private(set) var mismatches = 0

    /// The probe length from which on lengths are not told apart.
    public static let longest = 3

    /// Nothing looked up yet.
    public init() {}

    /// The mean probe length; nil without look-ups.
    ///
    /// - Complexity: O(1).
    public var meanLength: Double? { lookups > 0 ? Double(buckets) / Double(lookups) : nil }

    /// Counts a look-up.
    ///
    /// - Parameters:
    ///   - isHit: whether it found something.
    ///   - length: buckets that it opened.
    ///   - mismatches: entries and buckets that it looked at in vain though a part of the key spoke for them.
    /// - Complexity: O(1).
    package mutating func add(isHit: Bool, length: Int, mismatches: Int = 0) {
        lookups += 1
        hits += isHit ? 1 : 0
        buckets += length
        byLength[min(length, Self.longest)] += 1
        self.mismatches += mismatches
    }
}
