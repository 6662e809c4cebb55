import Platform

/// Distinct keys in rising order, each with the lowest index that owns it, followed by a margin that vector loads may read.
struct SortedKeys: Sendable {
    /// Keys that a load of eight may read beyond the last: copies of the last, which change no nearest key.
    static let margin = 8

    let count: Int
    let keys: Slab<UInt64>
    let indices: Slab<UInt32>

    /// Sorts `keys`.
    ///
    /// - Complexity: O(n): six passes of eleven bits, fewer where all keys agree.
    init(_ source: [UInt64]) {
        var (keys, indices) = Self.sort(source)
        // The sort is stable: of equal keys the first has the lowest index.
        var count = 0
        for place in keys.indices where place == 0 || keys[place] != keys[count - 1] {
            keys[count] = keys[place]
            indices[count] = indices[place]
            count += 1
        }
        self.count = count
        let total = count == 0 ? 0 : count + Self.margin
        self.keys = Slab(count: total) { slab in
            for place in 0..<total { slab[place] = keys[min(place, count - 1)] }
        }
        self.indices = Slab(count: total) { slab in
            for place in 0..<total { slab[place] = indices[min(place, count - 1)] }
        }
    }

    private static let radixBits = 11

    private static func sort(_ source: [UInt64]) -> ([UInt64], [UInt32]) {
        var keys = source
        var indices = (0..<source.count).map { UInt32($0) }
        guard let first = source.first else { return (keys, indices) }
        let varying = source.reduce(0) { $0 | ($1 ^ first) }
        var otherKeys = keys
        var otherIndices = indices
        let buckets = 1 << radixBits
        for shift in stride(from: 0, to: 64, by: radixBits)
        where (varying >> shift) & UInt64(buckets - 1) != 0 {
            var starts = [Int](repeating: 0, count: buckets + 1)
            for key in keys { starts[Int(truncatingIfNeeded: key >> shift) & (buckets - 1) + 1] += 1 }
            for bucket in 1..<buckets { starts[bucket] += starts[bucket - 1] }
            for place in keys.indices {
                let bucket = Int(truncatingIfNeeded: keys[place] >> shift) & (buckets - 1)
                let target = starts[bucket]
                starts[bucket] = target + 1
                otherKeys[target] = keys[place]
                otherIndices[target] = indices[place]
            }
            swap(&keys, &otherKeys)
            swap(&indices, &otherIndices)
        }
        return (keys, indices)
    }
}
