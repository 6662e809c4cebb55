import Benchmark
import DigitKeys

/// Keys, queries, and the answers to them.
private final class ScanSubject<Search: NearestKeySearch> {
    let search: Search
    let queries: Memory<UInt8>
    let expected: [Int]
    let queriesPerRun: Int
    var first = 0

    init(search: Search, queries: [[UInt8]], queriesPerRun: Int) {
        self.search = search
        self.queries = Memory(queries.flatMap { $0 })
        self.queriesPerRun = queriesPerRun
        let plain = ScalarScan(keys: search.keys, distance: search.distance)
        expected = queries.map { plain.nearest(to: $0).index }
    }

    func run() -> Int {
        let length = search.keys.shape.digitCount
        var sum = 0
        for query in first..<first + queriesPerRun {
            sum &+= search.nearest(to: queries.part(query * length, length)).index
        }
        return sum
    }

    /// Compares, and goes on to the next queries.
    func isRight(_ sum: Int) -> Bool {
        let isRight = expected[first..<first + queriesPerRun].reduce(0, &+) == sum
        first = first + 2 * queriesPerRun <= expected.count ? first + queriesPerRun : 0
        return isRight
    }
}

/// What the keys of a scan are like.
private enum KeySet: String {
    case random = "keys"
    /// One key again and again: every comparison is a tie.
    case equal = "equal keys"
    /// Every key is nearer than the one before it, so the best one changes all the time.
    case rising = "keys, each nearer than the last"

    func keys(count: Int, distance: DigitDistance, query: [UInt8]) -> [[UInt64]] {
        let source = KeySource(seed: 7, dictionary: 1)
        let shape = distance.shape
        switch self {
        case .random: return (0..<count).map { source.weights(of: $0, shape: shape) }
        case .equal: return Array(repeating: source.weights(of: 0, shape: shape), count: count)
        case .rising:
            let keys = (0..<count).map { source.weights(of: $0, shape: shape) }
            let distances = keys.map { distance.between(query, KeyNumbers.digits(of: $0, shape: shape)) }
            return keys.indices.sorted { distances[$0] > distances[$1] }.map { keys[$0] }
        }
    }
}

private func scan<Search: NearestKeySearch>(
    _ name: String, shape: KeyShape, count: Int, set: KeySet = .random,
    _ search: @escaping (KeyPlanes, DigitDistance) -> Search
) {
    // A thousand queries where they take no longer than a few milliseconds, else one.
    let isMany = count < 100
    measure(
        "DigitKeys: \(shape.numbers)x\(shape.digits), \(count) \(set.rawValue): \(name)",
        per: isMany ? .kilo : .one,
        prepare: {
            // Line keys fall by a factor at which sixteen digits still fit; vectors have the usual 10.
            let distance = try DigitDistance(shape: shape, factor: shape.digits > 4 ? 4 : 10, penalty: 0)
            let asked = KeySource(seed: 8, dictionary: 2)
            var queries = (0..<(isMany ? 1000 : set == .rising ? 1 : 32)).map {
                KeyNumbers.digits(of: asked.weights(of: $0, shape: shape), shape: shape)
            }
            let keys = set.keys(count: count, distance: distance, query: queries[0])
            let planes = KeyPlanes(keys: keys, shape: shape)
            if set != .rising {
                // A key is nearest to itself, or to the first that is equal to it.
                queries[0] = planes.digits(of: count / 2)
                let own = ScalarScan(keys: planes, distance: distance).nearest(to: queries[0])
                require(own.distance == 0 && keys[own.index] == keys[count / 2], "\(name): a key is lost")
            }
            return ScanSubject(
                search: search(planes, distance), queries: queries, queriesPerRun: isMany ? 1000 : 1)
        },
        run: { $0.run() },
        isRight: { $0.isRight($1) })
}

private func bothScans(shape: KeyShape, count: Int, set: KeySet = .random) {
    scan("scalar scan", shape: shape, count: count, set: set) { ScalarScan(keys: $0, distance: $1) }
    scan("plane scan", shape: shape, count: count, set: set) { PlaneScan(keys: $0, distance: $1) }
}

func registerDigitKeys() {
    let large = SuiteSize.pick(30_000, smoke: 300)
    for shape in [KeyShape.line, .vector(32)] {
        for count in [17, SuiteSize.pick(1000, smoke: 100), large] { bothScans(shape: shape, count: count) }
    }
    // Unfavourable to the plane scan: fourteen of sixteen lanes idle, ties only, and a new best key every time.
    bothScans(shape: .vector(32), count: 2)
    bothScans(shape: .vector(32), count: large, set: .equal)
    bothScans(shape: .vector(32), count: large, set: .rising)
}
