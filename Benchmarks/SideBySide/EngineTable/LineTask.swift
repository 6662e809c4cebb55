import Contestants
import DigitKeys
import Platform

/// What the keys of an index are like.
enum LineSet: String, CaseIterable {
    case uniform = "uniform keys"
    /// Thirty places, around which keys share their first eight digits.
    case clusters = "clusters"
    /// A hundred keys, each many times over.
    case duplicates = "duplicates"
    /// One key again and again.
    case equal = "equal keys"
    /// Numbers little above and below 5 · 10^15: neighbours that differ in all their digits.
    case carryNeighbours = "carry neighbours"
    /// Digits 0 and 9 alone: far from most questions in every place.
    case twoDigits = "digits 0 and 9"

    private static let range: UInt64 = 10_000_000_000_000_000

    /// Number `index` of those that `source` draws.
    func number(_ index: Int, _ source: KeySource) -> UInt64 {
        let random = source.canonicalKey(of: index)
        func drawn(_ of: UInt64) -> UInt64 {
            KeySource(seed: 5, dictionary: 5).canonicalKey(of: Int(random % of))
        }
        return switch self {
        case .uniform: random
        case .clusters: min(drawn(30) / 100_000_000 * 100_000_000 + random % 100_000_000, Self.range - 1)
        case .duplicates: drawn(100)
        case .equal: drawn(1)
        case .carryNeighbours: Self.range / 2 - 50_000 + random % 100_000
        case .twoDigits: (0..<16).reduce(0) { $0 * 10 + (random >> UInt64($1) & 1) * 9 }
        }
    }
}

/// Keys of a set, and questions: half of them drawn as the keys, half of them uniform.
final class LineTask {
    let planes: KeyPlanes
    let distance: DigitDistance
    let packed: [PackedKey]
    /// The questions a byte a digit.
    let questions: [UInt8]

    init(_ set: LineSet, keys: Int, factor: Double, questions count: Int) throws {
        let source = KeySource(seed: 21, dictionary: 1)
        let asked = KeySource(seed: 22, dictionary: 2)
        planes = KeyPlanes(keys: (0..<keys).map { [set.number($0, source)] }, shape: .line)
        distance = try DigitDistance(shape: .line, factor: factor, penalty: 4)
        packed = (0..<count).map {
            PackedKey(number: ($0 % 2 == 0 ? set : .uniform).number($0, asked))
        }
        questions = packed.flatMap(\.digits)
    }

    /// The index, which agrees with the scalar scan on the first questions.
    func index() -> PrefixIndex {
        let index = PrefixIndex(keys: planes, distance: distance)
        let oracle = ScalarScan(keys: planes, distance: distance)
        for question in packed.prefix(4) {
            let right = oracle.nearest(to: question.digits)
            require(
                index.nearest(to: question) == KeyMatch(index: right.index, distance: right.distance),
                "the index is wrong")
        }
        return index
    }

    func inBatches(_ index: PrefixIndex) -> () -> Int {
        var matches = [KeyMatch](repeating: KeyMatch(index: 0, distance: 0), count: packed.count)
        return { [packed] in
            packed.withUnsafeBufferPointer { questions in
                matches.withUnsafeMutableBufferPointer { index.nearest(to: questions, into: $0) }
            }
            return packed.count
        }
    }

    func inSortedBatches(_ index: PrefixIndex) -> () -> Int {
        { [packed] in
            consume(index.nearest(toUnsorted: packed)[0].index)
            return packed.count
        }
    }

    func oneByOne(_ index: PrefixIndex) -> () -> Int {
        { [packed] in
            consume(packed.reduce(0) { $0 &+ index.nearest(to: $1).index })
            return packed.count
        }
    }

    /// The scan with early exit over the first `count` questions.
    func scan(questions count: Int, kernel: Kernel = .preferred) -> () -> Int {
        let scan = KeyScan(keys: planes, distance: distance, kernel: kernel)
        let some = Array(questions.prefix(count * 16))
        var answers = [RankedKey](repeating: .none, count: some.count / 16)
        return {
            some.withUnsafeBufferPointer { some in
                answers.withUnsafeMutableBufferPointer { scan.nearest(1, toAll: some, into: $0) }
            }
            return some.count / 16
        }
    }

    /// The loop without the engine, for f = 2; it counts keys.
    func plainLoop() -> () -> Int {
        let loop = PlainLoop(planes)
        let query = Array(questions.prefix(16))
        let right = ScalarScan(keys: planes, distance: distance).nearest(to: query).index
        require(loop.overPointers(query) == right, "the plain loop is wrong")
        return { [planes] in
            consume(loop.overPointers(query))
            return planes.count
        }
    }
}
