import Platform

extension PrefixIndex {
    /// The nearest key to each of `queries`.
    ///
    /// Where the index exceeds the cache, the memory of later queries is asked for while earlier ones are answered.
    ///
    /// - Parameter matches: room for one match a query.
    /// - Precondition: there is at least one key.
    /// - Complexity: that of `nearest(to:)` a query.
    public func nearest(
        to queries: UnsafeBufferPointer<PackedKey>, into matches: UnsafeMutableBufferPointer<KeyMatch>
    ) {
        precondition(keys.count > 0, "no keys")
        precondition(matches.count >= queries.count, "no room for \(queries.count) matches")
        guard let queries = queries.baseAddress.map({ UnsafeBufferPointer(start: $0, count: queries.count) }),
            let matches = matches.baseAddress
        else { return }
        guard !isScan else {
            for place in queries.indices {
                matches[place] = scanned(PackedKey(trusted: queries[place].bits & mask))
            }
            return
        }
        search.nearest(to: queries, in: tree, patience: patience, mask: mask, into: matches) { place in
            matches[place] = scanned(PackedKey(trusted: queries[place].bits & mask))
        }
    }

    /// The nearest key to each of `queries`.
    ///
    /// - Precondition: there is at least one key.
    /// - Complexity: that of `nearest(to:)` a query.
    public func nearest(to queries: [PackedKey]) -> [KeyMatch] {
        [KeyMatch](unsafeUninitializedCapacity: queries.count) { matches, count in
            queries.withUnsafeBufferPointer { nearest(to: $0, into: matches) }
            count = queries.count
        }
    }

    /// As `nearest(to:)`, in the order of the keys inside, so that neighbouring queries read the same memory. The matches
    /// stand in the order of `queries`.
    ///
    /// - Precondition: there is at least one key; fewer than 2^32 queries.
    /// - Complexity: that of `nearest(to:)` a query and O(queries); 28 bytes a query.
    public func nearest(toUnsorted queries: [PackedKey]) -> [KeyMatch] {
        let order = QueryOrder(queries, mask: mask)
        let sorted = nearest(to: order.queries)
        return [KeyMatch](unsafeUninitializedCapacity: queries.count) { matches, count in
            for (place, match) in sorted.enumerated() { matches[Int(order.places[place])] = match }
            count = queries.count
        }
    }
}

/// Queries in the order of their first three digits that count, which is order enough for the cache.
private struct QueryOrder {
    let queries: [PackedKey]
    let places: [UInt32]

    init(_ source: [PackedKey], mask: UInt64) {
        precondition(source.count <= Int(UInt32.max), "2^32 queries or more")
        let digits = UInt64(64 - mask.leadingZeroBitCount)
        let shift = digits > 12 ? digits - 12 : 0
        var starts = [Int](repeating: 0, count: (1 << 12) + 1)
        for query in source { starts[Int((query.bits & mask) >> shift) + 1] += 1 }
        for slot in 1..<starts.count { starts[slot] += starts[slot - 1] }
        var queries = [PackedKey](repeating: PackedKey(number: 0), count: source.count)
        var places = [UInt32](repeating: 0, count: source.count)
        for (place, query) in source.enumerated() {
            let slot = Int((query.bits & mask) >> shift)
            let target = starts[slot]
            starts[slot] = target + 1
            queries[target] = query
            places[target] = UInt32(place)
        }
        self.queries = queries
        self.places = places
    }
}
