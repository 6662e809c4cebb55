import Platform

/// A finished table for any number of concurrent readers: 64-bit key → token, exact for every key. Similar keys stand
/// near each other as far as their distribution allows; `layout()` says how far it did.
///
/// A bucket is one cache line: five keys and their tokens. A key is in its home bucket or in one other (``KeyPlacement``), so
/// a look-up reads one or two lines.
///
/// Nothing writes to the slots once the table exists, hence `Sendable`.
@frozen
public struct KeyTable: @unchecked Sendable {
    /// What batches write for a key that is not in the table. No token can have this number.
    public static let absent = UInt32.max

    /// Keeps the slots alive.
    @usableFromInline let owner: PageMemory
    @usableFromInline let slots: KeySlots
    /// Which buckets a key may stand in.
    public let placement: KeyPlacement
    /// Number of entries.
    public let count: Int
    /// The token of key 0, which marks the empty slots; `absent` when there is none.
    @usableFromInline let zero: UInt32

    init(owner: PageMemory, storage: KeyStorage, count: Int, zero: UInt32) {
        self.owner = owner
        slots = storage.all
        placement = storage.placement
        self.count = count
        self.zero = zero
    }

    /// A table of the given entries, filled to about `load`. Of equal keys the last one counts.
    ///
    /// Ends the program when the system refuses the memory.
    ///
    /// - Parameters:
    ///   - tokens: one for each key, none of them `absent`.
    ///   - window: how far from its home a key may stand, in buckets, if their distribution allows.
    ///   - load: share of slots to fill, above 0; more than about 0.99 is not reached and gives a larger table. 0.85
    ///     suits windows from 32 on.
    /// - Precondition: as many tokens as keys.
    /// - Complexity: O(n) for keys that are spread evenly over the range between the least and the greatest;
    ///   O(n log n) for others.
    public init(_ keys: [UInt64], tokens: [UInt32], window: Int = 32, load: Double = 0.85) {
        precondition(keys.count == tokens.count, "a key has one token")
        let table = keys.withUnsafeBufferPointer { keys in
            let table = GrowingKeyTable(
                capacity: keys.count, range: keys.leastAndGreatest(), window: window, load: load)
            tokens.withUnsafeBufferPointer { tokens in
                if let tokens = tokens.baseAddress { table.insertAll(keys, tokens: tokens) }
            }
            return table
        }
        self = table.handedOver()
    }

    /// The share of slots that hold an entry.
    ///
    /// - Complexity: O(1).
    public var load: Double { Double(count) / Double(placement.bucketCount * KeyStorage.slots) }

    /// The token of `key`, or nil.
    ///
    /// - Complexity: O(1): one or two cache lines.
    @inlinable
    public func find(_ key: UInt64) -> UInt32? {
        let token = KeyProbe.find(key, in: slots, placement: placement, zero: zero)
        return token == Self.absent ? nil : token
    }

    /// Looks up all `keys` and writes their tokens, `absent` where there is none.
    ///
    /// - Parameter tokens: room for `keys.count` tokens.
    /// - Complexity: O(n); in tables that exceed the cache the misses of about 30 look-ups overlap.
    public func findAll(_ keys: UnsafeBufferPointer<UInt64>, into tokens: UnsafeMutablePointer<UInt32>) {
        KeyProbe.findAll(keys, into: tokens, in: slots, placement: placement, zero: zero)
    }

    /// Calls `body` with every entry, in bucket order, which is nearly the order of the keys.
    ///
    /// - Complexity: O(slots).
    public func forEach(_ body: (UInt64, UInt32) throws -> Void) rethrows {
        if zero != Self.absent { try body(0, zero) }
        for bucket in 0..<placement.bucketCount {
            let (keys, tokens) = (slots.keys(of: bucket), slots.tokens(of: bucket))
            for slot in 0..<KeySlots.width where keys[slot] != 0 { try body(keys[slot], tokens[slot]) }
        }
        withExtendedLifetime(owner) {}
    }
}

extension UnsafeBufferPointer<UInt64> {
    /// The least and the greatest key, or all keys when there is none.
    func leastAndGreatest() -> ClosedRange<UInt64> {
        var (least, greatest) = (UInt64.max, UInt64.min)
        for key in self {
            least = Swift.min(least, key)
            greatest = Swift.max(greatest, key)
        }
        return least <= greatest ? least...greatest : 0...UInt64.max
    }
}
