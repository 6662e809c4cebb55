import Platform

/// The search of one query in a prefix tree: branch and bound over neighbouring prefixes, the cheapest first.
///
/// A prefix is left out when its cost alone, a lower bound of the distance to every key behind it, exceeds the best
/// distance so far. One with an equal bound is opened, since a key of an equal distance may have a lower index.
struct PrefixWalk<Distance: PackedDistance, Minimum: LaneMinimum> {
    /// A search under way.
    struct Progress {
        var best: Minimum.Best
        /// Buckets that may still be opened; below zero when the search gave up.
        var patience: Int
    }

    private let keys: UnsafePointer<UInt64>
    private let indices: UnsafePointer<UInt32>
    private let root: UnsafePointer<PrefixTree.Node>
    private let tables: UnsafePointer<UInt32>
    private let children: UnsafePointer<Int32>
    private let patterns: UnsafePointer<NeighbourPattern>
    private let distance: Distance
    private let patience: Int
    /// Whether the root's table follows the first digits, so that no cost comes before it.
    private let startsAtFirst: Bool
    /// The cost of the cheapest neighbour of the root's buckets.
    private let nextCost: UInt64
    private let tableCount: Int

    /// The pointers are valid as long as the caller holds `tree`, which has keys.
    ///
    /// - Parameter patience: buckets that a query may open before the search gives up.
    @inline(__always)
    init(tree: borrowing PrefixTree, distance: Distance, patience: Int) {
        keys = tree.sorted.keys.base
        indices = tree.sorted.indices.base
        root = tree.nodes.base
        tables = tree.tables.base
        children = tree.children.base
        patterns = tree.patterns.base
        self.distance = distance
        self.patience = patience
        startsAtFirst = root.pointee.depth == 0
        tableCount = tree.rootSlots
        nextCost = patterns[root.pointee.patterns + 1].cost
    }

    /// The place of the query's own bucket in the table.
    @inline(__always)
    func slot(of bits: UInt64) -> Int {
        root.pointee.table
            &+ PrefixTree.prefix(bits, depth: root.pointee.depth, span: root.pointee.span).number
    }

    /// Asks for the memory that `bucket(at:)` reads.
    @inline(__always)
    func prefetchTable(_ slot: Int) { prefetch(tables + slot) }

    /// The keys of a bucket of the root.
    @inline(__always)
    func bucket(at slot: Int) -> Range<Int> {
        let (start, end) = (Int(tables[slot]), Int(tables[slot &+ 1]))
        return Range(uncheckedBounds: (start, end))
    }

    /// Asks for the memory that `nearest(in:)` reads first.
    @inline(__always)
    func prefetchKeys(_ start: Int) {
        prefetch(keys + start)
        prefetch(keys + start + 8)
        prefetch(indices + start)
        prefetch(indices + start + 16)
    }

    /// Asks for the keys of the buckets that are likely to be opened next: the cheapest neighbours.
    @inline(__always)
    func prefetchNeighbours(of slot: Int) {
        let first = patterns + root.pointee.patterns
        for number in 1...4 where number < root.pointee.patternCount {
            let neighbour = slot &+ first[number].step
            guard neighbour >= root.pointee.table, neighbour < root.pointee.table &+ tableCount else {
                continue
            }
            prefetchKeys(Int(tables[neighbour]))
        }
    }

    /// The nearest key of the query's own bucket, or nothing when it is empty or crowded.
    ///
    /// - Returns: the best so far, and whether the search must go on.
    @inline(__always)
    func start(_ bits: UInt64, _ bucket: Range<Int>) -> (best: Minimum.Best, isOpen: Bool) {
        let length = bucket.upperBound &- bucket.lowerBound
        guard length > 0, length <= PrefixTree.crowd, startsAtFirst else { return (Minimum.none, true) }
        let best = nearest(in: bucket, distance.prepare(bits))
        return (best, nextCost <= Minimum.distance(best))
    }

    /// Goes on with a search, or begins one; nil when it would take longer than a scan.
    ///
    /// - Parameter pattern: the first neighbour not yet visited.
    @inline(__always)
    func finish(_ bits: UInt64, from pattern: Int, _ best: Minimum.Best) -> KeyMatch? {
        let query = distance.prepare(bits)
        // Leading digits that all keys share are the common part of all distances.
        let base = startsAtFirst ? 0 : sharedCost(query, bits, root.pointee.key, before: root.pointee.depth)
        let found = visit(
            root, from: pattern, base: base, bits, query, Progress(best: best, patience: patience))
        guard found.patience >= 0 else { return nil }
        return KeyMatch(index: Minimum.index(found.best), distance: Minimum.distance(found.best))
    }

    @inline(__always)
    private func visit(
        _ node: UnsafePointer<PrefixTree.Node>, from pattern: Int, base: UInt64, _ bits: UInt64,
        _ query: Distance.Query, _ before: Progress
    ) -> Progress {
        var progress = before
        let prefix = PrefixTree.prefix(bits, depth: node.pointee.depth, span: node.pointee.span)
        let table = tables + node.pointee.table + prefix.number
        let first = patterns + node.pointee.patterns
        let last = first + node.pointee.patternCount
        let signs: UInt64 = 0x8080_8080_8080_8080 &>> (64 &- 8 &* node.pointee.span)
        var next = first + pattern
        while next < last {
            let bound = base &+ next.pointee.cost
            if bound > Minimum.distance(progress.best) { return progress }
            // Digits that left the range 0 to 9.
            let atLeastZero = prefix.digits &+ next.pointee.atLeastZero
            let aboveNine = prefix.digits &+ next.pointee.aboveNine
            let step = next.pointee.step
            next += 1
            guard atLeastZero & ~aboveNine & signs == signs else { continue }
            let bucket = Range(uncheckedBounds: (Int(table[step]), Int(table[step &+ 1])))
            let length = bucket.upperBound &- bucket.lowerBound
            guard length > 0 else { continue }
            progress.patience &-= 1
            if progress.patience < 0 { return progress }
            if length > PrefixTree.crowd {
                let child = children[node.pointee.children &+ prefix.number &+ step]
                progress = visitChild(root + Int(child), below: node, cost: bound, bits, query, progress)
                if progress.patience < 0 { return progress }
            } else {
                progress.best = Minimum.nearer(progress.best, nearest(in: bucket, query))
            }
        }
        // Neighbours beyond the list may still be near enough.
        if !node.pointee.isComplete, base &+ last[-1].cost <= Minimum.distance(progress.best) {
            progress.patience = -1
        }
        return progress
    }

    @inline(never)
    private func visitChild(
        _ node: UnsafePointer<PrefixTree.Node>, below parent: UnsafePointer<PrefixTree.Node>, cost: UInt64,
        _ bits: UInt64, _ query: Distance.Query, _ before: Progress
    ) -> Progress {
        let depth = parent.pointee.depth &+ parent.pointee.span
        var base = cost
        if node.pointee.depth > depth {
            let known = UInt64.max &>> (4 &* depth)
            let key = (bits & ~known) | (node.pointee.key & known)
            base &+= sharedCost(query, bits, key, before: node.pointee.depth)
        }
        return visit(node, from: 0, base: base, bits, query, before)
    }

    /// The cost of the digits of `key` before `depth`: the distance to a key that has the query's own digits behind.
    @inline(__always)
    private func sharedCost(
        _ query: Distance.Query, _ bits: UInt64, _ key: UInt64, before depth: UInt64
    ) -> UInt64 {
        let behind = UInt64.max &>> (4 &* depth)
        let mixed = (key & ~behind) | (bits & behind)
        return distance.distances(query, SIMD8<UInt64>(repeating: mixed))[0]
    }

    @inline(__always)
    private func nearest(in bucket: Range<Int>, _ query: Distance.Query) -> Minimum.Best {
        var minimum = Minimum()
        var place = bucket.lowerBound
        // A load may reach beyond the bucket: other keys cannot harm.
        repeat {
            let loaded = UnsafeRawPointer(keys + place).loadUnaligned(as: SIMD8<UInt64>.self)
            minimum.consider(distance.distances(query, loaded), indices + place)
            place &+= 8
        } while place < bucket.upperBound
        return minimum.best
    }
}
