import DigitKeys
import TestSupport
import Testing

/// Every search gives the same nearest key and runner-up, the ones that the definition of the distance gives.
@Suite struct NearestKeySearchTests {
    static let shapes = [
        KeyShape.line, .vector(16), .vector(32), .vector(64), KeyShape(numbers: 7, digits: 5),
        KeyShape(numbers: 29, digits: 1), KeyShape(numbers: 57, digits: 2), KeyShape(numbers: 3, digits: 16),
        KeyShape(numbers: 100, digits: 4), KeyShape(numbers: 1, digits: 1),
    ]
    static let factors = [1, 1.5, 2, 4, 10]
    static let penalties = [0, 1, 2, 4, 1000]
    static let counts = [1, 2, 15, 16, 17, 31, 33, 64, 129, 700]

    @Test(arguments: shapes, KeyFamily.allCases)
    func allSearchesAgreeWithTheDefinition(shape: KeyShape, family: KeyFamily) throws {
        var generator = SeededGenerator(seed: 99)
        for (index, count) in Self.counts.enumerated() {
            let keys = family.keys(count: count, shape: shape, using: &generator)
            let planes = KeyPlanes(keys: keys, shape: shape)
            let digits = keys.map { KeyNumbers.digits(of: $0, shape: shape) }
            let queries = (0..<3).map { _ in
                family.query(near: keys, shape: shape, using: &generator)
            }
            // Every factor and penalty for the small counts, a changing half of them for the large ones.
            for (place, (factor, penalty)) in parameters.enumerated()
            where count < 100 || (place + index) % 2 == 0 {
                let distance = try DigitDistance(shape: shape, factor: factor, penalty: penalty)
                let searches: [any NearestKeySearch] = [
                    PlaneScan(keys: planes, distance: distance), ScalarScan(keys: planes, distance: distance),
                ]
                for query in queries {
                    let wanted = Self.nearest(to: query, digits, distance)
                    for search in searches {
                        let found = search.nearest(to: query)
                        let isSame =
                            found.index == wanted.index && found.distance == wanted.distance
                            && found.runnerUp == wanted.runnerUp
                            && found.runnerUpDistance == wanted.runnerUpDistance
                        #expect(isSame, "\(type(of: search)) f \(factor) P \(penalty) N \(count): \(found)")
                    }
                }
            }
        }
    }

    private var parameters: [(Double, Int)] {
        Self.factors.flatMap { factor in Self.penalties.map { (factor, $0) } }
    }

    /// Sorting by distance and index.
    private static func nearest(
        to query: [UInt8], _ keys: [[UInt8]], _ distance: DigitDistance
    ) -> (index: Int, distance: UInt64, runnerUp: Int, runnerUpDistance: UInt64) {
        let ranked = keys.indices.map { (distance: definition(query, keys[$0], distance), index: $0) }
            .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
        let second = ranked.count > 1 ? ranked[1] : (UInt64.max, -1)
        return (ranked[0].index, ranked[0].distance, second.1, second.0)
    }

    private static func definition(_ query: [UInt8], _ key: [UInt8], _ distance: DigitDistance) -> UInt64 {
        var sum: UInt64 = 0
        for place in query.indices where query[place] != key[place] {
            let apart = UInt64(abs(Int(query[place]) - Int(key[place])))
            sum += distance.weights[place % distance.shape.digits] * (distance.penalty + apart)
        }
        return sum
    }

    /// 16 bits hold distances up to 65,535; the next maximum needs the wide path. Both ends of a digit, all numbers.
    @Test func bothWidthsAreExactAtTheBorder() throws {
        let shape = KeyShape(numbers: 5, digits: 1)
        for weight: UInt64 in [1456, 1457] {
            let distance = try DigitDistance(shape: shape, weights: [weight], penalty: 0)
            #expect((distance.maximum <= 65_535) == (weight == 1456))
            let planes = KeyPlanes(keys: [[9, 9, 9, 9, 9], [9, 9, 9, 9, 8]], shape: shape)
            let found = PlaneScan(keys: planes, distance: distance).nearest(to: [0, 0, 0, 0, 0])
            #expect(found.index == 1)
            #expect(found.distance == weight * 44)
            #expect(found.runnerUpDistance == distance.maximum)
        }
    }

    /// The largest difference at every digit, for more numbers than a byte can sum up.
    @Test(arguments: [1, 27, 28, 29, 56, 57, 64, 100, 300])
    func allNinesAgainstAllZeros(numbers: Int) throws {
        let shape = KeyShape(numbers: numbers, digits: 2)
        let planes = KeyPlanes(keys: [Array(repeating: 99, count: numbers)], shape: shape)
        for penalty in [0, 1, 9] {
            let distance = try DigitDistance(shape: shape, factor: 10, penalty: penalty)
            let found = PlaneScan(keys: planes, distance: distance)
                .nearest(to: Array(repeating: 0, count: shape.digitCount))
            #expect(found.distance == distance.maximum)
            #expect(found.distance == UInt64(numbers * 11 * (9 + penalty)))
        }
    }

    /// Weights of zero, which a model may hold, do not harm the narrow path, however large the penalty.
    @Test func weightsOfZeroAreHarmless() throws {
        let shape = KeyShape(numbers: 40, digits: 3)
        var generator = SeededGenerator(seed: 5)
        let keys = KeyFamily.random.keys(count: 50, shape: shape, using: &generator)
        let planes = KeyPlanes(keys: keys, shape: shape)
        for (weights, penalty) in [([0, 3, 0], 5), ([0, 0, 0], 1 << 31), ([0, 0, 1], 1600)]
            as [([UInt64], Int)]
        {
            let distance = try DigitDistance(shape: shape, weights: weights, penalty: penalty)
            let plane = PlaneScan(keys: planes, distance: distance)
            let scalar = ScalarScan(keys: planes, distance: distance)
            for _ in 0..<20 {
                let query = KeyFamily.random.query(near: keys, shape: shape, using: &generator)
                #expect(plane.nearest(to: query) == scalar.nearest(to: query))
            }
        }
    }

    @Test func tiesGoToTheLowestIndex() throws {
        let shape = KeyShape.vector(16)
        let key = [UInt64](repeating: 500, count: 16)
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        for count in [2, 16, 17, 100] {
            let planes = KeyPlanes(keys: Array(repeating: key, count: count), shape: shape)
            let query = KeyNumbers.digits(of: Array(repeating: 499, count: 16), shape: shape)
            let searches: [any NearestKeySearch] = [
                PlaneScan(keys: planes, distance: distance), ScalarScan(keys: planes, distance: distance),
            ]
            for search in searches {
                let found = search.nearest(to: query)
                #expect(found.index == 0 && found.runnerUp == 1)
                #expect(found.distance == found.runnerUpDistance)
            }
        }
    }

    /// A digit distance has no carry: 499 is far from 500, though the numbers are neighbours.
    @Test func carriesAreNotNeighbours() throws {
        let shape = KeyShape(numbers: 1, digits: 3)
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        let planes = KeyPlanes(keys: [[500], [300]], shape: shape)
        let found = PlaneScan(keys: planes, distance: distance)
            .nearest(to: KeyNumbers.digits(of: [499], shape: shape))
        #expect(found.index == 0 && found.distance == 199)
        #expect(found.runnerUp == 1 && found.runnerUpDistance == 199)
    }

    @Test func aSingleKeyHasNoRunnerUp() throws {
        let shape = KeyShape.line
        let planes = KeyPlanes(keys: [[7]], shape: shape)
        let distance = try DigitDistance(shape: shape, factor: 2, penalty: 0)
        let found = PlaneScan(keys: planes, distance: distance)
            .nearest(to: KeyNumbers.digits(of: [8], shape: shape))
        #expect(found.index == 0 && found.distance == 1)
        #expect(found.runnerUp == -1 && found.runnerUpDistance == .max)
    }

    @Test func queriesOfAnotherShapeTrap() async {
        await #expect(processExitsWith: .failure) {
            let planes = KeyPlanes(keys: [[7]], shape: .line)
            let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
            _ = PlaneScan(keys: planes, distance: distance).nearest(to: [1, 2, 3])
        }
    }
}
