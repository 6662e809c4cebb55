/// The nearest key and the next one.
@frozen
public struct NearestKey: Sendable, Hashable {
    /// Index of the nearest key; of several equally near ones the lowest.
    public var index: Int
    /// Its distance.
    public var distance: UInt64
    /// Index of the nearest key among the others, or −1 when there is no other.
    public var runnerUp: Int
    /// Its distance, or `UInt64.max` when there is no other.
    public var runnerUpDistance: UInt64

    /// Nothing found yet.
    @inlinable
    init() {
        index = -1
        distance = .max
        runnerUp = -1
        runnerUpDistance = .max
    }

    /// Takes the next key into account. Keys must come in rising order of index: then strict comparison alone
    /// gives ties to the lowest index.
    @inlinable
    @inline(__always)
    mutating func consider(_ candidate: Int, at candidateDistance: UInt64) {
        if candidateDistance < distance {
            (runnerUp, runnerUpDistance) = (index, distance)
            (index, distance) = (candidate, candidateDistance)
        } else if candidateDistance < runnerUpDistance {
            (runnerUp, runnerUpDistance) = (candidate, candidateDistance)
        }
    }
}

/// A way to find the nearest keys. All of them give the same answer, bit for bit.
public protocol NearestKeySearch: Sendable {
    /// The keys that are searched.
    var keys: KeyPlanes { get }
    /// The distance that is used.
    var distance: DigitDistance { get }

    /// The nearest key to `query` and the runner-up.
    ///
    /// - Parameter query: `keys.shape.digitCount` digits from 0 to 9.
    /// - Precondition: there is at least one key.
    func nearest(to query: UnsafeBufferPointer<UInt8>) -> NearestKey

    /// The nearest key and the runner-up for each of many queries, which costs less than one call for each.
    ///
    /// - Parameters:
    ///   - queries: queries one after another, `keys.shape.digitCount` digits from 0 to 9 each.
    ///   - answers: room for one answer a query.
    /// - Precondition: there is at least one key.
    func nearest(
        toAll queries: UnsafeBufferPointer<UInt8>, into answers: UnsafeMutableBufferPointer<NearestKey>)

    /// The `count` nearest keys to each of many queries, by distance, then index. With a count of 1 this is the
    /// fastest search there is: it looks for no runner-up.
    ///
    /// - Parameters:
    ///   - queries: queries one after another, `keys.shape.digitCount` digits from 0 to 9 each.
    ///   - ranked: room for `count` keys a query; when there are fewer keys, the rest is `RankedKey.none`.
    func nearest(
        _ count: Int, toAll queries: UnsafeBufferPointer<UInt8>,
        into ranked: UnsafeMutableBufferPointer<RankedKey>)
}

extension NearestKeySearch {
    /// The nearest key to `query` and the runner-up.
    ///
    /// - Parameter query: `keys.shape.digitCount` digits from 0 to 9.
    public func nearest(to query: [UInt8]) -> NearestKey {
        query.withUnsafeBufferPointer { nearest(to: $0) }
    }

    /// The nearest keys to `query`: `count` of them, or all when there are fewer, by distance, then index.
    ///
    /// - Parameter query: `keys.shape.digitCount` digits from 0 to 9.
    public func nearest(_ count: Int, to query: [UInt8]) -> [RankedKey] {
        let available = min(count, keys.count)
        guard available > 0 else { return [] }
        return Array(unsafeUninitializedCapacity: available) { ranked, initialized in
            ranked.initialize(repeating: .none)
            query.withUnsafeBufferPointer { nearest(available, toAll: $0, into: ranked) }
            initialized = available
        }
    }

    /// One query after another.
    public func nearest(
        toAll queries: UnsafeBufferPointer<UInt8>, into answers: UnsafeMutableBufferPointer<NearestKey>
    ) {
        let count = queryCount(queries, room: answers.count, each: 1)
        let length = keys.shape.digitCount
        for query in 0..<count {
            answers[query] = nearest(
                to: UnsafeBufferPointer(rebasing: queries[query * length..<(query + 1) * length]))
        }
    }

    /// Every key in turn, from the definition of the distance.
    public func nearest(
        _ count: Int, toAll queries: UnsafeBufferPointer<UInt8>,
        into ranked: UnsafeMutableBufferPointer<RankedKey>
    ) {
        let queryCount = queryCount(queries, room: ranked.count, each: count)
        let length = keys.shape.digitCount
        for query in 0..<queryCount where count > 0 {
            let digits = Array(queries[query * length..<(query + 1) * length])
            var ranking = Ranking(wanted: min(count, keys.count))
            for index in 0..<keys.count {
                ranking.consider(index, at: distance.between(digits, keys.digits(of: index)))
            }
            for place in 0..<count {
                ranked[query * count + place] = place < ranking.keys.count ? ranking.keys[place] : .none
            }
        }
    }

    /// How many queries there are.
    ///
    /// - Precondition: whole queries, and `each` places in the room for every one.
    func queryCount(_ queries: UnsafeBufferPointer<UInt8>, room: Int, each: Int) -> Int {
        let length = keys.shape.digitCount
        precondition(queries.count % length == 0, "a query of another shape")
        precondition(room >= queries.count / length * each, "no room for all the answers")
        return queries.count / length
    }
}
