import Platform

/// The slots of a key table, without their memory's owner. A copy costs nothing and sees the same slots. Key 0 marks
/// an empty slot.
///
/// Nothing is ever taken out, and a chain of moves fills every slot that it empties, so a bucket that is full stays
/// full, and empty slots are the last ones of their bucket. Therefore a key stands in its second bucket only if its
/// home is full.
struct KeyStorage {
    static let slots = 8
    /// Bytes of a slot: a key and a value.
    static let slotSize = MemoryLayout<UInt64>.stride + MemoryLayout<UInt32>.stride

    let keys: UnsafeMutablePointer<UInt64>
    let values: UnsafeMutablePointer<UInt32>
    let placement: KeyPlacement

    /// Slots in `memory`: all keys, then all values.
    init(memory: PageMemory, placement: KeyPlacement) {
        let slotCount = placement.bucketCount * Self.slots
        precondition(memory.byteCount >= slotCount * Self.slotSize, "too little memory for the table")
        keys = memory.base.bindMemory(to: UInt64.self, capacity: slotCount)
        values = (memory.base + slotCount * MemoryLayout<UInt64>.stride)
            .bindMemory(to: UInt32.self, capacity: slotCount)
        self.placement = placement
    }

    private init(
        keys: UnsafeMutablePointer<UInt64>, values: UnsafeMutablePointer<UInt32>, _ new: KeyPlacement
    ) {
        self.keys = keys
        self.values = values
        placement = new
    }

    /// The same slots, emptied, for another placement on as many buckets.
    func emptied(for new: KeyPlacement) -> KeyStorage {
        precondition(new.bucketCount == placement.bucketCount, "other slots")
        keys.update(repeating: 0, count: placement.bucketCount * Self.slots)
        return KeyStorage(keys: keys, values: values, new)
    }

    /// Stores `value` for a key that is not in its home, when there is an empty slot there; else changes nothing. Key 0
    /// is refused.
    @inline(__always)
    func insertAtHome(_ key: UInt64, value: UInt32, home: Int) -> Bool {
        let line = keys + home &* Self.slots
        let empty = equalWords(of8: line, to: 0)
        if empty == 0 || equalWords(of8: line, to: key) != 0 { return false }
        let slot = home &* Self.slots &+ empty.trailingZeroBitCount
        keys[slot] = key
        values[slot] = value
        return true
    }

    /// Stores `value` for `key`, whose home is given: in its slot, or in a new one of its two buckets, moving other
    /// keys when both are full.
    @inline(__always)
    func insert(_ key: UInt64, value: UInt32, home: Int, displacement: Displacement) -> Insertion {
        let line = keys + home * Self.slots
        let match = equalWords(of8: line, to: key)
        if match != 0 { return replace(home * Self.slots + match.trailingZeroBitCount, value) }
        if line[Self.slots - 1] == 0 { return add(key, value, emptySlot(in: home), of: home) }
        let second = placement.second(of: key, home: home)
        let match2 = equalWords(of8: keys + second * Self.slots, to: key)
        if match2 != 0 { return replace(second * Self.slots + match2.trailingZeroBitCount, value) }
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
    private func replace(_ slot: Int, _ value: UInt32) -> Insertion {
        values[slot] = value
        return .replaced
    }

    @inline(__always)
    private func add(_ key: UInt64, _ value: UInt32, _ slot: Int, of bucket: Int) -> Insertion {
        keys[bucket * Self.slots + slot] = key
        values[bucket * Self.slots + slot] = value
        return .added
    }

    /// Places all keys in `other`; false when one of them finds no slot there.
    func placeAll(in other: KeyStorage, displacement: Displacement) -> Bool {
        for slot in 0..<placement.bucketCount * Self.slots where keys[slot] != 0 {
            let home = other.placement.home(of: keys[slot])
            if case .refused = other.insert(
                keys[slot], value: values[slot], home: home, displacement: displacement)
            {
                return false
            }
        }
        return true
    }
}

extension KeyStorage: DisplacementTarget {
    @inline(__always)
    func otherBucket(ofSlot slot: Int, in bucket: Int) -> Int {
        let key = keys[bucket * Self.slots + slot]
        let home = placement.home(of: key)
        return home == bucket ? placement.second(of: key, home: home) : home
    }

    @inline(__always)
    func emptySlot(in bucket: Int) -> Int {
        let line = keys + bucket * Self.slots
        if line[Self.slots - 1] != 0 { return -1 }
        return equalWords(of8: line, to: 0).trailingZeroBitCount
    }

    @inline(__always)
    func move(from slot: Int, in bucket: Int, to emptySlot: Int, in target: Int) {
        keys[target * Self.slots + emptySlot] = keys[bucket * Self.slots + slot]
        values[target * Self.slots + emptySlot] = values[bucket * Self.slots + slot]
    }
}
