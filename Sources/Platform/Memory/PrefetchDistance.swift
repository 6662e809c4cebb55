/// How far ahead of their turn look-ups ask for the memory they will need: 0 for not at all, or a power of two up to 64.
///
/// A hint of speed alone: results do not depend on it. Each kind of look-up derives its own distance from the one that is
/// set, since what a step costs differs between them.
public struct PrefetchDistance: Sendable, Hashable, Codable, RawRepresentable {
    /// Look-ups between request and use.
    public let rawValue: Int

    /// The largest distance. Rings of look-ups under way have room for it.
    public static let largest = 64

    /// A distance; nil for one that is neither 0 nor a power of two up to ``largest``.
    ///
    /// - Complexity: O(1).
    public init?(rawValue: Int) {
        guard rawValue >= 0, rawValue <= Self.largest, rawValue & (rawValue &- 1) == 0 else { return nil }
        self.rawValue = rawValue
    }

    private init(known: Int) { rawValue = known }

    /// What the program uses unless told otherwise: 16.
    public static let standard = PrefetchDistance(known: 16)

    /// All distances, rising.
    public static let all = [0, 1, 2, 4, 8, 16, 32, 64].map(PrefetchDistance.init(known:))

    /// Steps ahead of a look-up in one table: the distance itself.
    @inlinable public var items: Int { rawValue }

    /// Steps ahead of a look-up with two places in memory, which asks for twice as much: three quarters.
    @inlinable public var pairs: Int { rawValue &- rawValue / 4 }

    /// Steps ahead of a look-up that asks twice, the second time half way, and does next to nothing besides: four times as
    /// many.
    @inlinable public var relays: Int { 4 &* rawValue }

    /// Steps ahead of a sum of several rows: half.
    @inlinable public var rows: Int { rawValue / 2 }

    /// Places of a ring that holds the look-ups under way, a power of two.
    @inlinable public var ringLength: Int { max(1, 2 &* rawValue) }

    /// Places of a ring for `relays`.
    @inlinable public var relayRingLength: Int { max(1, 8 &* rawValue) }
}
