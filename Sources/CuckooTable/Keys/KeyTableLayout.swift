/// How the keys of a table lie: how full it is, and how near similar keys are to each other.
public struct KeyTableLayout: Sendable, Hashable, CustomStringConvertible {
    /// Number of entries.
    public let count: Int
    /// The share of slots that hold an entry.
    public let load: Double
    /// How far after its home the second bucket of a key may lie, in buckets.
    public let window: Int
    /// False when the homes are hashed, because the keys crowd too much for any window.
    public let isOrdered: Bool
    /// The share of keys that stand in their home: of hits, if all keys are asked for equally often, those that need
    /// one line of keys.
    public let homeShare: Double
    /// The mean of |bucket − home| over all keys, in buckets, around the end where that is shorter. 0 when every key
    /// stands at home; up to a quarter of the buckets when the second bucket lies anywhere.
    public let meanDistance: Double
    /// The mean of |bucket − ideal| over all keys, in buckets, where the ideal bucket is the one at which a key would
    /// stand if all were sorted: about a third of the buckets when the order is lost.
    public let meanDisorder: Double

    /// One line for people.
    public var description: String {
        let place = isOrdered ? "in key order" : "hashed"
        return
            "\(count) keys, load \(rounded(load)), homes \(place), window \(window), at home \(rounded(homeShare)), "
            + "mean distance \(rounded(meanDistance)), mean disorder \(rounded(meanDisorder)) buckets"
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

extension KeyTable {
    /// How the keys lie.
    ///
    /// - Complexity: O(slots + n log n).
    public func layout() -> KeyTableLayout {
        var entries: [(key: UInt64, bucket: Int)] = []
        entries.reserveCapacity(count)
        var (atHome, distance) = (0, 0)
        for place in 0..<placement.bucketCount * KeySlots.width {
            let bucket = place / KeySlots.width
            let key = slots.keys(of: bucket)[place % KeySlots.width]
            guard key != 0 else { continue }
            let home = placement.home(of: key)
            let steps = abs(bucket - home)
            distance += min(steps, placement.bucketCount - steps)
            atHome += steps == 0 ? 1 : 0
            entries.append((key, bucket))
        }
        entries.sort { $0.key < $1.key }
        let share = Double(placement.bucketCount) / Double(max(entries.count, 1))
        var disorder = 0.0
        for (rank, entry) in entries.enumerated() {
            disorder += abs(Double(entry.bucket) - (Double(rank) * share).rounded(.down))
        }
        let stored = Double(max(entries.count, 1))
        return withExtendedLifetime(owner) {
            KeyTableLayout(
                count: count, load: load, window: Int(placement.window), isOrdered: placement.isOrdered,
                homeShare: Double(atHome) / stored, meanDistance: Double(distance) / stored,
                meanDisorder: disorder / stored)
        }
    }
}
