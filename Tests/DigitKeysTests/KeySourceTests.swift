import DigitKeys
import Testing

@Suite struct KeySourceTests {
    /// Computed apart, from the definition of Philox: a model's seed must mean the same keys for ever.
    @Test(
        arguments: [
            (0, 0, 0, 8_805_201_978_886_142, [286, 29, 279, 863, 776]),
            (0, 0, 1, 3_620_911_156_694_035, [252, 223, 577, 686, 590]),
            (0, 1, 0, 9_396_580_854_702_459, [549, 309, 293, 141, 670]),
            (1, 0, 0, 8_946_847_163_350_924, [533, 78, 341, 362, 463]),
            (42, 3, 1_000_000, 1_295_196_279_752_582, [208, 381, 839, 742, 299]),
        ] as [(UInt64, UInt64, Int, UInt64, [UInt64])])
    func goldenKeys(seed: UInt64, dictionary: UInt64, index: Int, key: UInt64, weights: [UInt64]) {
        let source = KeySource(seed: seed, dictionary: dictionary)
        #expect(source.canonicalKey(of: index) == key)
        #expect(source.weights(of: index, shape: KeyShape(numbers: 5, digits: 3)) == weights)
        #expect(KeySource.weights(canonicalKey: key, shape: KeyShape(numbers: 5, digits: 3)) == weights)
    }

    @Test func goldenWeightsOfSixteenDigits() {
        #expect(
            KeySource(seed: 0, dictionary: 0).weights(of: 0, shape: KeyShape(numbers: 2, digits: 16))
                == [2_860_711_246_758_209, 293_721_190_124_223])
    }

    /// More numbers or digits refine a key, they do not change it.
    @Test func keysOfSeveralShapesAgree() {
        let source = KeySource(seed: 9, dictionary: 2)
        for index in 0..<100 {
            let fine = source.weights(of: index, shape: KeyShape(numbers: 64, digits: 6))
            #expect(source.weights(of: index, shape: .vector(32)) == fine.prefix(32).map { $0 / 1000 })
        }
    }

    @Test func seedsAndDictionariesDrawDifferentKeys() {
        var keys: Set<UInt64> = []
        for seed in 0..<10 as Range<UInt64> {
            for dictionary in 0..<10 as Range<UInt64> {
                let source = KeySource(seed: seed, dictionary: dictionary)
                for index in 0..<100 { keys.insert(source.canonicalKey(of: index)) }
            }
        }
        #expect(keys.count == 10_000)
        #expect(keys.allSatisfy { $0 <= KeyShape.line.largestNumber })
    }

    /// Chi-square of the ten digits with 9 degrees of freedom at each place: mean 9, deviation 4.2.
    @Test(arguments: [KeyShape.line, .vector(32)])
    func digitsAreUniformAtEveryPlace(shape: KeyShape) {
        let source = KeySource(seed: 31, dictionary: 1)
        let tokens = 20_000
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: shape.digitCount)
        for index in 0..<tokens {
            let numbers =
                shape == .line ? [source.canonicalKey(of: index)] : source.weights(of: index, shape: shape)
            for (place, digit) in KeyNumbers.digits(of: numbers, shape: shape).enumerated() {
                counts[place][Int(digit)] += 1
            }
        }
        let expected = Double(tokens) / 10
        for (place, digits) in counts.enumerated() {
            let statistic = digits.reduce(0.0) {
                $0 + (Double($1) - expected) * (Double($1) - expected) / expected
            }
            #expect(statistic < 40, "place \(place): \(statistic)")
        }
    }

    /// Weights of neighbouring tokens and numbers are not correlated; a coefficient's deviation is 0.007.
    @Test func weightsAreIndependent() {
        let source = KeySource(seed: 32, dictionary: 1)
        let rows = (0..<20_000).map { source.weights(of: $0, shape: .vector(4)).map { Double($0) - 499.5 } }
        func correlation(_ pairs: [(Double, Double)]) -> Double {
            let power = pairs.reduce(0.0) { $0 + ($1.0 * $1.0 + $1.1 * $1.1) / 2 }
            return pairs.reduce(0.0) { $0 + $1.0 * $1.1 } / power
        }
        for number in 0..<4 {
            #expect(abs(correlation(zip(rows, rows.dropFirst()).map { ($0[number], $1[number]) })) < 0.035)
            #expect(abs(correlation(rows.map { ($0[number], $0[(number + 1) % 4]) })) < 0.035)
        }
    }
}
