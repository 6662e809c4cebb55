import Platform

/// Conditions as sets of positions, for many sequences at once: shifts and carries over whole words, no search at any
/// position. `PlainConditions` is what it is tested against.
final class ConditionSets {
    let classes: ClassSets
    let masks: SequenceMasks
    /// Intermediate sets, used from the front.
    private let scratch = ScratchBuffer<UInt64>()

    init(classes: [TokenClass]) {
        self.classes = ClassSets(classes: classes)
        masks = SequenceMasks()
    }

    /// The same loaded sequences with memory of its own for intermediate sets, so that another thread can find conditions at
    /// the same time. Of use until anything else is loaded.
    init(sharing other: ConditionSets) {
        (classes, masks) = (other.classes, other.masks)
        scratch.reserve(4 * other.words)
    }

    var words: Int { masks.words }

    /// Takes over sequences that end at `ends`; the classes' sets are to be filled anew.
    ///
    /// - Complexity: O(positions).
    func load(ends: some Sequence<Int>) {
        masks.load(ends: ends)
        classes.reserve(words: words)
        scratch.reserve(4 * words)
    }

    /// Writes the positions at which a condition holds.
    ///
    /// - Complexity: O(positions / 64).
    func write(_ condition: TagCondition, into target: UnsafeMutablePointer<UInt64>) {
        switch condition {
        case .at(let tokens, let offset): writeShifted(tokens, offset: offset, into: target)
        case .some(let side, let tokens, let least):
            writeDirected(side, into: target) {
                carry(nth(least, of: tokens, from: side), nil, side, into: $0)
            }
        case .count(let tokens, let least): writeCounted(tokens, atLeast: least, into: target)
        case .near(let side, let tokens, let reach):
            writeDirected(side, into: target) { writeNear(tokens, within: reach, side, into: $0) }
        case .order(let side, let first, let second):
            writeDirected(side, into: target) {
                carry(classes.set(first, from: side), classes.set(second, from: side), side, into: $0)
            }
        case .edge(let side, let most):
            // The first furthest places are known by what has no more room.
            let (room, all) = (masks.room(side, most + 1), masks.words)
            for word in 0..<all { target[word] = ~room[word] }
            if all > 0 { target[all - 1] &= UInt64.max >> UInt64(all * 64 - masks.count) }
        case .length(let least): masks.writeLong(atLeast: least, into: target)
        }
    }

    private func writeShifted(_ tokens: Int, offset: Int, into target: UnsafeMutablePointer<UInt64>) {
        guard offset != 0 else {
            target.update(from: classes.set(tokens), count: words)
            return
        }
        let side: WindowSide = offset < 0 ? .left : .right
        writeDirected(side, into: target) {
            PositionBits.shiftUp(
                classes.set(tokens, from: side), by: abs(offset), into: $0, words: words)
        }
        let room = masks.room(side, abs(offset))
        for word in 0..<words { target[word] &= room[word] }
    }

    /// A token of another sequence is further away than any of the own one that lies on the same side, so that it is enough
    /// to know that there is one.
    private func writeNear(
        _ tokens: Int, within reach: Int, _ side: WindowSide, into target: UnsafeMutablePointer<UInt64>
    ) {
        let set = classes.set(tokens, from: side)
        let any = scratch.base
        carry(set, nil, side, into: any)
        let shifted = scratch.base + words
        PositionBits.shiftUp(set, by: 1, into: target, words: words)
        var covered = 1
        while covered < reach {
            let step = min(covered, reach - covered)
            PositionBits.shiftUp(target, by: step, into: shifted, words: words)
            for word in 0..<words { target[word] |= shifted[word] }
            covered += step
        }
        for word in 0..<words { target[word] &= any[word] }
    }

    private func writeCounted(
        _ tokens: Int, atLeast least: Int, into target: UnsafeMutablePointer<UInt64>
    ) {
        let last = nth(least, of: tokens, from: .left)
        carry(last, nil, .left, into: target)
        for word in 0..<words { target[word] |= last[word] }
        // All positions before one of them: those of the opposite order that have it on their way.
        let (members, reversed) = (scratch.base, scratch.base + words)
        members.update(from: target, count: words)
        PositionBits.reverse(members, into: reversed, words: words)
        carry(reversed, nil, .right, into: members)
        PositionBits.reverse(members, into: reversed, words: words)
        for word in 0..<words { target[word] |= reversed[word] }
    }

    /// Members of a class with at least `number − 1` others before them on the way from a side; in memory that `scratch`
    /// has from `2 · words` on.
    private func nth(_ number: Int, of tokens: Int, from side: WindowSide) -> UnsafePointer<UInt64> {
        var set = classes.set(tokens, from: side)
        guard number > 1 else { return set }
        let (others, later) = (scratch.base + 2 * words, scratch.base + 3 * words)
        for _ in 1..<number {
            carry(set, nil, side, into: others)
            for word in 0..<words { later[word] = set[word] & others[word] }
            set = UnsafePointer(later)
        }
        return set
    }

    private func carry(
        _ near: UnsafePointer<UInt64>, _ far: UnsafePointer<UInt64>?, _ side: WindowSide,
        into target: UnsafeMutablePointer<UInt64>
    ) {
        PositionBits.carry(near, far, last: masks.stops(side), into: target, words: words)
    }

    /// Lets `body` write a set in the order of a side, and turns it round when that is the opposite one.
    @inline(__always)
    private func writeDirected(
        _ side: WindowSide, into target: UnsafeMutablePointer<UInt64>,
        _ body: (UnsafeMutablePointer<UInt64>) -> Void
    ) {
        body(target)
        guard side == .right else { return }
        // From both ends at once, in place.
        var (front, back) = (0, words &- 1)
        while front < back {
            let word = PositionBits.reversed(target[front])
            target[front] = PositionBits.reversed(target[back])
            target[back] = word
            front &+= 1
            back &-= 1
        }
        if front == back { target[front] = PositionBits.reversed(target[front]) }
    }
}
