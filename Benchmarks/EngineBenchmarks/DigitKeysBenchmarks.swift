import Benchmark
import Contestants
import DigitKeys
import Platform

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

/// Queries against the index and distance alone, in one batch, and their answers.
private final class LineSubject {
    /// Few enough that the plain loop, which gives the answers to compare with, takes seconds.
    private static let queryCount = 16
    private let scan: KeyScan
    private let queries: Memory<UInt8>
    private let expected: Int
    private let answers = UnsafeMutableBufferPointer<RankedKey>.allocate(capacity: LineSubject.queryCount)

    init(count: Int, factor: Double, penalty: Int, kernel: Kernel, exitsEarly: Bool) throws {
        let source = KeySource(seed: 7, dictionary: 1)
        let asked = KeySource(seed: 8, dictionary: 2)
        let keys = KeyPlanes(keys: (0..<count).map { source.weights(of: $0, shape: .line) }, shape: .line)
        let distance = try DigitDistance(shape: .line, factor: factor, penalty: penalty)
        let queries = (0..<Self.queryCount).map {
            KeyNumbers.digits(of: asked.weights(of: $0, shape: .line), shape: .line)
        }
        scan = KeyScan(keys: keys, distance: distance, kernel: kernel, exitsEarly: exitsEarly)
        self.queries = Memory(queries.flatMap { $0 })
        let plain = ScalarScan(keys: keys, distance: distance)
        expected = queries.reduce(0) { $0 &+ plain.nearest(to: $1).index }
        answers.initialize(repeating: .none)
    }

    deinit { answers.deallocate() }

    func run() -> Int {
        scan.nearest(1, toAll: queries.part(0, Self.queryCount * 16), into: answers)
        return answers.reduce(0) { $0 &+ $1.index }
    }

    func isRight(_ sum: Int) -> Bool { sum == expected }
}

/// The whole scan of lines, f = 2, P = 4, by kernel: every digit of every key, and with the early exit.
private func lineScans(count: Int) {
    for kernel in Kernel.supported where kernel != .scalar {
        for exitsEarly in [false, true] {
            measure(
                "DigitKeys: line scan, \(count) keys x 16 queries: \(kernel), "
                    + (exitsEarly ? "early exit" : "all digits"),
                per: .one,
                prepare: {
                    try LineSubject(
                        count: count, factor: 2, penalty: 4, kernel: kernel, exitsEarly: exitsEarly)
                },
                run: { $0.run() },
                isRight: { $0.isRight($1) })
        }
    }
}

func registerDigitKeys() {
    lineScans(count: SuiteSize.pick(30_000, smoke: 300))
    lineScans(count: SuiteSize.pick(1_000_000, smoke: 3000))
    let large = SuiteSize.pick(30_000, smoke: 300)
    for shape in [KeyShape.line, .vector(32)] {
        for count in [17, SuiteSize.pick(1000, smoke: 100), large] { bothScans(shape: shape, count: count) }
    }
    // Unfavourable to the plane scan: fourteen of sixteen lanes idle, ties only, and a new best key every time.
    bothScans(shape: .vector(32), count: 2)
    bothScans(shape: .vector(32), count: large, set: .equal)
    bothScans(shape: .vector(32), count: large, set: .rising)
}
