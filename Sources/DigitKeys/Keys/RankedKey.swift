/// A key and its distance from a query.
@frozen
public struct RankedKey: Sendable, Hashable {
    /// Index of the key, or −1 where there is none.
    public var index: Int
    /// Its distance, or `UInt64.max` where there is none.
    public var distance: UInt64

    /// A key at a distance.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(index: Int, distance: UInt64) {
        self.index = index
        self.distance = distance
    }

    /// What stands in an answer when there are fewer keys than were asked for.
    public static let none = RankedKey(index: -1, distance: .max)
}

/// The nearest keys so far, by distance, then index. Keys must be offered in rising order of index.
struct Ranking {
    private(set) var keys: [RankedKey] = []
    let wanted: Int

    init(wanted: Int) {
        self.wanted = wanted
        keys.reserveCapacity(wanted)
    }

    /// Keys farther away cannot enter.
    var ceiling: UInt64 { keys.count < wanted ? .max : keys.last.map { $0.distance } ?? 0 }

    mutating func consider(_ index: Int, at distance: UInt64) {
        if keys.count == wanted {
            guard let last = keys.last, distance < last.distance else { return }
            keys.removeLast()
        }
        var place = keys.count
        while place > 0 && keys[place - 1].distance > distance { place -= 1 }
        keys.insert(RankedKey(index: index, distance: distance), at: place)
    }
}
