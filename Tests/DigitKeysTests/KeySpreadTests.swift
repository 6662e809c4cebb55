import DigitKeys
import Testing

@Suite struct KeySpreadTests {
    private func keys(_ spread: KeySpread, count: Int, seed: UInt64 = 1) throws -> [[UInt64]] {
        spread.keys(
            count: count, source: KeySource(seed: seed, dictionary: 0),
            distance: try DigitDistance(shape: .vector(32), factor: 10, penalty: 0))
    }

    /// The least distance between two of some keys.
    private func nearest(_ keys: [[UInt64]]) throws -> UInt64 {
        let distance = try DigitDistance(shape: .vector(32), factor: 10, penalty: 0)
        let digits = keys.map { KeyNumbers.digits(of: $0, shape: distance.shape) }
        var least = UInt64.max
        for (index, key) in digits.enumerated() {
            for other in digits[..<index] { least = min(least, distance.between(key, other)) }
        }
        return least
    }

    @Test func uniformKeysAreTheWeights() throws {
        let source = KeySource(seed: 1, dictionary: 0)
        #expect(try keys(.uniform, count: 40) == (0..<40).map { source.weights(of: $0, shape: .vector(32)) })
    }

    @Test(arguments: UInt64(1)..<6)
    func spreadKeysAreFartherApart(seed: UInt64) throws {
        let uniform = try nearest(try keys(.uniform, count: 20, seed: seed))
        let spread = try nearest(try keys(.spread, count: 20, seed: seed))
        let polar = try nearest(try keys(.polar, count: 20, seed: seed))
        #expect(uniform < spread && spread < polar)
    }

    @Test func polarKeysAreExtreme() throws {
        #expect(try keys(.polar, count: 30).allSatisfy { $0.allSatisfy { $0 == 0 || $0 == 999 } })
    }

    /// What a dictionary's keys are must not depend on how many others follow as long as draws are as many, and large
    /// dictionaries are drawn without comparing.
    @Test(arguments: KeySpread.allCases)
    func keysDependOnTheirIndex(spread: KeySpread) throws {
        #expect(try keys(spread, count: 100) == Array(try keys(spread, count: 120).prefix(100)))
        #expect(try keys(spread, count: 3000).count == 3000)
        #expect(try keys(spread, count: 0).isEmpty)
    }
}
