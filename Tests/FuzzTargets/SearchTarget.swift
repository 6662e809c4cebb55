import DigitKeys
import Platform

/// Random keys and queries of random shapes and distances: every kernel gives what the plain loop over the keys gives.
struct SearchTarget: FuzzTarget {
    static let name = "search"

    init() throws {}

    func seeds() throws -> [[UInt8]] {
        (0..<8).map { number in
            var random = MutationRandom(seed: UInt32(number))
            return (0..<24 + 16 * number).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    func run(_ bytes: [UInt8]) throws {
        var choices = ChoiceReader(bytes)
        let isLine = choices.byte() % 2 == 0
        let shape =
            isLine
            ? KeyShape(numbers: 1, digits: choices.number(1...16))
            : KeyShape(numbers: choices.number(1...34), digits: choices.number(1...3))
        let weights = (0..<shape.digits).map { _ in
            UInt64(choices.number(0...255)) << UInt64(choices.number(0...50) / 10 * 10)
        }
        let penalty = choices.number(0...255) << (choices.number(0...2) * 8)
        guard let distance = try? DigitDistance(shape: shape, weights: weights, penalty: penalty) else {
            return
        }
        let keys = Self.keys(shape, count: choices.number(1...700), &choices)
        let planes = KeyPlanes(keys: keys, shape: shape)
        let queries = Self.keys(shape, count: choices.number(1...9), &choices).map { query in
            KeyNumbers.digits(
                of: choices.byte() % 2 == 0 ? query : keys[choices.number(0...keys.count - 1)],
                shape: shape)
        }
        compare(planes, distance, queries, ranks: choices.number(1...12))
        if isLine { compareIndex(planes, distance, queries) }
    }

    /// Keys that the input spells out while it lasts, then some that follow from it: copies, neighbours, random ones.
    private static func keys(_ shape: KeyShape, count: Int, _ choices: inout ChoiceReader) -> [[UInt64]] {
        let bound = shape.largestNumber
        let family = choices.number(0...3)
        var random = MutationRandom(seed: UInt32(choices.number(0...65_535)))
        let spelled = (0..<min(count, 4)).map { _ in
            (0..<shape.numbers).map { _ in
                (0..<8).reduce(UInt64(0)) { number, _ in number << 8 | UInt64(choices.byte()) } % (bound + 1)
            }
        }
        return (0..<count).map { index in
            if index < spelled.count { return spelled[index] }
            let base = spelled[index % spelled.count]
            return base.map { number in
                switch family {
                case 0: UInt64.random(in: 0...bound, using: &random)
                case 1: number
                case 2: min(bound, number + UInt64.random(in: 0...11, using: &random))
                default: random.chance(80) ? number : UInt64.random(in: 0...bound, using: &random)
                }
            }
        }
    }

    private func compare(
        _ planes: KeyPlanes, _ distance: DigitDistance, _ queries: [[UInt8]], ranks: Int
    ) {
        let plain = ScalarScan(keys: planes, distance: distance)
        let wanted = queries.map { plain.nearest(to: $0) }
        let ranked = queries.map { plain.nearest(ranks, to: $0) }
        for (query, answer) in zip(queries, wanted) {
            require(
                answer.distance == distance.between(query, planes.digits(of: answer.index)),
                "the plain loop has another distance than the definition")
        }
        let flat = queries.flatMap { $0 }
        for kernel in Kernel.supported {
            for exitsEarly in [true, false] {
                let scan = KeyScan(keys: planes, distance: distance, kernel: kernel, exitsEarly: exitsEarly)
                let place = "\(kernel) as \(scan.form), early exit \(exitsEarly), \(distance)"
                let batch = [NearestKey](unsafeUninitializedCapacity: queries.count) { answers, count in
                    flat.withUnsafeBufferPointer { scan.nearest(toAll: $0, into: answers) }
                    count = queries.count
                }
                require(batch == wanted, "\(place): \(batch) in a batch, plainly \(wanted)")
                require(scan.nearest(to: queries[0]) == wanted[0], "\(place): another single answer")
                for (query, digits) in queries.enumerated() {
                    require(scan.nearest(ranks, to: digits) == ranked[query], "\(place): another ranking")
                }
            }
        }
    }

    private func compareIndex(_ planes: KeyPlanes, _ distance: DigitDistance, _ queries: [[UInt8]]) {
        let packed = queries.map { PackedKey(digits: $0) }
        let plain = PrefixIndex(keys: planes, distance: distance, kernel: .scalar)
        let wanted = packed.map { plain.nearest(to: $0) }
        let index = PrefixIndex(keys: planes, distance: distance, strategy: .index)
        require(packed.map { index.nearest(to: $0) } == wanted, "the index answers otherwise: \(distance)")
        require(index.nearest(to: packed) == wanted, "the index answers a batch otherwise: \(distance)")
        require(
            index.nearest(toUnsorted: packed) == wanted,
            "the index answers unsorted otherwise: \(distance)")
    }
}
