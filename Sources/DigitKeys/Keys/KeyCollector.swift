/// Keeps the nearest of the keys that a scan offers, in rising order of index.
protocol KeyCollector {
    /// Keys at this distance or farther away are of no use.
    var ceiling: UInt64 { get }
    /// Takes the next key into account.
    mutating func consider(_ index: Int, at distance: UInt64)
}

extension NearestKey: KeyCollector {
    @inline(__always)
    var ceiling: UInt64 { runnerUpDistance }
}

extension RankedKey: KeyCollector {
    @inline(__always)
    var ceiling: UInt64 { distance }

    @inline(__always)
    mutating func consider(_ index: Int, at distance: UInt64) {
        if distance < self.distance { self = RankedKey(index: index, distance: distance) }
    }
}

extension Ranking: KeyCollector {}
