/// Numbers different keys in the order in which they first come: open addressing with linear probing.
struct KeyNumbering {
    private(set) var keys: [UInt64] = []
    /// Number of the key in each slot, −1 where none is; a power of two of them, at most half full.
    private var slots = [Int32](repeating: -1, count: 1 << 10)

    /// The number of `key`; a new one is appended to `keys`.
    ///
    /// - Complexity: O(1) amortised.
    mutating func number(of key: UInt64) -> Int {
        if 2 * keys.count >= slots.count { grow() }
        let slot = slot(of: key)
        if slots[slot] < 0 {
            slots[slot] = Int32(keys.count)
            keys.append(key)
        }
        return Int(slots[slot])
    }

    /// The slot that holds `key`, or the empty one where it belongs.
    private func slot(of key: UInt64) -> Int {
        let mask = slots.count - 1
        let hash = (key ^ (key >> 29)) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while slots[slot] >= 0 && keys[Int(slots[slot])] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for (number, key) in keys.enumerated() { slots[slot(of: key)] = Int32(number) }
    }
}
