import Platform

/// An exhaustive scan for the nearest keys, with the fastest instructions that `kernel` allows. It is exact for every
/// shape, factor and penalty.
///
/// - `scalar`: the plain loop, `ScalarScan`.
/// - `simd`: `PlaneScan`.
/// - `avx2`, `avx512`, `neon`, `vbmi`: table look-ups, 32 or 64 keys at once. Distances below 65,535 of vectors, and of
///   few keys, are summed whole in 16 bits. All others are bounded from below by one byte, whose unit follows the nearest
///   key found so far, and keys that the bound does not exclude get their exact distance.
public struct KeyScan: NearestKeySearch {
    /// The keys that are searched.
    public let keys: KeyPlanes
    /// The distance that is used.
    public let distance: DigitDistance
    /// The level that is really used: the highest one up to the level asked for that has a kernel for these keys.
    public let form: Kernel
    /// False when every digit of every key is looked at, for measurements.
    public let exitsEarly: Bool
    private let engine: Engine

    private enum Engine {
        case scalar(ScalarScan)
        case planes(PlaneScan)
        case codes(CodedKeys)
        case sums(SummedKeys)
    }

    /// Lines of fewer keys are scanned without tables of a query's own.
    private static let fewKeys = 512

    /// A scan over `keys`.
    ///
    /// - Parameters:
    ///   - kernel: the highest level to use; levels that cannot run here are passed over.
    ///   - exitsEarly: false to look at every digit of every key, as a measurement needs it.
    /// - Complexity: O(keys · digits), once.
    public init(
        keys: KeyPlanes, distance: DigitDistance, kernel: Kernel = .preferred, exitsEarly: Bool = true
    ) {
        precondition(keys.shape == distance.shape, "keys and distance have different shapes")
        self.keys = keys
        self.distance = distance
        self.exitsEarly = exitsEarly
        let sums = SummedKeys.fits(distance) && (keys.shape.numbers > 1 || keys.count < Self.fewKeys)
        let allowed = Kernel.supported.filter { kernel.includes($0) && !(sums && $0 == .vbmi) }
        form = allowed.last ?? .scalar
        switch form {
        case .scalar: engine = .scalar(ScalarScan(keys: keys, distance: distance))
        case .simd: engine = .planes(PlaneScan(keys: keys, distance: distance, exitsEarly: exitsEarly))
        case .neon, .avx2, .avx512, .vbmi:
            engine =
                sums
                ? .sums(SummedKeys(keys: keys, distance: distance, form: form, exitsEarly: exitsEarly))
                : .codes(CodedKeys(keys: keys, distance: distance, form: form, exitsEarly: exitsEarly))
        }
    }

    /// The nearest key to `query` and the runner-up.
    ///
    /// - Complexity: O(keys · digits).
    public func nearest(to query: UnsafeBufferPointer<UInt8>) -> NearestKey {
        precondition(query.count == keys.shape.digitCount, "a query of another shape")
        var answer = NearestKey()
        withUnsafeMutablePointer(to: &answer) {
            nearest(toAll: query, into: UnsafeMutableBufferPointer(start: $0, count: 1))
        }
        return answer
    }

    /// The nearest key and the runner-up for each of many queries: all queries of a group over a tile of the keys that
    /// fits the first-level cache, then the next tile.
    ///
    /// - Complexity: O(queries · keys · digits).
    public func nearest(
        toAll queries: UnsafeBufferPointer<UInt8>, into answers: UnsafeMutableBufferPointer<NearestKey>
    ) {
        let count = queryCount(queries, room: answers.count, each: 1)
        guard let start = checked(queries), let room = answers.baseAddress else { return }
        precondition(keys.count > 0, "no keys to search")
        func deliver(
            _ query: Int, _ distances: UnsafePointer<UInt64>, _ indices: UnsafePointer<Int64>, _ found: Int
        ) {
            var answer = NearestKey()
            (answer.index, answer.distance) = (Int(indices[0]), distances[0])
            if found > 1 { (answer.runnerUp, answer.runnerUpDistance) = (Int(indices[1]), distances[1]) }
            room[query] = answer
        }
        let length = keys.shape.digitCount
        switch engine {
        case .scalar(let scan): scan.nearest(toAll: queries, into: answers)
        case .planes(let scan): scan.nearest(toAll: queries, into: answers)
        case .codes(let scan):
            scan.search(start, count: count, length: length, wanted: 2, deliver: deliver)
        case .sums(let scan):
            scan.search(start, count: count, length: length, wanted: 2, deliver: deliver)
        }
    }

    /// The `count` nearest keys to each of many queries, by distance, then index.
    ///
    /// - Complexity: O(queries · keys · digits), and O(`count`) for each key that enters a list.
    public func nearest(
        _ count: Int, toAll queries: UnsafeBufferPointer<UInt8>,
        into ranked: UnsafeMutableBufferPointer<RankedKey>
    ) {
        let queryCount = queryCount(queries, room: ranked.count, each: count)
        guard count > 0, let start = checked(queries), let room = ranked.baseAddress else { return }
        func deliver(
            _ query: Int, _ distances: UnsafePointer<UInt64>, _ indices: UnsafePointer<Int64>, _ found: Int
        ) {
            for place in 0..<count {
                room[query * count + place] =
                    place < found
                    ? RankedKey(index: Int(indices[place]), distance: distances[place]) : .none
            }
        }
        let length = keys.shape.digitCount
        if keys.count == 0 { room.update(repeating: .none, count: queryCount * count) }
        switch engine {
        case .scalar(let scan): scan.nearest(count, toAll: queries, into: ranked)
        case .planes(let scan): scan.nearest(count, toAll: queries, into: ranked)
        case .codes(let scan):
            scan.search(start, count: queryCount, length: length, wanted: count, deliver: deliver)
        case .sums(let scan):
            scan.search(start, count: queryCount, length: length, wanted: count, deliver: deliver)
        }
    }

    private func checked(_ queries: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8>? {
        guard let start = queries.baseAddress else { return nil }
        precondition(areDigits(start, count: queries.count), "a query holds digits from 0 to 9")
        return start
    }
}
