import Platform

/// For one label and one direction: which positions a bias would flip, from which rung of the ladder on, and whether for
/// better or worse. One look at the matches of a condition gives the gain of every weight at once.
///
/// Labels without a constraint flip position by position. A label that stands once in every sequence moves from its
/// place to another one of the sequence: nearer by a bias, from a place that is not matched to the matched one with the
/// smallest margin; further away, from a matched place to the one with the smallest margin that is not matched.
package struct FlipTable {
    private var flips: [Flip]
    /// Positions that flip to some effect, and those that flip for the better.
    private var relevant: [UInt64]
    private var good: [UInt64]
    /// For a label that moves: where it stands in each sequence, and where it may move to.
    private var moves: Moves?

    private struct Flip {
        /// Rung at which a position flips; `BiasLadder.hundredths.count` for never.
        var rung = UInt8(BiasLadder.hundredths.count)
        /// Labels that become right when it does, less those that become wrong.
        var effect: Int8 = 0
    }

    private struct Moves {
        /// For each position the number of its sequence among those that have the label.
        var sequences: [UInt32]
        /// For each of these sequences the place of the label and then `mostRivals` others, smallest margin first.
        var places: [Place] = []
        let isNearer: Bool
    }

    /// Where the label stands, or may move to.
    private struct Place {
        /// −1 for none.
        var position: Int32
        /// What moving here does.
        var flip = Flip()
    }

    /// Positions that a label may move to.
    private static let mostRivals = 6

    /// - Parameter isNearer: whether the bias brings the label nearer.
    package init(_ slice: GraphSlice, label: Int, unit: Int32, isNearer: Bool) {
        let count = slice.corpus.count
        flips = Array(repeating: Flip(), count: count)
        relevant = Array(repeating: 0, count: PositionBits.words(count))
        good = relevant
        if slice.constraints.contains(ExactCount(label: label, count: 1)) {
            addMoves(slice, label, unit, isNearer: isNearer)
        } else {
            addFlips(slice, label, unit, isNearer: isNearer)
        }
    }

    private mutating func set(_ position: Int, distance: Int, effect: Int, unit: Int32) {
        let rung = BiasLadder.rung(above: distance, unit: unit)
        guard effect != 0, rung < BiasLadder.hundredths.count else { return }
        flips[position] = Flip(rung: UInt8(rung), effect: Int8(effect))
        relevant[position >> 6] |= 1 << UInt64(position & 63)
        if effect > 0 { good[position >> 6] |= 1 << UInt64(position & 63) }
    }

    private mutating func addFlips(_ slice: GraphSlice, _ label: Int, _ unit: Int32, isNearer: Bool) {
        let (labels, wanted, decided) = (slice.labels, slice.corpus.wanted, slice.decided)
        let bound = Set(slice.constraints.map(\.label))
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
        var moves = Moves(sequences: Array(repeating: 0, count: slice.corpus.count), isNearer: isNearer)
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
            for rival in rivals {
                let goal = Int(wanted[rival.position])
                let effect =
                    (goal == label ? 1 : 0) - (goal == Int(decided[rival.position]) ? 1 : 0) + loss
                set(rival.position, distance: rival.margin - own, effect: effect, unit: unit)
            }
            let number = UInt32(moves.places.count / (Self.mostRivals + 1))
            for position in range { moves.sequences[position] = number }
            moves.places.append(Place(position: Int32(holder)))
            moves.places += rivals.map {
                Place(position: Int32($0.position), flip: flips[$0.position])
            }
            moves.places += repeatElement(Place(position: -1), count: Self.mostRivals - rivals.count)
            if !isNearer {
                // What counts is whether the holder is matched; it is relevant when any rival is.
                let hits = rivals.filter { flips[$0.position].effect != 0 }
                for rival in hits { clear(rival.position) }
                if !hits.isEmpty { relevant[holder >> 6] |= 1 << UInt64(holder & 63) }
                if hits.contains(where: { flips[$0.position].effect > 0 }) {
                    good[holder >> 6] |= 1 << UInt64(holder & 63)
                }
            }
        }
        self.moves = moves
    }

    private mutating func clear(_ position: Int) {
        relevant[position >> 6] &= ~(1 << UInt64(position & 63))
        good[position >> 6] &= ~(1 << UInt64(position & 63))
    }

    /// The gain of the best weight, and its rung; the smallest of several. Nil when no weight gains as much as `least`.
    ///
    /// What is right already bounds what the positions that are left can gain, so that most candidates need no look at all
    /// of theirs.
    ///
    /// - Complexity: O(positions / 64 + flips).
    package func best(
        _ match: UnsafePointer<UInt64>, words: Int, atLeast least: Int
    ) -> (gain: Int, rung: Int)? {
        let rungs = BiasLadder.hundredths.count
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: rungs + 1 + Self.parts) { memory in
            memory.update(repeating: 0)
            guard let gains = memory.baseAddress else { return nil }
            let hopes = gains + rungs + 1
            let size = words / Self.parts + 1
            var hope = 0
            good.withUnsafeBufferPointer { good in
                for part in 0..<Self.parts {
                    var count = 0
                    for word in min(part &* size, words)..<min((part &+ 1) &* size, words) {
                        count &+= (good[word] & match[word]).nonzeroBitCount
                    }
                    // A label that moves may set two positions right.
                    if moves != nil { count &*= 2 }
                    hopes[part] = Int32(truncatingIfNeeded: count)
                    hope &+= count
                }
            }
            var (best, rung) = (0, 0)
            var lastSequence = -1
            for part in 0..<Self.parts {
                guard best + hope >= least else { return nil }
                let range = min(part &* size, words)..<min((part &+ 1) &* size, words)
                if let moves {
                    addMoves(moves, match, range, last: &lastSequence, to: gains)
                } else {
                    addFlips(match, range, to: gains)
                }
                hope -= Int(hopes[part])
                (best, rung) = (0, 0)
                var sum = 0
                for index in 0..<rungs {
                    sum &+= Int(gains[index])
                    if sum > best { (best, rung) = (sum, index) }
                }
            }
            return best >= least ? (best, rung) : nil
        }
    }

    /// Parts of the positions after each of which a candidate may be given up.
    private static let parts = 16

    private func addFlips(
        _ match: UnsafePointer<UInt64>, _ words: Range<Int>, to gains: UnsafeMutablePointer<Int32>
    ) {
        relevant.withUnsafeBufferPointer { relevant in
            flips.withUnsafeBufferPointer { flips in
                for word in words {
                    var rest = relevant[word] & match[word]
                    while rest != 0 {
                        let flip = flips[word &* 64 &+ rest.trailingZeroBitCount]
                        gains[Int(flip.rung)] &+= Int32(flip.effect)
                        rest &= rest &- 1
                    }
                }
            }
        }
    }

    private func addMoves(
        _ moves: Moves, _ match: UnsafePointer<UInt64>, _ words: Range<Int>, last: inout Int,
        to gains: UnsafeMutablePointer<Int32>
    ) {
        @inline(__always)
        func isMatched(_ position: Int) -> Bool { match[position >> 6] &>> UInt64(position & 63) & 1 == 1 }
        relevant.withUnsafeBufferPointer { relevant in
            moves.sequences.withUnsafeBufferPointer { sequences in
                moves.places.withUnsafeBufferPointer { places in
                    for word in words {
                        var rest = relevant[word] & match[word]
                        while rest != 0 {
                            let sequence = Int(sequences[word &* 64 &+ rest.trailingZeroBitCount])
                            rest &= rest &- 1
                            // Once a sequence, at its first relevant match.
                            guard sequence != last else { continue }
                            last = sequence
                            let first = sequence &* (Self.mostRivals + 1)
                            guard isMatched(Int(places[first].position)) != moves.isNearer else { continue }
                            for index in first &+ 1...first &+ Self.mostRivals {
                                let rival = places[index]
                                guard rival.position >= 0 else { break }
                                guard isMatched(Int(rival.position)) == moves.isNearer else { continue }
                                gains[Int(rival.flip.rung)] &+= Int32(rival.flip.effect)
                                break
                            }
                        }
                    }
                }
            }
        }
    }
}
