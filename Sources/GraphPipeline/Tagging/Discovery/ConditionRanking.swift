import Platform
import WorkPool

/// Tells which conditions say most about where the labels are wrong.
struct ConditionRanking {
    /// A condition that holds at fewer positions, or does not hold at fewer, is left out.
    static let minimum = 20

    /// The positions of an event, and of the errors among them.
    private struct Event {
        let among: [UInt64]
        let hits: [UInt64]
        let all: Int
        let allHits: Int

        init(among: [UInt64], hits: [UInt64]) {
            (self.among, self.hits) = (among, hits)
            all = PositionBits.count(among, words: among.count)
            allHits = PositionBits.count(hits, words: hits.count)
        }
    }

    private let events: [Event]
    private let count: Int

    /// - Parameters:
    ///   - decided: the labels as they stand.
    init(wanted: [UInt32], decided: [UInt32], labels: Int) {
        count = wanted.count
        let words = PositionBits.words(count)
        func set(_ isMember: (Int) -> Bool) -> [UInt64] {
            var set = [UInt64](repeating: 0, count: words)
            for position in wanted.indices where isMember(position) {
                set[position >> 6] |= 1 << UInt64(position & 63)
            }
            return set
        }
        events = (0..<labels).flatMap { label -> [Event] in
            // The label stands where it should not, or lacks where it should stand.
            let stands = Event(
                among: set { decided[$0] == label },
                hits: set { decided[$0] == label && wanted[$0] != label })
            let lacks = Event(
                among: set { decided[$0] != label },
                hits: set { decided[$0] != label && wanted[$0] == label })
            return [stands, lacks]
        }
    }

    /// How much a condition's set says: the sum of χ² over all kinds of errors; nil when it holds too rarely or too often.
    ///
    /// - Complexity: O(labels · positions / 64).
    func weight(of set: UnsafePointer<UInt64>) -> Double? {
        let words = PositionBits.words(count)
        let members = PositionBits.count(set, words: words)
        guard members >= Self.minimum, members <= count - Self.minimum else { return nil }
        var sum = 0.0
        for event in events {
            let (all, allHits) = (event.all, event.allHits)
            guard allHits > 0 else { continue }
            var (among, hits) = (0, 0)
            event.among.withUnsafeBufferPointer { amongSet in
                event.hits.withUnsafeBufferPointer { hitSet in
                    for word in 0..<words {
                        among &+= (amongSet[word] & set[word]).nonzeroBitCount
                        hits &+= (hitSet[word] & set[word]).nonzeroBitCount
                    }
                }
            }
            let expected = Double(among) * Double(allHits) / Double(max(all, 1))
            let (rest, misses) = (Double(all - among), Double(all - allHits))
            guard expected > 0, rest > 0, misses > 0 else { continue }
            let difference = Double(hits) - expected
            sum += difference * difference / expected * (Double(all) / rest) * (Double(all) / misses)
        }
        return sum
    }

    /// The conditions that say most, in the order given; of several that hold at the same positions the first.
    ///
    /// Conditions of order are many and alike: what is near, what stands at an offset and all others have their share
    /// before the rest goes to whatever says most.
    ///
    /// - Parameters:
    ///   - sets: loaded with the positions.
    ///   - pool: shares the work.
    /// - Complexity: O(conditions · labels · positions / 64).
    func best(
        _ most: Int, of conditions: [TagCondition], in sets: ConditionSets, pool: WorkPool
    ) -> [TagCondition] {
        // One of each for each worker.
        nonisolated(unsafe) let readers = (0..<pool.threads).map { _ in
            (sets: ConditionSets(sharing: sets), set: ScratchBuffer<UInt64>(capacity: sets.words))
        }
        let weighed = pool.map(count: conditions.count, grain: 16) {
            index, worker -> (weight: Double, digest: UInt64)? in
            let (sets, set) = readers[worker]
            sets.write(conditions[index], into: set.base)
            return weight(of: set.base).map { ($0, digest(set.base, sets.words)) }
        }
        var seen: Set<UInt64> = []
        var ranked: [(weight: Double, index: Int)] = []
        for (index, weighed) in weighed.enumerated() {
            guard let weighed, seen.insert(weighed.digest).inserted else { continue }
            ranked.append((weighed.weight, index))
        }
        ranked.sort { ($1.weight, $0.index) < ($0.weight, $1.index) }
        var kept: Set<Int> = []
        for (share, isOfKind) in Self.shares {
            kept.formUnion(
                ranked.lazy.map(\.index).filter { isOfKind(conditions[$0]) }.prefix(most * share / 100))
        }
        for (_, index) in ranked where kept.count < most { kept.insert(index) }
        return kept.sorted().map { conditions[$0] }
    }

    /// Hundredths of all conditions that kinds have for themselves.
    private static let shares: [(Int, @Sendable (TagCondition) -> Bool)] = [
        (35, { if case .at = $0 { true } else { false } }),
        (35, { if case .order = $0 { true } else { false } }),
        (15, { if case .near = $0 { true } else { false } }),
        (10, { if case .some = $0 { true } else { false } }),
    ]

    private func digest(_ set: UnsafePointer<UInt64>, _ words: Int) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for word in 0..<words { digest = (digest ^ set[word]) &* 0x9E37_79B9_7F4A_7C15 &+ digest >> 29 }
        return digest
    }
}
