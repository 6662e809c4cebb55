import Platform

/// A scan over digit planes with Swift's SIMD types: 64 keys a step.
///
/// Costs are summed in bytes as long as they fit, then in words of sixteen bits: the distance itself, or a lower bound where
/// distances are larger (`PlaneBound`). Keys that the bound does not exclude get their exact distance. A block of keys is left as
/// soon as its heaviest digits exceed the best so far. Many keys of sixteen digits with the factor 2 are summed bit by bit,
/// 512 at once (`BitPlanes`).
public struct PlaneScan: NearestKeySearch {
    /// The keys that are searched.
    public let keys: KeyPlanes
    /// The distance that is used.
    public let distance: DigitDistance
    /// False when every digit of every key is looked at, for measurements.
    public let exitsEarly: Bool
    let bound: PlaneBound
    private let bits: BitPlanes?

    /// With fewer keys the other way is faster.
    private static let fewestForBits = 2048

    /// Keys in a tile, which all queries of a batch look at before the next one.
    private static let tile = 4096

    /// A scan over `keys`.
    ///
    /// - Parameter exitsEarly: false to look at every digit of every key, as a measurement needs it.
    /// - Complexity: O(keys · digits), once.
    public init(keys: KeyPlanes, distance: DigitDistance, exitsEarly: Bool = true) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        self.keys = keys
        self.distance = distance
        self.exitsEarly = exitsEarly
        bound = PlaneBound(distance)
        let isForBits = BitPlanes.fits(distance) && keys.count >= Self.fewestForBits
        bits = isForBits ? BitPlanes(keys) : nil
    }

    /// The nearest key to `query` and the runner-up.
    ///
    /// - Complexity: O(keys · digits / 64).
    public func nearest(to query: UnsafeBufferPointer<UInt8>) -> NearestKey {
        precondition(query.count == keys.shape.digitCount, "a query of another shape")
        var found = NearestKey()
        guard let query = query.baseAddress else { return found }
        scan(query, 0..<keys.count, &found)
        return found
    }

    /// The nearest key and the runner-up for each of many queries.
    ///
    /// - Complexity: O(queries · keys · digits / 64).
    public func nearest(
        toAll queries: UnsafeBufferPointer<UInt8>, into answers: UnsafeMutableBufferPointer<NearestKey>
    ) {
        let count = queryCount(queries, room: answers.count, each: 1)
        guard count > 0, let start = queries.baseAddress, let answers = answers.baseAddress else { return }
        answers.initialize(repeating: NearestKey(), count: count)
        scan(start, count: count, answers)
    }

    /// The `count` nearest keys to each of many queries, by distance, then index.
    ///
    /// - Complexity: O(queries · keys · digits / 64), and O(`count`) for each key that enters a list.
    public func nearest(
        _ count: Int, toAll queries: UnsafeBufferPointer<UInt8>,
        into ranked: UnsafeMutableBufferPointer<RankedKey>
    ) {
        let queryCount = queryCount(queries, room: ranked.count, each: count)
        guard count > 0, queryCount > 0, let start = queries.baseAddress, let ranked = ranked.baseAddress
        else { return }
        ranked.initialize(repeating: .none, count: queryCount * count)
        guard count > 1 else { return scan(start, count: queryCount, ranked) }
        for query in 0..<queryCount {
            var ranking = Ranking(wanted: min(count, max(keys.count, 1)))
            scan(start + query * keys.shape.digitCount, 0..<keys.count, &ranking)
            for (place, key) in ranking.keys.enumerated() { ranked[query * count + place] = key }
        }
    }

    private func scan<Collector: KeyCollector>(
        _ queries: UnsafePointer<UInt8>, count: Int, _ found: UnsafeMutablePointer<Collector>
    ) {
        for tile in stride(from: 0, to: keys.count, by: Self.tile) {
            let range = tile..<min(tile + Self.tile, keys.count)
            for query in 0..<count {
                scan(queries + query * keys.shape.digitCount, range, &found[query])
            }
        }
    }

    /// Offers `found` the keys in `range`, which begins with a block.
    @inline(__always)
    private func scan<Collector: KeyCollector>(
        _ query: UnsafePointer<UInt8>, _ range: Range<Int>, _ found: inout Collector
    ) {
        if let bits {
            self.bits(query, bits, range, &found)
        } else {
            places(query, range, &found)
        }
    }

    /// Offers the keys of a block whose bound is within the limit.
    @inline(__always)
    func offer<Collector: KeyCollector>(
        _ query: UnsafePointer<UInt8>, block: Int, end: Int, even: Words, odd: Words, _ found: inout Collector
    ) {
        withUnsafeTemporaryAllocation(of: Words.self, capacity: 2) { words in
            words.initializeElement(at: 0, to: even)
            words.initializeElement(at: 1, to: odd)
            words.withMemoryRebound(to: UInt16.self) { bounds in
                for lane in 0..<min(KeyPlanes.lanes, end - block) {
                    let value = UInt64(bounds[lane / 2 + lane % 2 * 32])
                    guard value <= found.ceiling >> bound.shift else { continue }
                    let distance = bound.isExact ? value : self.exactDistance(query, to: block + lane)
                    found.consider(block + lane, at: distance)
                }
            }
        }
    }

    func exactDistance(_ query: UnsafePointer<UInt8>, to key: Int) -> UInt64 {
        var sum: UInt64 = 0
        for number in 0..<keys.shape.numbers {
            for place in 0..<keys.shape.digits {
                let plane = number &* keys.shape.digits &+ place
                let (q, k) = (query[plane], keys.digits.base[plane &* keys.stride &+ key])
                guard q != k else { continue }
                sum &+= distance.weights[place] &* (distance.penalty &+ UInt64(q > k ? q &- k : k &- q))
            }
        }
        return sum
    }

    /// What the best so far leaves for bounds.
    @inline(__always)
    func limit(_ found: some KeyCollector) -> UInt16 {
        UInt16(truncatingIfNeeded: min(found.ceiling >> bound.shift, PlaneBound.largest))
    }
}
