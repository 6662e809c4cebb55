import Platform

/// For one label and one direction: which positions a bias would flip, from which rung of the ladder on, and whether for
/// better or worse. One look at the matches of a condition gives the gain of every weight at once.
///
/// Labels without a constraint flip position by position. A label that stands once in every sequence moves from its
/// place to another one of the sequence: nearer by a bias, from a place that is not matched to the matched one with the
/// smallest margin; further away, from a matched place to the one with the smallest margin that is not matched.
struct FlipTable {
    /// Rung at which a position flips; `BiasLadder.hundredths.count` for never.
    private var rungs: [UInt8]
    /// Labels that become right when it does, less those that become wrong.
    private var effects: [Int8]
    /// Positions that flip to some effect, and those that flip for the better.
    private var relevant: [UInt64]
    private var good: [UInt64]
    /// For a label that moves: where it stands in the sequence of each position, and all places by margin.
    private var places: Moves?

    private struct Moves {
        /// For each position the one in its sequence that has the label.
        var holder: [Int]
        /// Other positions of the sequence, smallest margin first: `mostRivals` for each sequence, −1 for none.
        var rivals: [Int] = []
        /// For each holder where its rivals begin.
        var firstRival: [Int]
        let isNearer: Bool
    }

    /// Positions that a label may move to.
    private static let mostRivals = 6

    /// - Parameter isNearer: whether the bias brings the label nearer.
    init(_ slice: GraphSlice, label: Int, unit: Int32, isNearer: Bool) {
        let count = slice.corpus.count
        rungs = Array(repeating: UInt8(BiasLadder.hundredths.count), count: count)
        effects = Array(repeating: 0, count: count)
        relevant = Array(repeating: 0, count: PositionBits.words(count))
        good = relevant
        let moves = slice.decision.constraints.contains { $0 == ExactCount(label: label, count: 1) }
        if moves {
            addMoves(slice, label, unit, isNearer: isNearer)
        } else {
            addFlips(slice, label, unit, isNearer: isNearer)
        }
    }

    private mutating func set(_ position: Int, distance: Int, effect: Int, unit: Int32) {
        let rung = BiasLadder.rung(above: distance, unit: unit)
        guard effect != 0, rung < BiasLadder.hundredths.count else { return }
        rungs[position] = UInt8(rung)
        effects[position] = Int8(effect)
        relevant[position >> 6] |= 1 << UInt64(position & 63)
        if effect > 0 { good[position >> 6] |= 1 << UInt64(position & 63) }
    }

    private mutating func addFlips(_ slice: GraphSlice, _ label: Int, _ unit: Int32, isNearer: Bool) {
        let (labels, wanted, decided) = (slice.labels, slice.corpus.wanted, slice.decided)
        let bound = Set(slice.decision.constraints.map(\.label))
        for position in 0..<slice.corpus.count where !bound.contains(Int(decided[position])) {
            let row = slice.distances[position * labels..<(position + 1) * labels]
            let (now, goal) = (Int(decided[position]), Int(wanted[position]))
            let own = Int(row[row.startIndex + label])
            if isNearer, now != label {
                set(
                    position, distance: own - Int(row[row.startIndex + now]),
                    effect: (goal == label ? 1 : 0) - (goal == now ? 1 : 0), unit: unit)
            } else if !isNearer, now == label {
                let others = (0..<labels).filter { $0 != label && !bound.contains($0) }
                guard let next = others.min(by: { row[row.startIndex + $0] < row[row.startIndex + $1] })
                else {
                    continue
                }
                set(
                    position, distance: Int(row[row.startIndex + next]) - own,
                    effect: (goal == next ? 1 : 0) - (goal == label ? 1 : 0), unit: unit)
            }
        }
    }

    private mutating func addMoves(_ slice: GraphSlice, _ label: Int, _ unit: Int32, isNearer: Bool) {
        let (labels, wanted, decided) = (slice.labels, slice.corpus.wanted, slice.decided)
        let none = [Int](repeating: -1, count: slice.corpus.count)
        var moves = Moves(holder: none, firstRival: none, isNearer: isNearer)
        for sequence in slice.corpus.sequenceEnds.indices {
            let range = slice.corpus.positions(of: sequence)
            guard let holder = range.first(where: { decided[$0] == label }) else { continue }
            func other(_ position: Int) -> (label: Int, distance: Int32) {
                var best = (label: -1, distance: Int32.max)
                for index in 0..<labels where index != label {
                    let distance = slice.distances[position * labels + index]
                    if best.label < 0 || distance < best.distance { best = (index, distance) }
                }
                return best
            }
            let left = other(holder)
            func margin(_ position: Int) -> Int {
                Int(slice.distances[position * labels + label]) - Int(other(position).distance)
            }
            let loss =
                (Int(wanted[holder]) == left.label ? 1 : 0) - (Int(wanted[holder]) == label ? 1 : 0)
            let own = margin(holder)
            let rivals = range.filter { $0 != holder }.map { (position: $0, margin: margin($0)) }
                .sorted { ($0.margin, $0.position) < ($1.margin, $1.position) }.prefix(Self.mostRivals)
            for position in range { moves.holder[position] = holder }
            moves.firstRival[holder] = moves.rivals.count
            moves.rivals += rivals.map(\.position)
            moves.rivals += repeatElement(-1, count: Self.mostRivals - rivals.count)
            for rival in rivals {
                let goal = Int(wanted[rival.position])
                let effect =
                    (goal == label ? 1 : 0) - (goal == Int(decided[rival.position]) ? 1 : 0) + loss
                set(rival.position, distance: rival.margin - own, effect: effect, unit: unit)
            }
            if !isNearer {
                // What counts is whether the holder is matched; it is relevant when any rival is.
                let hits = rivals.filter { effects[$0.position] != 0 }
                for rival in hits { clear(rival.position) }
                if !hits.isEmpty { relevant[holder >> 6] |= 1 << UInt64(holder & 63) }
                if hits.contains(where: { effects[$0.position] > 0 }) {
                    good[holder >> 6] |= 1 << UInt64(holder & 63)
                }
            }
        }
        places = moves
    }

    private mutating func clear(_ position: Int) {
        relevant[position >> 6] &= ~(1 << UInt64(position & 63))
        good[position >> 6] &= ~(1 << UInt64(position & 63))
    }

    /// No weight gains more than this.
    ///
    /// - Complexity: O(positions / 64).
    func bound(_ match: UnsafePointer<UInt64>, words: Int) -> Int {
        good.withUnsafeBufferPointer { good in
            var count = 0
            for word in 0..<words { count &+= (good[word] & match[word]).nonzeroBitCount }
            // A label that moves may set two positions right.
            return places == nil ? count : 2 &* count
        }
    }

    /// The gain of the best weight, and its rung; the smallest of several.
    ///
    /// - Complexity: O(positions / 64 + flips).
    func best(_ match: UnsafePointer<UInt64>, words: Int) -> (gain: Int, rung: Int) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: BiasLadder.hundredths.count + 1) { gains in
            gains.update(repeating: 0)
            if let places {
                addMoves(places, match, words, to: gains)
            } else {
                addFlips(match, words, to: gains)
            }
            var (best, rung, sum) = (Int32(0), 0, Int32(0))
            for index in BiasLadder.hundredths.indices {
                sum &+= gains[index]
                if sum > best { (best, rung) = (sum, index) }
            }
            return (Int(best), rung)
        }
    }

    private func addFlips(
        _ match: UnsafePointer<UInt64>, _ words: Int, to gains: UnsafeMutableBufferPointer<Int32>
    ) {
        relevant.withUnsafeBufferPointer { relevant in
            rungs.withUnsafeBufferPointer { rungs in
                effects.withUnsafeBufferPointer { effects in
                    for word in 0..<words {
                        var rest = relevant[word] & match[word]
                        while rest != 0 {
                            let position = word &* 64 &+ rest.trailingZeroBitCount
                            gains[Int(rungs[position])] &+= Int32(effects[position])
                            rest &= rest &- 1
                        }
                    }
                }
            }
        }
    }

    private func addMoves(
        _ moves: Moves, _ match: UnsafePointer<UInt64>, _ words: Int,
        to gains: UnsafeMutableBufferPointer<Int32>
    ) {
        @inline(__always)
        func isMatched(_ position: Int) -> Bool { match[position >> 6] &>> UInt64(position & 63) & 1 == 1 }
        relevant.withUnsafeBufferPointer { relevant in
            moves.holder.withUnsafeBufferPointer { holders in
                moves.rivals.withUnsafeBufferPointer { rivals in
                    var last = -1
                    for word in 0..<words {
                        var rest = relevant[word] & match[word]
                        while rest != 0 {
                            let holder = holders[word &* 64 &+ rest.trailingZeroBitCount]
                            rest &= rest &- 1
                            // Once a sequence, at its first relevant match.
                            guard holder != last else { continue }
                            last = holder
                            guard isMatched(holder) != moves.isNearer else { continue }
                            let first = moves.firstRival[holder]
                            for index in first..<first &+ Self.mostRivals {
                                let rival = rivals[index]
                                guard rival >= 0 else { break }
                                guard isMatched(rival) == moves.isNearer else { continue }
                                gains[Int(rungs[rival])] &+= Int32(effects[rival])
                                break
                            }
                        }
                    }
                }
            }
        }
    }
}
