/// Bytes from which a batch asks for memory ahead: smaller indices live in the cache.
private let cacheBytes = 1 << 20

/// Queries that are worked on together.
private let groupSize = 32

@inline(__always)
func searchOne<Distance, Minimum>(
    _ bits: UInt64, _ tree: borrowing PrefixTree, _ distance: Distance, _: Minimum.Type, _ patience: Int
) -> KeyMatch? where Distance: PackedDistance, Minimum: LaneMinimum {
    let walk = PrefixWalk<Distance, Minimum>(tree: tree, distance: distance, patience: patience)
    return walk.finish(bits, from: 0, Minimum.none)
}

/// Groups of queries go through the same steps together. So memory asked for in one step has come in the next, and most
/// queries, which find their nearest key in their own bucket, do not wait for the others' wrong guesses.
@inline(__always)
func searchBatch<Distance, Minimum>(
    _ queries: UnsafeBufferPointer<PackedKey>, _ tree: borrowing PrefixTree, _ distance: Distance,
    _: Minimum.Type, _ patience: Int, _ mask: UInt64, _ matches: UnsafeMutablePointer<KeyMatch>,
    _ giveUp: (Int) -> Void
) where Distance: PackedDistance, Minimum: LaneMinimum {
    let walk = PrefixWalk<Distance, Minimum>(tree: tree, distance: distance, patience: patience)
    let isLarge = tree.byteCount > cacheBytes
    withUnsafeTemporaryAllocation(of: Int.self, capacity: groupSize * 2) { places in
        withUnsafeTemporaryAllocation(of: Minimum.Best.self, capacity: groupSize) { best in
            guard let slots = places.baseAddress, let best = best.baseAddress, let all = queries.baseAddress
            else { return }
            var first = 0
            while first < queries.count {
                let count = min(groupSize, queries.count &- first)
                searchGroup(
                    walk, all + first, count, mask, matches + first, isLarge: isLarge, slots, best,
                    slots + groupSize
                ) { giveUp(first &+ $0) }
                first &+= count
            }
        }
    }
}

@inline(__always)
private func searchGroup<Distance, Minimum>(
    _ walk: PrefixWalk<Distance, Minimum>, _ queries: UnsafePointer<PackedKey>, _ count: Int, _ mask: UInt64,
    _ matches: UnsafeMutablePointer<KeyMatch>, isLarge: Bool, _ slots: UnsafeMutablePointer<Int>,
    _ best: UnsafeMutablePointer<Minimum.Best>, _ open: UnsafeMutablePointer<Int>, _ giveUp: (Int) -> Void
) {
    var place = 0
    while place < count {
        slots[place] = walk.slot(of: queries[place].bits & mask)
        if isLarge { walk.prefetchTable(slots[place]) }
        place &+= 1
    }
    if isLarge {
        place = 0
        while place < count {
            walk.prefetchKeys(walk.bucket(at: slots[place]).lowerBound)
            place &+= 1
        }
    }
    var openCount = 0
    place = 0
    while place < count {
        let (found, isOpen) = walk.start(queries[place].bits & mask, walk.bucket(at: slots[place]))
        best[place] = found
        matches[place] = KeyMatch(index: Minimum.index(found), distance: Minimum.distance(found))
        // Always written, so that nothing hangs on a guess.
        open[openCount] = place
        openCount &+= isOpen ? 1 : 0
        place &+= 1
    }
    if isLarge {
        place = 0
        while place < openCount {
            walk.prefetchNeighbours(of: slots[open[place]])
            place &+= 1
        }
    }
    var number = 0
    while number < openCount {
        place = open[number]
        // Where something was found, the own bucket has been visited.
        let isNew = Minimum.distance(best[place]) == Minimum.distance(Minimum.none)
        if let match = walk.finish(queries[place].bits & mask, from: isNew ? 0 : 1, best[place]) {
            matches[place] = match
        } else {
            giveUp(place)
        }
        number &+= 1
    }
}
