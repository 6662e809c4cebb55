import CuckooTable
import Platform

/// A finished cuckoo table with its values inline: a key below 2^62 → some words, a probe a cache line.
///
/// A line holds as many entries as fit: four of up to two words, two of up to six, one of up to fourteen. Keys stand
/// first in the line, then the words. A key is stored plus one, so 0 marks an empty place. The two top bits of each key
/// are marks of the line: an entry whose near line this is and that stands in its far line has set one of them, which its
/// hash chooses. Where a key's mark is not set, a miss is certain after one line.
struct PhraseTable: Sendable {
    /// Words of an entry.
    let words: Int
    /// Number of entries.
    let count: Int
    private let lines: Slab<Line>
    private let seed: UInt64
    /// Where a match that is none points: zeros.
    private let nothing: Slab<UInt32>

    /// One cache line.
    typealias Line = SIMD8<UInt64>

    /// The bits of a key without marks.
    private static let keyMask: UInt64 = (1 << 62) - 1

    /// Where the mark of an entry stands: by the number of its far line, which is as good as random.
    @inline(__always)
    private static func mark(far: Int, slots: Int) -> (slot: Int, shift: UInt64) {
        let mark = far & (2 &* slots &- 1)
        return (mark &>> 1, UInt64(truncatingIfNeeded: 62 &+ (mark & 1)))
    }

    /// Entries in a line, for this many words.
    static func slots(words: Int) -> Int { words <= 2 ? 4 : words <= 6 ? 2 : 1 }

    /// A table of `keys` and their words: `keys.count` × `words`.
    ///
    /// - Parameter uses: how often each key was updated in training, or nothing. What was learned often is looked up often, so
    ///   it stands in its near line, as far as there is room.
    /// - Precondition: keys are different and below 2^62.
    /// - Complexity: O(keys · log keys).
    init(keys: [UInt64], values: [UInt32], words: Int, uses: [UInt64]) {
        precondition(uses.isEmpty || uses.count == keys.count, "uses of other keys")
        let ranking = uses.isEmpty ? Array(keys.indices) : keys.indices.sorted { uses[$0] > uses[$1] }
        self.init(
            ranked: ranking.map { keys[$0] },
            values: ranking.flatMap { values[$0 * words..<($0 + 1) * words] }, words: words)
    }

    private init(ranked keys: [UInt64], values: [UInt32], words: Int) {
        precondition(words >= 1 && words <= 14 && values.count == keys.count * words, "values of other keys")
        self.words = words
        count = keys.count
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
                let home = Self.lines(of: keys[Int(entry)], seed: builder.seed, count: lineCount)
                if home.near != line {
                    let mark = Self.mark(far: home.far, slots: slots)
                    keyWords[home.near * 8 + mark.slot] |= 1 << mark.shift
                }
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

    /// The share of slots that hold an entry.
    var load: Double { Double(count) / Double(lines.count * Self.slots(words: words)) }

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
        let (lookAhead, mask) = (distance.relays, distance.relayRingLength &- 1)
        // Far lines are few, but waiting for one costs more than all else: they are asked for half way.
        let halfWay = lookAhead / 2
        withUnsafeTemporaryAllocation(of: Request.self, capacity: distance.relayRingLength) { ring in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * count) { homes in
                guard let ring = ring.baseAddress, let near = homes.baseAddress else { return }
                let far = near + count
                // All at once, since vectors hash many keys in the time of one.
                for index in 0..<count {
                    let home = Self.lines(of: keys[index], seed: seed, count: lineCount)
                    near[index] = UInt32(truncatingIfNeeded: home.near)
                    far[index] = UInt32(truncatingIfNeeded: home.far)
                }
                @inline(__always) func askForFar(_ index: Int) {
                    let line = base + Int(near[index]) &* 64
                    let far = Int(far[index])
                    let found = Self.words(of: keys[index] &+ 1, in: line, slots: slots, nothing: nothing)
                    // Without a branch on hit or miss, which nobody could predict.
                    let missed: UInt64 = found == nothing ? 1 : 0
                    let mayBeFar = Self.isMarked(line, far: far, slots: slots) & missed != 0
                    prefetch(mayBeFar ? base + far &* 64 : line)
                    (ring + (index & mask)).initialize(to: Request(found: found, mayBeFar: mayBeFar))
                }
                for index in 0..<min(lookAhead, count) { prefetch(base + Int(near[index]) &* 64) }
                for index in 0..<min(halfWay, count) { askForFar(index) }
                for index in 0..<count {
                    if index &+ lookAhead < count { prefetch(base + Int(near[index &+ lookAhead]) &* 64) }
                    if index &+ halfWay < count { askForFar(index &+ halfWay) }
                    var found = ring[index & mask].found
                    if ring[index & mask].mayBeFar {
                        found = Self.words(
                            of: keys[index] &+ 1, in: base + Int(far[index]) &* 64, slots: slots,
                            nothing: nothing)
                    }
                    body(index, found)
                }
            }
        }
    }

    /// A look-up under way: what its near line has, and whether its far line may have more.
    private struct Request: BitwiseCopyable {
        var found: UnsafePointer<UInt32>
        var mayBeFar: Bool
    }

    /// Most words of an entry that `addMatches` takes.
    static let mostAddedWords = 6

    /// Looks up the keys of neighbouring starts and adds the words that each finds to the places from the start on:
    /// `sums[start + word] += words[word]`.
    ///
    /// The sums of the places that a start touches stand in one register, which moves on by a lane for each start: so every
    /// place is written once, and nothing is read back that was just written.
    ///
    /// - Precondition: at most `mostAddedWords` words.
    /// - Parameter sums: room for `count` + words − 1 places.
    /// - Complexity: as `forEachMatch`.
    func addMatches(
        of keys: UnsafePointer<UInt64>, count: Int, distance: PrefetchDistance,
        to sums: UnsafeMutablePointer<Int32>
    ) {
        precondition(words <= Self.mostAddedWords, "too many words for the register")
        let isShort = Self.slots(words: words) == 4
        var window = SIMD8<Int32>.zero
        forEachMatch(of: keys, count: count, distance: distance) { start, found in
            let found = UnsafeRawPointer(found)
            // No more than the entry, which ends with its cache line. Its words beyond `words` are zeros.
            let low: SIMD4<Int32>
            var high = SIMD2<Int32>.zero
            if isShort {
                low = SIMD4(
                    lowHalf: found.loadUnaligned(as: SIMD2<Int32>.self), highHalf: SIMD2<Int32>.zero)
            } else {
                low = found.loadUnaligned(as: SIMD4<Int32>.self)
                high = found.loadUnaligned(fromByteOffset: 16, as: SIMD2<Int32>.self)
            }
            window &+= SIMD8(
                lowHalf: low, highHalf: SIMD4(lowHalf: high, highHalf: SIMD2<Int32>.zero))
            sums[start] &+= window[0]
            window = SIMD8(
                window[1], window[2], window[3], window[4], window[5], window[6], window[7], 0)
        }
        for word in 0..<max(words - 1, 0) { sums[count + word] &+= window[word] }
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
        let far = Self.lines(of: key, seed: seed, count: lines.count).far
        let missed: UInt64 = found == nothing.base ? 1 : 0
        if Self.isMarked(near, far: far, slots: slots) & missed == 0 { return found }
        return Self.words(
            of: key &+ 1, in: UnsafeRawPointer(lines.base + far), slots: slots, nothing: nothing.base)
    }

    /// What looking `key` up takes: the lines that are read, and whether the second of them is read for a mark that another
    /// key has set.
    func probe(_ key: UInt64) -> (isFound: Bool, lines: Int, isMisled: Bool) {
        let slots = Self.slots(words: words)
        func isIn(_ line: Int) -> Bool {
            let line = UnsafeRawPointer(lines.base + line)
            return Self.words(of: key &+ 1, in: line, slots: slots, nothing: nothing.base) != nothing.base
        }
        let home = Self.lines(of: key, seed: seed, count: lines.count)
        if isIn(home.near) { return (true, 1, false) }
        let near = UnsafeRawPointer(lines.base + home.near)
        guard Self.isMarked(near, far: home.far, slots: slots) != 0 else { return (false, 1, false) }
        let isFound = isIn(home.far)
        return (isFound, 2, !isFound)
    }

    /// 1 when a key with this far line may stand there, although this is its near line; otherwise 0.
    @inline(__always)
    private static func isMarked(_ line: UnsafeRawPointer, far: Int, slots: Int) -> UInt64 {
        let mark = mark(far: far, slots: slots)
        return line.assumingMemoryBound(to: UInt64.self)[mark.slot] &>> mark.shift & 1
    }

    /// The words stored for `key` in a line, or `nothing`. Selects without branching.
    @inline(__always)
    private static func words(
        of key: UInt64, in line: UnsafeRawPointer, slots: Int, nothing: UnsafePointer<UInt32>
    ) -> UnsafePointer<UInt32> {
        let keys = line.assumingMemoryBound(to: UInt64.self)
        let values = line.assumingMemoryBound(to: UInt32.self)
        var found = keys[0] & keyMask == key ? values + slots &* 2 : nothing
        if slots == 4 {
            found = keys[1] & keyMask == key ? values + 10 : found
            found = keys[2] & keyMask == key ? values + 12 : found
            found = keys[3] & keyMask == key ? values + 14 : found
        } else if slots == 2 {
            found = keys[1] & keyMask == key ? values + 10 : found
        }
        return found
    }
}
