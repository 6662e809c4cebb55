import NoiseSampling
import Testing

@Suite struct SeededOrderTests {
    @Test(arguments: [0, 1, 2, 3, 10, 1000])
    func isAPermutation(count: Int) {
        for number: UInt64 in 0..<5 {
            let order = seededOrder(count: count, stream: NoiseStream(seed: 1, number: number))
            #expect(order.sorted() == Array(0..<count))
        }
    }

    /// Computed apart, from the definition of Philox and of the shuffle: a seed must mean the same for ever.
    @Test func goldenValues() {
        #expect(
            seededOrder(count: 10, stream: NoiseStream(seed: 7, number: 0)) == [5, 6, 3, 8, 2, 4, 1, 7, 9, 0])
        #expect(
            seededOrder(count: 10, stream: NoiseStream(seed: 7, number: 1)) == [1, 7, 3, 0, 4, 9, 5, 8, 2, 6])
        #expect(
            seededOrder(count: 12, stream: NoiseStream(seed: 2026, number: 3)) == [
                2, 10, 5, 11, 8, 3, 1, 6, 0, 9, 4, 7,
            ])
    }

    @Test func streamsGiveDifferentOrders() {
        let orders = Set((0..<50).map { seededOrder(count: 20, stream: NoiseStream(seed: $0, number: 0)) })
        #expect(orders.count == 50)
    }

    /// All 24 orders of four items, 2,000 times each on average: chi-square with 23 degrees of freedom.
    @Test func everyOrderIsEquallyLikely() {
        var counts: [[Int]: Int] = [:]
        for number in 0..<UInt64(48_000) {
            counts[seededOrder(count: 4, stream: NoiseStream(seed: 5, number: number)), default: 0] += 1
        }
        #expect(counts.count == 24)
        let statistic = counts.values.reduce(0.0) { $0 + (Double($1) - 2000) * (Double($1) - 2000) / 2000 }
        #expect(statistic < 65, "chi-square \(statistic)")
    }
}
