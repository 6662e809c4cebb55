import DigitKeys
import Platform
import TestSupport
import Testing

/// The index gives what the definition of the distance gives: the nearest key, and the lowest index of several.
@Suite struct PrefixIndexTests {
    static let factors = [1, 1.5, 2, 2.5, 3, 10]
    static let penalties = [0, 1, 4, 30, 1000]

    @Test(arguments: LineKeys.allCases, [1, 2, 7, 9, 64, 130, 1500])
    func agreesWithTheDefinition(family: LineKeys, count: Int) throws {
        for digits in [16, 15, 7, 3, 1] {
            let seed = UInt64(count * 100 + digits)
            var generator = SeededGenerator(seed: seed)
            let shape = KeyShape(numbers: 1, digits: digits)
            let numbers = family.numbers(count, below: shape.largestNumber + 1, using: &generator)
            let planes = KeyPlanes(keys: numbers.map { [$0] }, shape: shape)
            let queries = LineKeys.queries(
                near: numbers, below: shape.largestNumber + 1, count: 16, using: &generator)
            // Every pair of factor and penalty for small counts, a changing third of them for large ones.
            for (place, (factor, penalty)) in Self.parameters.enumerated()
            where count < 100 || (place + digits) % 3 == 0 {
                let distance = try DigitDistance(shape: shape, factor: factor, penalty: penalty)
                let wanted = queries.map { LineKeys.nearest(to: $0, numbers, distance) }
                for strategy in [PrefixIndex.Strategy.index, .timed] where strategy == .index || count == 64 {
                    let index = PrefixIndex(keys: planes, distance: distance, strategy: strategy)
                    let note = "\(family) N \(count) D \(digits) f \(factor) P \(penalty) seed \(seed)"
                    #expect(index.nearest(to: queries) == wanted, "\(note)")
                    #expect(index.nearest(toUnsorted: queries) == wanted, "\(note)")
                    #expect(queries.map { index.nearest(to: $0) } == wanted, "\(note)")
                }
            }
        }
    }

    private static var parameters: [(Double, Int)] {
        factors.flatMap { factor in penalties.map { (factor, $0) } }
    }

    /// Weights and penalties that no factor makes: falling, rising, zero, huge.
    @Test(arguments: LineKeys.allCases)
    func anyWeightsWork(family: LineKeys) throws {
        let seed: UInt64 = 77
        var generator = SeededGenerator(seed: seed)
        let numbers = family.numbers(400, below: LineKeys.range, using: &generator)
        let planes = KeyPlanes(keys: numbers.map { [$0] }, shape: .line)
        let queries = LineKeys.queries(near: numbers, below: LineKeys.range, count: 24, using: &generator)
        let weightings: [[UInt64]] = [
            (1...16).map { UInt64($0) }, (0..<16).map { $0 % 3 == 0 ? 0 : 17 },
            [UInt64](repeating: 0, count: 16), [1 << 50] + [UInt64](repeating: 1, count: 15),
            (0..<16).map { 65_535 >> $0 }, [UInt64](repeating: 1260, count: 16),
            [UInt64](repeating: 1261, count: 16),
        ]
        for weights in weightings {
            for penalty in [0, 4, 246, 247] {
                let distance = try DigitDistance(shape: .line, weights: weights, penalty: penalty)
                let index = PrefixIndex(keys: planes, distance: distance, strategy: .index)
                let wanted = queries.map { LineKeys.nearest(to: $0, numbers, distance) }
                #expect(
                    index.nearest(to: queries) == wanted, "\(family) \(weights) P \(penalty) seed \(seed)")
            }
        }
    }

    /// Deep tables, crowded prefixes and memory asked for ahead: as many keys as exceed the cache, all three modes.
    @Test(arguments: LineKeys.allCases, [(1.5, 0), (2, 4), (10, 4)])
    func manyKeysAgreeWithTheScan(family: LineKeys, parameters: (Double, Int)) throws {
        let seed: UInt64 = 5
        var generator = SeededGenerator(seed: seed)
        let numbers = family.numbers(120_000, below: LineKeys.range, using: &generator)
        let planes = KeyPlanes(keys: numbers.map { [$0] }, shape: .line)
        let distance = try DigitDistance(shape: .line, factor: parameters.0, penalty: parameters.1)
        let index = PrefixIndex(keys: planes, distance: distance, strategy: .index)
        let queries = LineKeys.queries(near: numbers, below: LineKeys.range, count: 1000, using: &generator)
        let found = index.nearest(to: queries)
        #expect(index.nearest(toUnsorted: queries) == found, "\(family) seed \(seed)")
        for (query, match) in zip(queries, found).prefix(8) {
            #expect(
                match == LineKeys.nearest(to: query, numbers, distance), "\(family) \(query) seed \(seed)")
        }
    }

    @Test func scalarIsThePlainLoop() throws {
        let planes = KeyPlanes(keys: [[5], [7], [7]], shape: .line)
        let distance = try DigitDistance(shape: .line, factor: 2, penalty: 4)
        let index = PrefixIndex(keys: planes, distance: distance, kernel: .scalar)
        #expect(index.form == .scalar && index.isScan)
        #expect(index.nearest(to: PackedKey(number: 8)) == KeyMatch(index: 1, distance: 5))
        for kernel in Kernel.supported where kernel != .scalar {
            #expect(PrefixIndex(keys: planes, distance: distance, kernel: kernel).form == .simd)
        }
    }

    @Test func leadingDigitsBeyondTheShapeDoNotCount() throws {
        let shape = KeyShape(numbers: 1, digits: 3)
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        let planes = KeyPlanes(keys: [[500], [300]], shape: shape)
        for strategy in [PrefixIndex.Strategy.index, .scan] {
            let index = PrefixIndex(keys: planes, distance: distance, strategy: strategy)
            #expect(index.nearest(to: PackedKey(number: 77_301)) == KeyMatch(index: 1, distance: 1))
        }
    }

    @Test func noQueriesHaveNoMatches() throws {
        let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
        let index = PrefixIndex(keys: KeyPlanes(keys: [[1]], shape: .line), distance: distance)
        #expect(index.nearest(to: []).isEmpty && index.nearest(toUnsorted: []).isEmpty)
    }

    @Test func searchingNoKeysTraps() async {
        await #expect(processExitsWith: .failure) {
            let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
            let index = PrefixIndex(keys: KeyPlanes(keys: [], shape: .line), distance: distance)
            _ = index.nearest(to: PackedKey(number: 1))
        }
    }
}
