import Platform

/// The slots of a key table, without their memory's owner. A copy costs nothing and sees the same slots. Key 0 marks
/// an empty slot.
///
/// Nothing is ever taken out, and a chain of moves fills every slot that it empties, so a bucket that is full stays
/// full, and empty slots are the last ones of their bucket. Therefore a key stands in its second bucket only if its
/// home is full.
struct KeyStorage {
    static let slots = KeySlots.width

    let all: KeySlots
    let placement: KeyPlacement

    /// Slots in `memory`.
    init(memory: PageMemory, placement: KeyPlacement) {
        precondition(
            memory.byteCount >= placement.bucketCount * KeySlots.stride,
            "too little memory for the table")
        all = KeySlots(memory.base)
        self.placement = placement
    }

    private init(_ all: KeySlots, _ new: KeyPlacement) {
        self.all = all
        placement = new
    }

    /// The same slots, emptied, for another placement on as many buckets.
    func emptied(for new: KeyPlacement) -> KeyStorage {
        precondition(new.bucketCount == placement.bucketCount, "other slots")
        for bucket in 0..<placement.bucketCount {
            all.keys(of: bucket).update(repeating: 0, count: Self.slots)
        }
        return KeyStorage(all, new)
    }

    /// Stores `value` for a key that is not in its home, when there is an empty slot there; else changes nothing. Key 0
    /// is refused.
    @inline(__always)
    func insertAtHome(_ key: UInt64, value: UInt32, home: Int) -> Bool {
        let empty = all.matches(0, in: home)
        if empty == 0 || all.matches(key, in: home) != 0 { return false }
        all.keys(of: home)[empty.trailingZeroBitCount] = key
        all.tokens(of: home)[empty.trailingZeroBitCount] = value
        return true
    }

    /// Stores `value` for `key`, whose home is given: in its slot, or in a new one of its two buckets, moving other
    /// keys when both are full.
    @inline(__always)
    func insert(_ key: UInt64, value: UInt32, home: Int, displacement: Displacement) -> Insertion {
        let match = all.matches(key, in: home)
        if match != 0 { return replace(home, match.trailingZeroBitCount, value) }
        if !isFull(home) { return add(key, value, emptySlot(in: home), of: home) }
        let second = placement.second(of: key, home: home)
        let match2 = all.matches(key, in: second)
        if match2 != 0 { return replace(second, match2.trailingZeroBitCount, value) }
        let empty = emptySlot(in: second)
        if empty >= 0 { return add(key, value, empty, of: second) }
        guard let free = displacement.freeSlot(in: home, or: second, of: self) else { return .refused }
        return add(key, value, free.slot, of: free.bucket)
    }

    /// What became of an insertion.
    enum Insertion {
        case added, replaced, refused
    }

    @inline(__always)
    private func isFull(_ bucket: Int) -> Bool { all.keys(of: bucket)[Self.slots - 1] != 0 }

    @inline(__always)
    private func replace(_ bucket: Int, _ slot: Int, _ value: UInt32) -> Insertion {
        all.tokens(of: bucket)[slot] = value
        return .replaced
    }

    @inline(__always)
    private func add(_ key: UInt64, _ value: UInt32, _ slot: Int, of bucket: Int) -> Insertion {
        all.keys(of: bucket)[slot] = key
        all.tokens(of: bucket)[slot] = value
        return .added
    }

    /// Places all keys in `other`; false when one of them finds no slot there.
    func placeAll(in other: KeyStorage, displacement: Displacement) -> Bool {
        for bucket in 0..<placement.bucketCount {
            let (keys, tokens) = (all.keys(of: bucket), all.tokens(of: bucket))
            for slot in 0..<Self.slots where keys[slot] != 0 {
                let home = other.placement.home(of: keys[slot])
                if case .refused = other.insert(
                    keys[slot], value: tokens[slot], home: home, displacement: displacement)
                {
                    return false
                }
            }
        }
        return true
    }
}

extension KeyStorage: DisplacementTarget {
    @inline(__always)
    func otherBucket(ofSlot slot: Int, in bucket: Int) -> Int {
        let key = all.keys(of: bucket)[slot]
        let home = placement.home(of: key)
        return home == bucket ? placement.second(of: key, home: home) : home
    }

    @inline(__always)
    func emptySlot(in bucket: Int) -> Int {
        isFull(bucket) ? -1 : all.matches(0, in: bucket).trailingZeroBitCount
    }

    @inline(__always)
    func move(from slot: Int, in bucket: Int, to emptySlot: Int, in target: Int) {
        all.keys(of: target)[emptySlot] = all.keys(of: bucket)[slot]
        all.tokens(of: target)[emptySlot] = all.tokens(of: bucket)[slot]
    }
}
