import DigitKeys
import Platform
import TestSupport
import Testing

@Suite struct DigitDistanceTests {
    private let shape = KeyShape(numbers: 2, digits: 3)

    @Test(arguments: [
        (1.0, [1, 1, 1, 1]), (1.5, [3, 2, 2, 1]), (2.0, [8, 4, 2, 1]), (4.0, [64, 16, 4, 1]),
        (10.0, [1000, 100, 10, 1]),
    ])
    func weightsFallByTheFactorAndAreRoundedOnce(factor: Double, weights: [UInt64]) throws {
        let distance = try DigitDistance(shape: KeyShape(numbers: 1, digits: 4), factor: factor, penalty: 0)
        #expect(distance.weights == weights)
        #expect(
            try DigitDistance(shape: KeyShape(numbers: 1, digits: 4), weights: weights, penalty: 0)
                == distance)
    }

    /// d = Σ w·(P·[q≠k] + |q−k|), by hand: 100·(2+8) + 10·0 + 1·(2+1), and 100·0 + 10·(2+4) + 1·0.
    @Test func oneDistanceByHand() throws {
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 2)
        #expect(distance.between([9, 5, 0, 1, 2, 3], [1, 5, 1, 1, 6, 3]) == 1003 + 60)
        #expect(distance.between([1, 5, 1, 1, 6, 3], [9, 5, 0, 1, 2, 3]) == 1063)
        #expect(distance.between([1, 5, 1, 1, 6, 3], [1, 5, 1, 1, 6, 3]) == 0)
    }

    @Test func theMaximumIsReachedAndNeverExceeded() throws {
        var generator = SeededGenerator(seed: 4)
        for factor in [1, 1.5, 2, 4, 10] {
            for penalty in [0, 1, 2, 4, 1000] {
                let distance = try DigitDistance(shape: shape, factor: factor, penalty: penalty)
                #expect(
                    distance.between([0, 0, 0, 0, 0, 0], [9, 9, 9, 9, 9, 9]) == distance.maximum)
                for _ in 0..<100 {
                    let (query, key) = (randomDigits(&generator), randomDigits(&generator))
                    #expect(distance.between(query, key) <= distance.maximum)
                    #expect(distance.between(query, key) == distance.between(key, query))
                }
            }
        }
    }

    private func randomDigits(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<shape.digitCount).map { _ in UInt8.random(in: 0...9, using: &generator) }
    }

    @Test(arguments: [0.999, 0, -1, -.infinity, .infinity, .nan])
    func refusesFactorsBelowOneAndInfiniteOnes(factor: Double) {
        let error = #expect(throws: InvalidStructure.self) {
            try DigitDistance(shape: KeyShape(numbers: 2, digits: 3), factor: factor, penalty: 0)
        }
        #expect(error?.description.contains("factor") == true)
    }

    @Test(arguments: [-1, Int.min, 1 << 32, Int.max])
    func refusesPenaltiesOutOfRange(penalty: Int) {
        let error = #expect(throws: InvalidStructure.self) {
            try DigitDistance(shape: KeyShape(numbers: 2, digits: 3), factor: 2, penalty: penalty)
        }
        #expect(error?.description.contains("penalty") == true)
    }

    @Test func refusesDistancesThatDoNotFit() throws {
        let line = KeyShape.line
        // 10^15 · 9 · 10/9 is about 10^16 without a penalty, and 4.4 · 10^18 < 2^62 with this one.
        #expect(try DigitDistance(shape: line, factor: 10, penalty: 0).maximum == 9_999_999_999_999_999)
        #expect(throws: Never.self) { try DigitDistance(shape: line, factor: 10, penalty: 3900) }
        #expect(throws: InvalidStructure.self) { try DigitDistance(shape: line, factor: 10, penalty: 5000) }
        #expect(throws: InvalidStructure.self) {
            try DigitDistance(shape: line, factor: 10, penalty: 1 << 31)
        }
        #expect(throws: InvalidStructure.self) { try DigitDistance(shape: line, factor: 1e6, penalty: 0) }
        #expect(throws: InvalidStructure.self) { try DigitDistance(shape: line, factor: 1e300, penalty: 0) }
        // One digit has the weight 1 whatever the factor.
        #expect(
            try DigitDistance(shape: KeyShape(numbers: 1, digits: 1), factor: 1e300, penalty: 0).maximum == 9)
    }

    @Test func refusesWeightsOfAnotherShapeOrSize() {
        for weights: [UInt64] in [[], [1], [1, 1, 1, 1], [.max, 1, 1], [1 << 60, 1, 1], [1, 1, .max / 9]] {
            #expect(throws: InvalidStructure.self, "\(weights)") {
                try DigitDistance(shape: KeyShape(numbers: 2, digits: 3), weights: weights, penalty: 0)
            }
        }
        #expect(throws: InvalidStructure.self) {
            try DigitDistance(
                shape: KeyShape(numbers: 1 << 61, digits: 1), weights: [1], penalty: 0)
        }
    }

    @Test func weightsOfZeroMakeAPlaceIrrelevant() throws {
        let distance = try DigitDistance(shape: shape, weights: [0, 5, 0], penalty: 1)
        #expect(distance.between([1, 2, 3, 4, 5, 6], [9, 2, 9, 9, 6, 9]) == 10)
        #expect(distance.maximum == 100)
    }
}
