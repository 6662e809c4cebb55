import NoiseSampling

/// Times an index against its scan on queries made from its keys.
enum IndexTrial {
    private static let queryCount = 32
    private static let rounds = 3

    /// True when the scan answers the sample queries in less time.
    ///
    /// - Complexity: a few times that of 32 queries, and of the queries that the scan answers in that time.
    static func scanIsFaster(for index: PrefixIndex) -> Bool {
        let queries = sampleQueries(index)
        let clock = ContinuousClock()
        var indexTime = Duration.seconds(1_000_000)
        for _ in 0..<rounds {
            indexTime = min(indexTime, clock.measure { _ = index.nearest(to: queries) })
        }
        for _ in 0..<rounds {
            let start = clock.now
            let isSlower = queries.contains { query in
                _ = index.scanned(query)
                return clock.now - start > indexTime
            }
            if !isSlower { return true }
        }
        return false
    }

    /// Keys whose digits from some place on are random: some in the midst of the keys, some far from them all.
    private static func sampleQueries(_ index: PrefixIndex) -> [PackedKey] {
        let sorted = index.tree.sorted
        let digits = index.keys.shape.digits
        let stream = NoiseStream(seed: 0, number: 0)
        return (0..<queryCount).map { number in
            let words = stream.block(UInt64(number))
            let key = sorted.keys[Int(NoiseStream.scale(words.x, below: UInt32(sorted.count)))]
            let random = PackedKey(number: UInt64(words.y) << 32 | UInt64(words.z)).bits
            let kept = digits * number / queryCount
            let behind = UInt64.max >> UInt64(64 - 4 * (digits - kept))
            return PackedKey(trusted: (key & ~behind) | (random & behind))
        }
    }
}
