import CuckooTable
import Platform

/// A finished cuckoo table with its values inline: a key below 2^62 → some words, a probe a cache line.
///
/// A line holds as many entries as fit: four of up to two words, two of up to six, one of up to fourteen. Keys stand
/// first in the line, then the words. A key is stored plus one, so 0 marks an empty place, and the top bit of a line's
/// first key says that some entry whose near line this is stands in its far line: without it a miss is certain after one
/// line.
struct PhraseTable: Sendable {
    /// Words of an entry.
    let words: Int
    private let lines: Slab<Line>
    private let seed: UInt64
    /// Where a match that is none points: zeros.
    private let nothing: Slab<UInt32>

    /// One cache line.
    typealias Line = SIMD8<UInt64>

    private static let flag: UInt64 = 1 << 63

    /// Entries in a line, for this many words.
    static func slots(words: Int) -> Int { words <= 2 ? 4 : words <= 6 ? 2 : 1 }

    /// A table of `keys` and their words: `keys.count` × `words`.
    ///
    /// - Precondition: keys are different and below 2^62.
    /// - Complexity: O(keys).
    init(keys: [UInt64], values: [UInt32], words: Int) {
        precondition(words >= 1 && words <= 14 && values.count == keys.count * words, "values of other keys")
        self.words = words
        var lineCount = max(
            1, Int((Double(keys.count) / (0.7 * Double(Self.slots(words: words)))).rounded(.up)))
        var builder = PhrasePlacement(keys: keys, slots: Self.slots(words: words), lines: lineCount, seed: 0)
        // A failed placement is rare at this load; another seed or more room settles it.
        while !builder.place() {
            lineCount += lineCount / 8 + 1
            builder = PhrasePlacement(
                keys: keys, slots: Self.slots(words: words), lines: lineCount, seed: builder.seed + 1)
        }
        seed = builder.seed
        let slots = Self.slots(words: words)
        lines = Slab(count: lineCount) { lines in
            guard let base = lines.baseAddress else { return }
            let keyWords = UnsafeMutableRawPointer(base).assumingMemoryBound(to: UInt64.self)
            let valueWords = UnsafeMutableRawPointer(base).assumingMemoryBound(to: UInt32.self)
            for (place, entry) in builder.entries.enumerated() where entry >= 0 {
                let (line, slot) = (place / slots, place % slots)
                keyWords[line * 8 + slot] |= keys[Int(entry)] + 1
                for word in 0..<words {
                    valueWords[line * 16 + slots * 2 + slot * Self.stride(slots: slots) + word] =
                        values[Int(entry) * words + word]
                }
                let near = Self.lines(of: keys[Int(entry)], seed: builder.seed, count: lineCount).near
                if near != line { keyWords[near * 8] |= Self.flag }
            }
        }
        nothing = Slab([UInt32](repeating: 0, count: 16))
    }

    /// Words from one entry's values to the next one's: two of four entries, six of two.
    private static func stride(slots: Int) -> Int { slots == 4 ? 2 : slots == 2 ? 6 : 14 }

    /// The two lines in which a key may stand.
    @inline(__always)
    static func lines(of key: UInt64, seed: UInt64, count: Int) -> (near: Int, far: Int) {
        var hash = (key ^ seed) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
        let near = ((hash >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32
        let far = ((hash & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: count)) >> 32
        return (Int(truncatingIfNeeded: near), Int(truncatingIfNeeded: far))
    }

    /// Memory of the table in bytes.
    var byteCount: Int { lines.count * MemoryLayout<Line>.stride }

    /// Looks up `count` keys and gives `body` the number of each and its words, zeros where it has none.
    ///
    /// - Complexity: O(`count`), with the cache misses of as many look-ups overlapping as `distance` says.
    @inline(__always)
    func forEachMatch(
        of keys: UnsafePointer<UInt64>, count: Int, distance: PrefetchDistance,
        _ body: (Int, UnsafePointer<UInt32>) -> Void
    ) {
        let base = UnsafeRawPointer(lines.base)
        let (lineCount, seed) = (lines.count, seed)
        let slots = Self.slots(words: words)
        let nothing = nothing.base
        let (lookAhead, mask) = (distance.items, distance.ringLength &- 1)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * distance.ringLength) { ring in
            guard let ring = ring.baseAddress else { return }
            @inline(__always) func request(_ index: Int) {
                let (near, far) = Self.lines(of: keys[index], seed: seed, count: lineCount)
                prefetch(base + near &* 64)
                ring[(index & mask) &* 2] = near
                ring[(index & mask) &* 2 &+ 1] = far
            }
            for index in 0..<min(lookAhead, count) { request(index) }
            for index in 0..<count {
                if index &+ lookAhead < count { request(index &+ lookAhead) }
                let place = (index & mask) &* 2
                let (near, far) = (ring[place], ring[place &+ 1])
                let key = keys[index] &+ 1
                let line = base + near &* 64
                var found = Self.words(of: key, in: line, slots: slots, nothing: nothing)
                if found == nothing, line.load(as: UInt64.self) & Self.flag != 0 {
                    found = Self.words(of: key, in: base + far &* 64, slots: slots, nothing: nothing)
                }
                body(index, found)
            }
        }
    }

    /// The near line of a key, to be requested before `find`.
    @inline(__always)
    func near(of key: UInt64) -> UnsafeRawPointer {
        UnsafeRawPointer(lines.base + Self.lines(of: key, seed: seed, count: lines.count).near)
    }

    /// The words stored for `key`, whose near line is given; zeros where it has none.
    @inline(__always)
    func find(_ key: UInt64, near: UnsafeRawPointer) -> UnsafePointer<UInt32> {
        let slots = Self.slots(words: words)
        let found = Self.words(of: key &+ 1, in: near, slots: slots, nothing: nothing.base)
        if found != nothing.base || near.load(as: UInt64.self) & Self.flag == 0 { return found }
        let far = lines.base + Self.lines(of: key, seed: seed, count: lines.count).far
        return Self.words(of: key &+ 1, in: UnsafeRawPointer(far), slots: slots, nothing: nothing.base)
    }

    /// The words stored for `key` in a line, or `nothing`. Selects without branching.
    @inline(__always)
    private static func words(
        of key: UInt64, in line: UnsafeRawPointer, slots: Int, nothing: UnsafePointer<UInt32>
    ) -> UnsafePointer<UInt32> {
        let keys = line.assumingMemoryBound(to: UInt64.self)
        let values = line.assumingMemoryBound(to: UInt32.self)
        var found = keys[0] & ~flag == key ? values + slots &* 2 : nothing
        if slots == 4 {
            found = keys[1] == key ? values + 10 : found
            found = keys[2] == key ? values + 12 : found
            found = keys[3] == key ? values + 14 : found
        } else if slots == 2 {
            found = keys[1] == key ? values + 10 : found
        }
        return found
    }
}

/// Finds a place for every key: in its near line when there is room, else in its far line, else by moving others.
struct PhrasePlacement {
    let keys: [UInt64]
    let slots: Int
    let lines: Int
    let seed: UInt64
    /// Index of the key in each place, −1 where none is.
    private(set) var entries: [Int32]

    init(keys: [UInt64], slots: Int, lines: Int, seed: UInt64) {
        self.keys = keys
        self.slots = slots
        self.lines = lines
        self.seed = seed
        entries = Array(repeating: -1, count: lines * slots)
    }

    /// False when some key found no place.
    mutating func place() -> Bool {
        keys.indices.allSatisfy { place(Int32($0)) }
    }

    private func pair(_ entry: Int32) -> (near: Int, far: Int) {
        PhraseTable.lines(of: keys[Int(entry)], seed: seed, count: lines)
    }

    private func emptyPlace(in line: Int) -> Int? {
        (line * slots..<(line + 1) * slots).first { entries[$0] < 0 }
    }

    /// Source of the walk: Pagh and Rodler, "Cuckoo hashing", 2001.
    private mutating func place(_ entry: Int32) -> Bool {
        let home = pair(entry)
        if let free = emptyPlace(in: home.near) ?? emptyPlace(in: home.far) {
            entries[free] = entry
            return true
        }
        var (moving, line) = (entry, home.far)
        for kick in 0..<512 {
            let victim = line * slots + kick % slots
            swap(&entries[victim], &moving)
            let other = pair(moving)
            line = other.near == line ? other.far : other.near
            if let free = emptyPlace(in: line) {
                entries[free] = moving
                return true
            }
        }
        return false
    }
}
