/// Finds a place for every key: in its near line when there is room, else in its far line, else by moving the last of
/// the keys in there.
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
            // The least used one; now and then any other, so that the walk does not go in circles.
            var victim = line * slots
            if kick % 8 == 7 {
                victim += kick / 8 % slots
            } else {
                for place in victim..<victim + slots where entries[place] > entries[victim] { victim = place }
            }
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
