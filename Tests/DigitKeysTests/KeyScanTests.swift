import DigitKeys
import Platform
import TestSupport
import Testing

/// Every kernel gives the nearest keys that the definition of the distance gives, however they are asked for.
@Suite struct KeyScanTests {
    static let shapes = [
        KeyShape.line, .vector(1), .vector(16), .vector(32), .vector(64), KeyShape(numbers: 7, digits: 5),
        KeyShape(numbers: 29, digits: 1), KeyShape(numbers: 3, digits: 16), KeyShape(numbers: 1, digits: 1),
    ]
    static let factors = [1, 1.5, 2, 3, 10]
    static let penalties = [0, 1, 4, 7, 30]
    static let counts = [1, 2, 15, 16, 17, 63, 64, 65, 129, 700]

    @Test(arguments: shapes, KeyFamily.allCases)
    func allKernelsAgreeWithThePlainLoop(shape: KeyShape, family: KeyFamily) throws {
        var generator = SeededGenerator(seed: 17)
        for (index, count) in Self.counts.enumerated() {
            let keys = family.keys(count: count, shape: shape, using: &generator)
            let planes = KeyPlanes(keys: keys, shape: shape)
            let queries = (0..<3).map { _ in family.query(near: keys, shape: shape, using: &generator) }
            // Every factor and penalty for the small counts, a changing third of them for the large ones.
            for (place, (factor, penalty)) in parameters.enumerated()
            where count < 60 || (place + index) % 3 == 0 {
                let distance = try DigitDistance(shape: shape, factor: factor, penalty: penalty)
                try compare(planes, distance, queries, "f \(factor) P \(penalty) N \(count)")
            }
        }
    }

    /// Many blocks and tiles, and more queries than a group has.
    @Test(arguments: [KeyShape.line, .vector(32)], KeyFamily.allCases)
    func manyKeysAndQueries(shape: KeyShape, family: KeyFamily) throws {
        var generator = SeededGenerator(seed: 18)
        let keys = family.keys(count: 5000, shape: shape, using: &generator)
        let planes = KeyPlanes(keys: keys, shape: shape)
        let queries = (0..<(shape == .line ? 70 : 20)).map { _ in
            family.query(near: keys, shape: shape, using: &generator)
        }
        for (factor, penalty) in [
            (1, 30), (1.5, 1), (2, 4), (10, 0),
        ] {
            let distance = try DigitDistance(shape: shape, factor: factor, penalty: penalty)
            try compare(planes, distance, queries, "f \(factor) P \(penalty) N 5000")
        }
    }

    private var parameters: [(Double, Int)] {
        Self.factors.flatMap { factor in Self.penalties.map { (factor, $0) } }
    }

    /// Single and batched calls, one to many keys, with and without early exit, for every kernel that runs here.
    private func compare(
        _ planes: KeyPlanes, _ distance: DigitDistance, _ queries: [[UInt8]], _ what: String
    ) throws {
        let plain = ScalarScan(keys: planes, distance: distance)
        let wanted = queries.map { plain.nearest(to: $0) }
        let ranks = [1, 2, 3, 9, 100]
        let ranked = queries.map { plain.nearest(100, to: $0) }
        for kernel in Kernel.supported {
            for exitsEarly in [true, false] where kernel != .scalar || exitsEarly {
                let scan = KeyScan(keys: planes, distance: distance, kernel: kernel, exitsEarly: exitsEarly)
                let place = "\(kernel) as \(scan.form), early exit \(exitsEarly), \(what)"
                #expect(scan.batch(queries) == wanted, "\(place): batch")
                for (query, digits) in queries.enumerated() where query < 3 {
                    #expect(scan.nearest(to: digits) == wanted[query], "\(place): single")
                }
                for count in ranks where exitsEarly {
                    let expected = ranked.map { keys in
                        (0..<count).map { $0 < keys.count ? keys[$0] : .none }
                    }
                    #expect(
                        scan.batch(count, queries) == expected.flatMap { $0 }, "\(place): \(count) nearest")
                }
            }
        }
    }

    @Test func theFormIsTheOneAskedFor() throws {
        let line = KeyPlanes(keys: (0..<2000).map { [UInt64($0)] }, shape: .line)
        let lineDistance = try DigitDistance(shape: .line, factor: 2, penalty: 4)
        let vector = KeyPlanes(keys: (0..<9).map { Array(repeating: $0, count: 32) }, shape: .vector(32))
        let vectorDistance = try DigitDistance(shape: .vector(32), factor: 10, penalty: 0)
        for kernel in Kernel.supported {
            #expect(KeyScan(keys: line, distance: lineDistance, kernel: kernel).form == kernel)
            // Sums in 16 bits have no use for two-register permutations.
            #expect(
                KeyScan(keys: vector, distance: vectorDistance, kernel: kernel).form
                    == (kernel == .vbmi ? .avx512 : kernel))
        }
        // A level of another machine is passed over.
        for kernel in Kernel.allCases where !kernel.isSupported {
            let form = KeyScan(keys: line, distance: lineDistance, kernel: kernel).form
            #expect(form.isSupported && kernel.includes(form))
        }
    }

    /// Any weights and penalties that a model may hold: zero, falling and rising, large.
    @Test func unusualWeights() throws {
        var generator = SeededGenerator(seed: 5)
        let cases: [([UInt64], Int)] = [
            ([0, 3, 0], 5), ([0, 0, 0], 1 << 31), ([0, 0, 1], 1600), ([1, 10, 100], 0), ([1, 1 << 40, 7], 3),
            ([1 << 55, 1, 0], 0), ([5, 5, 5], 245), ([5, 5, 5], 246), ([5, 5, 5], 247), ([1, 0, 0], 1 << 31),
        ]
        for (weights, penalty) in cases {
            for numbers in [1, 7, 8] {
                let shape = KeyShape(numbers: numbers, digits: 3)
                let keys = KeyFamily.random.keys(count: 200, shape: shape, using: &generator)
                let distance = try DigitDistance(shape: shape, weights: weights, penalty: penalty)
                let queries = (0..<4).map { _ in
                    KeyFamily.random.query(near: keys, shape: shape, using: &generator)
                }
                try compare(
                    KeyPlanes(keys: keys, shape: shape), distance, queries, "weights \(weights) P \(penalty)")
            }
        }
    }

    /// The largest distances of 16 bits, and the smallest that need more.
    @Test func bothWidthsAreExactAtTheBorder() throws {
        let shape = KeyShape(numbers: 2, digits: 1)
        for weight: UInt64 in [3640, 3641, 7281] {
            let distance = try DigitDistance(shape: shape, weights: [weight], penalty: 0)
            let planes = KeyPlanes(keys: [[9, 9], [9, 9], [9, 8]], shape: shape)
            for kernel in Kernel.supported {
                let scan = KeyScan(keys: planes, distance: distance, kernel: kernel)
                let found = scan.nearest(3, to: [0, 0])
                #expect(found.map(\.index) == [2, 0, 1], "\(kernel)")
                #expect(found.map(\.distance) == [weight * 17, weight * 18, weight * 18], "\(kernel)")
            }
        }
    }

    /// Keys that are ever nearer, so that every one of them changes the answer.
    @Test func fallingDistances() throws {
        let shape = KeyShape.line
        let keys = (0..<3000).map { [UInt64(9_999_999_999_999_999 - $0 * 3_333_333_333_333)] }
        let planes = KeyPlanes(keys: keys, shape: shape)
        for factor in [1.5, 2, 10] {
            let distance = try DigitDistance(shape: shape, factor: factor, penalty: 0)
            try compare(planes, distance, [Array(repeating: 0, count: 16)], "falling, f \(factor)")
        }
    }

    @Test func noKeysGiveNoRanking() throws {
        let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
        for kernel in Kernel.supported {
            let scan = KeyScan(keys: KeyPlanes(keys: [], shape: .line), distance: distance, kernel: kernel)
            #expect(scan.nearest(3, to: Array(repeating: 0, count: 16)).isEmpty)
            #expect(scan.batch(2, [Array(repeating: 0, count: 16)]) == [.none, .none])
        }
    }

    @Test func wrongQueriesTrap() async {
        await #expect(processExitsWith: .failure) {
            let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
            let scan = KeyScan(keys: KeyPlanes(keys: [[7]], shape: .line), distance: distance)
            _ = scan.nearest(to: [1, 2, 3])
        }
        await #expect(processExitsWith: .failure) {
            let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
            let scan = KeyScan(keys: KeyPlanes(keys: [[7]], shape: .line), distance: distance)
            _ = scan.nearest(to: Array(repeating: 10, count: 16))
        }
    }
}

extension NearestKeySearch {
    /// The answers of the batched call.
    fileprivate func batch(_ queries: [[UInt8]]) -> [NearestKey] {
        let flat = queries.flatMap { $0 }
        return Array(unsafeUninitializedCapacity: queries.count) { answers, count in
            flat.withUnsafeBufferPointer { nearest(toAll: $0, into: answers) }
            count = queries.count
        }
    }

    /// The rankings of the batched call, one after another.
    fileprivate func batch(_ wanted: Int, _ queries: [[UInt8]]) -> [RankedKey] {
        let flat = queries.flatMap { $0 }
        return Array(unsafeUninitializedCapacity: queries.count * wanted) { ranked, count in
            flat.withUnsafeBufferPointer { nearest(wanted, toAll: $0, into: ranked) }
            count = queries.count * wanted
        }
    }
}
