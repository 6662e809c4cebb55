import CuckooTable
import Platform

/// What layers see of spans: the values of the running one and of the one before it.
public struct SpanValues: Sendable, Hashable {
    /// The input tokens since the decoder last emitted something.
    public var running: UInt32
    /// The span before that.
    public var last: UInt32

    @inlinable
    init(running: UInt32, last: UInt32) {
        self.running = running
        self.last = last
    }

    /// Nothing was read and nothing emitted.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var none: SpanValues { SpanValues(running: SpanIndex.root, last: PartValue.outside) }
}

/// Numbers the spans of the training data (for spacing: words and their beginnings) so that a running span is followed
/// by one look-up a token: a trie whose edges (node, token) → node stand in a cuckoo table.
public struct SpanIndex: Sendable {
    /// The empty span.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var root: UInt32 { PartValue.outside }
    /// Longest span that is numbered, in tokens; longer ones are unknown.
    public static let longest = 32

    /// (node, token) → node; nodes count from 2.
    public let edges: SignatureTable
    /// Number of values a span takes, `PartValue.outside` and `PartValue.unknown` among them.
    public let valueCount: Int
    /// By node, how often training saw the span itself, not only as the beginning of others.
    public let endCounts: Slab<UInt32>

    init(edges: SignatureTable, endCounts: Slab<UInt32>) {
        self.edges = edges
        self.endCounts = endCounts
        valueCount = endCounts.count
    }

    /// A trie whose buckets came from a file.
    ///
    /// - Parameter endCounts: one for each value of a span.
    /// - Throws: `InvalidStructure` when an edge leads past the values, does not lead from the root or a known span to a
    ///   later one, or is not the one that a look-up finds: two spans would begin alike.
    /// - Complexity: O(slots).
    public init(
        buckets: Slab<Bucket>, seed: UInt64, endCounts: Slab<UInt32>
    ) throws(InvalidStructure) {
        let valueCount = endCounts.count
        guard (2...Int(UInt32.max)).contains(valueCount) else {
            throw InvalidStructure("\(valueCount) span values cannot be")
        }
        edges = try SignatureTable(buckets: buckets, seed: seed, largestValue: UInt32(valueCount - 1))
        self.valueCount = valueCount
        self.endCounts = endCounts
        // Every span but the empty and the unknown one is reached by one edge.
        guard edges.count == valueCount - 2 else {
            throw InvalidStructure("\(valueCount) span values, but \(edges.count) edges between spans")
        }
        var isTrie = true
        edges.forEach { signature, node in
            let parent = signature.low >> 32
            isTrie = isTrie && parent != UInt64(PartValue.unknown) && parent < UInt64(node) && node >= 2
        }
        guard isTrie else { throw InvalidStructure("an edge between spans leads backward") }
        let edges = edges
        var isFound = true
        var isReached = [Bool](repeating: false, count: valueCount)
        edges.forEach { signature, node in
            isFound = isFound && edges.find(signature) == node && !isReached[Int(node)]
            isReached[Int(node)] = true
        }
        guard isFound else {
            throw InvalidStructure("an edge between spans cannot be found, or is there twice")
        }
    }

    /// A trie of no spans: every span with a token in it is unknown.
    ///
    /// - Complexity: O(1).
    public static let empty = SpanIndex(edges: GrowingTable().finished(), endCounts: Slab([0, 0]))

    /// What an edge is looked up by.
    ///
    /// - Complexity: O(1).
    package static func signature(node: UInt32, token: UInt32) -> Signature {
        Signature(low: UInt64(node) << 32 | UInt64(token), high: 0)
    }

    /// The span that `token` makes of `span`.
    ///
    /// - Parameter token: value of the token in column 1.
    /// - Complexity: O(1).
    public func extend(_ span: UInt32, by token: UInt32) -> UInt32 {
        if span == PartValue.unknown || token == PartValue.unknown { return PartValue.unknown }
        let node = edges.find(Self.signature(node: span, token: token))
        return node == 0 ? PartValue.unknown : node
    }

    /// The tokens of every node, as values of column 1, in order of node; for people who look into a model.
    ///
    /// - Complexity: O(nodes · length).
    public func spans() -> [[UInt32]] {
        var parents = [(node: UInt32, token: UInt32)](repeating: (0, 0), count: valueCount)
        edges.forEach { signature, node in
            parents[Int(node)] = (
                UInt32(truncatingIfNeeded: signature.low >> 32), UInt32(truncatingIfNeeded: signature.low)
            )
        }
        return parents.indices.map { node in
            var (tokens, current) = ([UInt32](), node)
            while current >= 2 && tokens.count < Self.longest {
                tokens.append(parents[current].token)
                current = Int(parents[current].node)
            }
            return tokens.reversed()
        }
    }
}

/// Collects spans and keeps those seen often enough.
public final class SpanIndexBuilder {
    private let table = GrowingTable()
    private var nodes: [(parent: UInt32, token: UInt32, count: UInt32, ends: UInt32)] = []

    /// No span yet.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Counts a span and all its beginnings.
    ///
    /// - Parameter tokens: values of column 1.
    /// - Complexity: O(tokens).
    public func add(_ tokens: [UInt32]) {
        var node = SpanIndex.root
        for token in tokens.prefix(SpanIndex.longest) {
            let signature = SpanIndex.signature(node: node, token: token)
            var next = table.find(signature)
            if next == 0 {
                next = UInt32(nodes.count + 2)
                nodes.append((node, token, 0, 0))
                table.insert(signature, value: next)
            }
            nodes[Int(next) - 2].count += 1
            node = next
        }
        if !tokens.isEmpty && tokens.count <= SpanIndex.longest { nodes[Int(node) - 2].ends += 1 }
    }

    /// The trie of the spans counted at least `minimumCount` times, numbered in the order in which they first appeared.
    ///
    /// - Complexity: O(nodes).
    public func finished(minimumCount: Int) -> SpanIndex {
        // A node is at most as frequent as its parent and comes after it, so one pass renumbers both.
        var renumbered = [UInt32](repeating: 0, count: nodes.count + 2)
        renumbered[1] = PartValue.unknown
        let kept = nodes.indices.filter { nodes[$0].count >= minimumCount }
        let edges = GrowingTable(capacity: kept.count)
        for (rank, index) in kept.enumerated() {
            let node = nodes[index]
            renumbered[index + 2] = UInt32(rank + 2)
            edges.insert(
                SpanIndex.signature(node: renumbered[Int(node.parent)], token: node.token),
                value: UInt32(rank + 2))
        }
        return SpanIndex(edges: edges.finished(), endCounts: Slab([0, 0] + kept.map { nodes[$0].ends }))
    }
}
