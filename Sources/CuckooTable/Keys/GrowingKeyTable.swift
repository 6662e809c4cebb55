import Platform

/// A key table that grows: 64-bit key → token from 0 to 2^32 − 2. Any key is allowed, 0 and `UInt64.max` too.
///
/// The same insertions in the same order give the same layout on every machine. One writer, no concurrent
/// readers; `finished()` gives a table for many readers, and ``PublishedTable`` hands it to them.
///
/// Keys that crowd together leave no room near their homes. The table then takes the next of these steps, until all
/// keys have a place: the range in which order is kept is fitted to the keys; the window becomes eight times as wide,
/// up to the whole table; the homes are hashed and the order is given up; other seeds of the hash; twice as
/// many buckets. Every step builds a new table beside the old one, which is only then let go.
public final class GrowingKeyTable {
    private let memory: TableMemory
    private let displacement: Displacement
    private let window: Int
    private let fullLoad: Double
    private var owner: PageMemory
    private var storage: KeyStorage
    /// Entries, key 0 apart, at which the table doubles.
    private var limit: Int
    /// Entries, key 0 apart.
    private var stored = 0
    private var zero = KeyTable.absent
    private var (least, greatest) = (UInt64.max, UInt64.min)

    /// Buckets that a search looks through. Near windows need more than wide ones: where many keys crowd, the next empty
    /// slot is some windows away.
    private static let longestSearch = 768
    /// Seeds tried before the table doubles.
    private static let seeds: UInt64 = 4

    /// An empty table with room for `capacity` entries before it first grows.
    ///
    /// Ends the program when the system refuses the memory.
    ///
    /// - Parameters:
    ///   - range: the keys to expect; order is kept within it. Others are stored as well, in no order, until the table
    ///     grows and fits the range anew.
    ///   - window: how far from its home a key may stand, in buckets, if their distribution allows; at least 1.
    ///   - load: share of slots at which the table doubles, from 0.1 to 0.99.
    /// - Complexity: O(`capacity`).
    public convenience init(
        capacity: Int = 0, range: ClosedRange<UInt64> = 0...UInt64.max, window: Int = 32, load: Double = 0.85
    ) {
        do {
            try self.init(capacity: capacity, range: range, window: window, load: load, memory: .system)
        } catch { fatalError(error.description) }
    }

    /// An empty table that takes all its memory from `memory`.
    ///
    /// - Throws: `TableMemoryExhausted` when `memory` refuses.
    /// - Complexity: O(`capacity`).
    package init(
        capacity: Int = 0, range: ClosedRange<UInt64> = 0...UInt64.max, window: Int = 32,
        load: Double = 0.85, memory: TableMemory
    ) throws(TableMemoryExhausted) {
        precondition(window >= 1, "a window has at least one bucket")
        self.memory = memory
        self.window = window
        fullLoad = min(max(load, 0.1), 0.99)
        let bucketCount = max(4, Int((Double(capacity) / (Double(KeySlots.width) * fullLoad)).rounded(.up)))
        displacement = try Displacement(capacity: Self.longestSearch, memory: memory)
        owner = try memory.block(of: UInt8.self, count: bucketCount * KeySlots.stride).owner
        storage = KeyStorage(
            memory: owner, placement: KeyPlacement(bucketCount: bucketCount, range: range, window: window))
        limit = Int((Double(bucketCount * KeySlots.width) * fullLoad).rounded(.up))
    }

    /// Number of entries.
    ///
    /// - Complexity: O(1).
    public var count: Int { stored + (zero == KeyTable.absent ? 0 : 1) }

    /// The share of slots that hold an entry.
    ///
    /// - Complexity: O(1).
    public var load: Double { Double(count) / Double(storage.placement.bucketCount * KeySlots.width) }

    /// Which buckets a key may stand in, as the table is now.
    ///
    /// - Complexity: O(1).
    public var placement: KeyPlacement { storage.placement }

    /// The token of `key`, or nil.
    ///
    /// - Complexity: O(1): one or two cache lines.
    public func find(_ key: UInt64) -> UInt32? {
        let storage = storage
        let token = KeyProbe.find(key, in: storage.all, placement: storage.placement, zero: zero)
        return token == KeyTable.absent ? nil : token
    }

    /// Looks up all `keys` and writes their tokens, `KeyTable.absent` where there is none.
    ///
    /// - Parameter tokens: room for `keys.count` tokens.
    /// - Complexity: O(n).
    public func findAll(_ keys: UnsafeBufferPointer<UInt64>, into tokens: UnsafeMutablePointer<UInt32>) {
        let storage = storage
        KeyProbe.findAll(
            keys, into: tokens, in: storage.all, placement: storage.placement, zero: zero)
    }

    /// Stores `token` for `key`, replacing what was there. Ends the program when the system refuses memory.
    ///
    /// - Precondition: `token` is not `KeyTable.absent`.
    /// - Complexity: O(1) amortised for keys that are spread evenly.
    public func insert(_ key: UInt64, token: UInt32) {
        do { try tryInsert(key, token: token) } catch { fatalError(error.description) }
    }

    /// Stores `token` for `key`, replacing what was there.
    ///
    /// - Precondition: `token` is not `KeyTable.absent`.
    /// - Throws: `TableMemoryExhausted` when the table has to be rebuilt and the system refuses the memory; all earlier
    ///   entries are still there, and the call can be repeated.
    /// - Complexity: O(1) amortised for keys that are spread evenly.
    public func tryInsert(_ key: UInt64, token: UInt32) throws(TableMemoryExhausted) {
        precondition(token != KeyTable.absent, "the token 2^32 − 1 cannot be stored")
        // Most keys find a slot in their home; all else is out of the way.
        let home = storage.placement.home(of: key)
        if key == 0 || stored >= limit || !storage.insertAtHome(key, value: token, home: home) {
            return try insertElsewhere(key, token: token)
        }
        remember(key)
    }

    /// Stores the tokens of all `keys` in turn, with the cache misses of several insertions overlapping. Ends the program
    /// when the system refuses memory.
    ///
    /// - Parameter tokens: as many as keys.
    /// - Precondition: no token is `KeyTable.absent`.
    /// - Complexity: O(n) amortised for keys that are spread evenly.
    public func insertAll(_ keys: UnsafeBufferPointer<UInt64>, tokens: UnsafePointer<UInt32>) {
        do { try tryInsertAll(keys, tokens: tokens) } catch { fatalError(error.description) }
    }

    /// Stores the tokens of all `keys` in turn, with the cache misses of several insertions overlapping.
    ///
    /// - Parameter tokens: as many as keys.
    /// - Precondition: no token is `KeyTable.absent`.
    /// - Throws: `TableMemoryExhausted` when the system refuses memory: all entries before the one that needed it are
    ///   stored, and the call can be repeated.
    /// - Complexity: O(n) amortised for keys that are spread evenly.
    public func tryInsertAll(
        _ keys: UnsafeBufferPointer<UInt64>, tokens: UnsafePointer<UInt32>
    ) throws(TableMemoryExhausted) {
        let lookAhead = 16
        for index in 0..<keys.count + lookAhead {
            if index < keys.count {
                let storage = storage
                let home = storage.placement.home(of: keys[index])
                storage.all.request(home)
                storage.all.request(storage.placement.second(of: keys[index], home: home))
            }
            let current = index - lookAhead
            if current >= 0 { try tryInsert(keys[current], token: tokens[current]) }
        }
    }

    /// The entries as an immutable table for any number of readers.
    ///
    /// Ends the program when the system refuses the memory.
    ///
    /// - Complexity: O(slots).
    public func finished() -> KeyTable {
        guard let copy = PageMemory(byteCount: owner.byteCount) else {
            fatalError(TableMemoryExhausted(byteCount: owner.byteCount).description)
        }
        copy.base.copyMemory(from: owner.base, byteCount: owner.byteCount)
        let slots = KeyStorage(memory: copy, placement: storage.placement)
        return KeyTable(owner: copy, storage: slots, count: count, zero: zero)
    }

    /// The slots themselves as a finished table. The growing table must not be used after that.
    func handedOver() -> KeyTable { KeyTable(owner: owner, storage: storage, count: count, zero: zero) }
}

// MARK: - Finding room

extension GrowingKeyTable {
    /// What to change when a key finds no room.
    private enum Step {
        /// Fit the range to the keys.
        case fit
        /// Widen the window, or hash the homes when it is as wide as the table.
        case widen
        /// Try another seed of the hash.
        case reseed(UInt64)
    }

    @inline(__always)
    private func remember(_ key: UInt64) {
        stored &+= 1
        least = min(least, key)
        greatest = max(greatest, key)
    }

    /// Stores what does not simply take an empty slot of its home.
    @inline(never)
    private func insertElsewhere(_ key: UInt64, token: UInt32) throws(TableMemoryExhausted) {
        if key == 0 {
            zero = token
            return
        }
        if stored >= limit && find(key) == nil {
            try rebuild(adding: key, from: .fit, bucketCount: storage.placement.bucketCount * 2)
        }
        var step = Step.fit
        while true {
            let home = storage.placement.home(of: key)
            switch storage.insert(key, value: token, home: home, displacement: displacement) {
            case .replaced: return
            case .added: return remember(key)
            case .refused:
                step = try rebuild(adding: key, from: step, bucketCount: storage.placement.bucketCount)
            }
        }
    }

    /// Builds a table in which all present keys have a place, and which differs from the one that refused a key.
    ///
    /// - Returns: the step to take when the key finds no room there either.
    @discardableResult
    private func rebuild(
        adding key: UInt64, from first: Step, bucketCount: Int
    ) throws(TableMemoryExhausted) -> Step {
        var bucketCount = bucketCount
        var step = first
        var old = storage.placement
        while true {
            let block = try memory.block(of: UInt8.self, count: bucketCount * KeySlots.stride).owner
            var isEmpty = true
            while let (placement, next) = change(old, step, adding: key, bucketCount: bucketCount) {
                old = placement
                step = next
                var target = KeyStorage(memory: block, placement: placement)
                if !isEmpty { target = target.emptied(for: placement) }
                isEmpty = false
                if storage.placeAll(in: target, displacement: displacement) {
                    storage = target
                    owner = block
                    limit = Int((Double(bucketCount * KeySlots.width) * fullLoad).rounded(.up))
                    return step
                }
            }
            bucketCount *= 2
            step = .fit
        }
    }

    /// The placement after `old` and the step after that; nil when only more buckets help.
    private func change(
        _ old: KeyPlacement, _ step: Step, adding key: UInt64, bucketCount: Int
    ) -> (KeyPlacement, next: Step)? {
        switch step {
        case .fit:
            let range = min(least, key)...max(greatest, key)
            return (KeyPlacement(bucketCount: bucketCount, range: range, window: window), .widen)
        case .widen:
            let range = min(least, key)...max(greatest, key)
            let width = Int(old.window)
            if old.isOrdered && width < bucketCount - 1 {
                return (KeyPlacement(bucketCount: bucketCount, range: range, window: width * 8), .widen)
            }
            return (
                KeyPlacement(bucketCount: bucketCount, range: nil, window: bucketCount), .reseed(1)
            )
        case .reseed(let seed):
            guard seed < Self.seeds else { return nil }
            return (
                KeyPlacement(bucketCount: bucketCount, range: nil, window: bucketCount, seed: seed),
                .reseed(seed + 1)
            )
        }
    }
}
