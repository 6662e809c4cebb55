import DigitKeys
import TestSupport
import Testing

@Suite struct LeadingBoundTests {
    /// Against distances of which the definition takes the leading digits alone, the others being the query's own.
    @Test(arguments: KeyFamily.allCases, [1, 2])
    func keysAreRuledOutByTheirFirstDigits(family: KeyFamily, wanted: Int) throws {
        for (numbers, digits, penalty) in [(1, 1, 0), (16, 3, 0), (16, 3, 4), (5, 4, 1), (1, 16, 2)] {
            let seed = UInt64(numbers * 1000 + digits * 10 + penalty)
            var generator = SeededGenerator(seed: seed)
            let shape = KeyShape(numbers: numbers, digits: digits)
            let distance = try DigitDistance(shape: shape, factor: 2, penalty: penalty)
            let keys = family.keys(count: 60, shape: shape, using: &generator)
            let planes = KeyPlanes(keys: keys, shape: shape)
            for _ in 0..<8 {
                let query = family.query(near: keys, shape: shape, using: &generator)
                var (found, expected) = ([UInt64](), 0)
                for key in keys.map({ KeyNumbers.digits(of: $0, shape: shape) }) {
                    let leading = key.indices.map { $0 % digits == 0 ? key[$0] : query[$0] }
                    let limit = found.sorted().dropFirst(wanted - 1).first ?? .max
                    guard distance.between(query, leading) < limit else { continue }
                    expected += 1
                    found.append(distance.between(query, key))
                }
                let counted = query.withUnsafeBufferPointer { query in
                    query.baseAddress.map {
                        planes.keysNotRuledOut(for: $0, distance: distance, wanted: wanted)
                    }
                }
                #expect(counted == expected, "seed \(seed)")
            }
        }
    }
}
