/// How often each class stood beside each neighbour, for classes of one, two … leading digits at once, and what a token
/// would add to the mutual information if it joined a class.
///
/// With n(c, k) for the times that class k stood beside neighbour c, n(k) and n(c) for their sums and N for the sum of all, the
/// mutual information of one side is `(Σ n(c,k) log n(c,k) − Σ n(k) log n(k) − Σ n(c) log n(c) + N log N) / N`; only the first two
/// sums change when a token changes its class (Kneser and Ney, Eurospeech 1993; Martin, Liermann and Ney, Speech
/// Communication 1998). A class of one digit is the union of ten classes of two, so levels are counted apart and their
/// information is added with weights.
package final class ClassCounts {
    private let neighbours: NeighbourCounts
    /// What the information of each level counts, from one digit on.
    private let weights: [Int]
    /// Classes of all levels: 10 + 100 + ….
    private let width: Int
    /// Where the classes of each level start.
    private let offsets: [Int]
    /// n(c, k): contexts × `width`.
    private var beside: [UInt32]
    /// n(k), `width` numbers.
    private var totals: [Int]
    private let logs = CountLogs()
    private var gains: [Int]

    /// Classes of the longest keys.
    package let leafCount: Int
    /// Classes of the longest keys that `weigh` looked at.
    package private(set) var candidates: [Int] = []
    /// What the token that `weigh` was called for gains in each of `candidates`.
    package private(set) var scores: [Int] = []

    /// Classes of each level whose parts are looked at.
    private static let followed = 10

    package init(_ neighbours: NeighbourCounts, weights: [Int]) {
        self.neighbours = neighbours
        self.weights = weights
        var (offsets, width, size) = ([Int](), 0, 1)
        for _ in weights {
            offsets.append(width)
            size *= 10
            width += size
        }
        self.offsets = offsets
        self.width = width
        leafCount = size
        beside = [UInt32](repeating: 0, count: neighbours.contexts.count * width)
        totals = [Int](repeating: 0, count: width)
        gains = [Int](repeating: 0, count: width)
    }

    /// Counts a token as one of a class of the longest keys.
    package func add(_ token: Int, to leaf: Int) { count(token, leaf, leaving: false) }

    /// Takes a token out of its class.
    package func remove(_ token: Int, from leaf: Int) { count(token, leaf, leaving: true) }

    private func count(_ token: Int, _ leaf: Int, leaving: Bool) {
        var (label, occurrences) = (leaf, neighbours.occurrences[token])
        if leaving { occurrences = -occurrences }
        for level in weights.indices.reversed() {
            let place = offsets[level] + label
            totals[place] += occurrences
            for neighbour in neighbours.neighbours[neighbours.starts[token]..<neighbours.starts[token + 1]] {
                let cell = Int(neighbour.context) * width + place
                beside[cell] = leaving ? beside[cell] - neighbour.count : beside[cell] + neighbour.count
            }
            label /= 10
        }
    }

    /// Computes `scores` of a token that is in no class.
    ///
    /// Classes are weighed from the shortest keys to the longest; of each level the best few are followed.
    ///
    /// - Parameter leaves: classes of the longest keys that are weighed in any case.
    /// - Complexity: O(neighbours of the token · weighed classes).
    package func weigh(_ token: Int, including leaves: [Int]) {
        let list = neighbours.neighbours[neighbours.starts[token]..<neighbours.starts[token + 1]]
        let occurrences = neighbours.occurrences[token]
        var parents = [0]
        var parentScores = [0]
        var size = leafCount
        for level in weights.indices {
            sumGains(of: list, under: parents, level: level)
            size /= 10
            var (labels, sums) = ([Int](), [Int]())
            for (parent, score) in zip(parents, parentScores) {
                for label in parent * 10..<parent * 10 + 10 {
                    let place = offsets[level] + label
                    let gain = gains[place] - 2 * (logs[totals[place] + occurrences] - logs[totals[place]])
                    labels.append(label)
                    sums.append(score + weights[level] * gain)
                }
            }
            guard level < weights.count - 1, labels.count > Self.followed else {
                (parents, parentScores) = (labels, sums)
                continue
            }
            let best = labels.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }.prefix(Self.followed)
            let kept =
                best + leaves.compactMap { labels.firstIndex(of: $0 / size) }.filter { !best.contains($0) }
            (parents, parentScores) = (kept.map { labels[$0] }, kept.map { sums[$0] })
        }
        (candidates, scores) = (parents, parentScores)
    }

    /// What a token that was weighed gains in a class of the longest keys; nil for one that was not weighed.
    package func score(of leaf: Int) -> Int? { candidates.firstIndex(of: leaf).map { scores[$0] } }

    /// Σ n log n after joining less that before, for the classes one digit longer than some.
    private func sumGains(of list: ArraySlice<NeighbourCounts.Neighbour>, under parents: [Int], level: Int) {
        let (width, offset) = (width, offsets[level])
        gains.withUnsafeMutableBufferPointer { gains in
            for parent in parents {
                for place in offset + 10 * parent..<offset + 10 * parent + 10 { gains[place] = 0 }
            }
            beside.withUnsafeBufferPointer { beside in
                logs.withTable { table in
                    for neighbour in list {
                        let (row, more) = (Int(neighbour.context) * width, Int(neighbour.count))
                        for parent in parents {
                            let first = offset &+ 10 &* parent
                            for place in first..<first &+ 10 {
                                let now = Int(beside[row &+ place])
                                gains[place] &+=
                                    CountLogs.value(now &+ more, table) &- CountLogs.value(now, table)
                            }
                        }
                    }
                }
            }
        }
    }

    /// For each level the mutual information of a token's class and its left neighbour, plus that with the right one, in
    /// bits.
    ///
    /// - Complexity: O(neighbours · classes).
    package func information() -> [Double] {
        let all = neighbours.occurrences.reduce(0, +)
        guard all > 0 else { return weights.map { _ in 0 } }
        var size = 1
        return weights.indices.map { level in
            size *= 10
            var sum = 2 * logs[all]
            for place in offsets[level]..<offsets[level] + size { sum -= 2 * logs[totals[place]] }
            for context in 0..<neighbours.contexts.count {
                var times = 0
                let start = context * width + offsets[level]
                for cell in start..<start + size where beside[cell] > 0 {
                    times += Int(beside[cell])
                    sum += logs[Int(beside[cell])]
                }
                sum -= logs[times]
            }
            return Double(sum) / CountLogs.scale / Double(all)
        }
    }
}
