import CuckooTable
import Platform

/// Contexts, each a node, and how often every token followed each of them. Grows while text is read.
///
/// A context is what an earlier one becomes when one more token is known: it has a parent, the token, and a level that tells
/// kinds of contexts apart. The whole of that is its signature in a cuckoo table, so there are no false hits. What
/// follows a context is a list of edges, each found by its own signature.
final class SuccessorCounts {
    /// A context.
    struct Node {
        /// The context that this one extends; a root has itself.
        var parent: UInt32
        /// By what.
        var token: UInt32
        var level: UInt32
        /// The sum of its edges' counts.
        var total: UInt32 = 0
        /// Number of edges that count 1, 2, and 3 or more.
        var kinds: SIMD4<UInt32> = .zero
        /// The edge that was added last.
        var edge: UInt32 = SuccessorCounts.absent

        /// Number of different tokens that followed.
        var successors: UInt32 { kinds.wrappedSum() }
    }

    /// A token that followed a context.
    struct Edge {
        var token: UInt32
        var count: UInt32
        /// The next edge of the same node.
        var next: UInt32
    }

    /// No node, no edge.
    static let absent = UInt32.max

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    /// For each level the number of edges that count 1, 2, 3 and 4.
    private(set) var countsOfCounts: [SIMD4<Int>]
    private let table: GrowingTable

    /// Levels of edges lie above those of contexts in their signatures.
    private static let edgeLevel: UInt32 = 1 << 16

    /// No context but the roots, which are the nodes 0, 1, … .
    init(levels: Int, roots: [UInt32], capacity: Int = 0) {
        countsOfCounts = Array(repeating: .zero, count: levels)
        table = GrowingTable(capacity: capacity)
        nodes.reserveCapacity(capacity / 2)
        for level in roots {
            nodes.append(Node(parent: UInt32(nodes.count), token: 0, level: level))
        }
    }

    /// The context that extends `parent` by `token`, or `absent`.
    func find(level: UInt32, parent: UInt32, token: UInt32) -> UInt32 {
        // The table's values start at 1.
        table.find(Self.signature(level, parent, token)) &- 1
    }

    /// The same context, which is added when it is new.
    func intern(level: UInt32, parent: UInt32, token: UInt32) -> UInt32 {
        let found = find(level: level, parent: parent, token: token)
        if found != Self.absent { return found }
        precondition(nodes.count < Int(Self.absent) - 1, "more than 2^32 − 2 contexts")
        let node = UInt32(nodes.count)
        nodes.append(Node(parent: parent, token: token, level: level))
        table.insert(Self.signature(level, parent, token), value: node + 1)
        return node
    }

    /// How often `token` followed the context.
    func count(of token: UInt32, after node: UInt32) -> UInt32 {
        let edge = table.find(Self.signature(Self.edgeLevel, node, token))
        return edge == 0 ? 0 : edges[Int(edge) - 1].count
    }

    /// Counts `token` once more after the context.
    ///
    /// - Returns: whether it was the first time.
    func add(_ token: UInt32, after node: UInt32) -> Bool {
        // Counts from a file can be as large as numbers get; they stay there.
        guard nodes[Int(node)].total < UInt32.max else { return false }
        let signature = Self.signature(Self.edgeLevel, node, token)
        let found = table.find(signature)
        if found != 0 {
            let count = edges[Int(found) - 1].count
            edges[Int(found) - 1].count = count + 1
            recount(node, from: count)
            return false
        }
        append(Edge(token: token, count: 0, next: nodes[Int(node)].edge), to: node, signature)
        edges[edges.count - 1].count = 1
        recount(node, from: 0)
        return true
    }

    /// Adds an edge that a file holds.
    ///
    /// - Throws: `InvalidStructure` when the node has one for this token already, or the sum of its counts is too large.
    func restore(_ token: UInt32, count: UInt32, after node: UInt32) throws(InvalidStructure) {
        let signature = Self.signature(Self.edgeLevel, node, token)
        guard table.find(signature) == 0, count > 0 else {
            throw InvalidStructure("a context counts a token twice or not at all")
        }
        let (total, overflow) = nodes[Int(node)].total.addingReportingOverflow(count)
        guard !overflow else { throw InvalidStructure("the counts of a context are too large") }
        append(Edge(token: token, count: count, next: nodes[Int(node)].edge), to: node, signature)
        nodes[Int(node)].total = total
        nodes[Int(node)].kinds[Self.kind(of: count)] += 1
        if count <= 4 { countsOfCounts[Int(nodes[Int(node)].level)][Int(count) - 1] += 1 }
    }

    /// Calls `body` with each token that followed the context and how often it did.
    @inline(__always)
    func forEachSuccessor(of node: UInt32, _ body: (_ token: Int, _ count: UInt32) -> Void) {
        var edge = nodes[Int(node)].edge
        while edge != Self.absent {
            let found = edges[Int(edge)]
            body(Int(found.token), found.count)
            edge = found.next
        }
    }

    private func append(_ edge: Edge, to node: UInt32, _ signature: Signature) {
        precondition(edges.count < Int(Self.absent) - 1, "more than 2^32 − 2 successors")
        nodes[Int(node)].edge = UInt32(edges.count)
        edges.append(edge)
        table.insert(signature, value: UInt32(edges.count))
    }

    /// Keeps the sums right when an edge that counted `old` counts one more.
    @inline(__always)
    private func recount(_ node: UInt32, from old: UInt32) {
        nodes[Int(node)].total += 1
        if old > 0 { nodes[Int(node)].kinds[Self.kind(of: old)] -= 1 }
        nodes[Int(node)].kinds[Self.kind(of: old + 1)] += 1
        guard old <= 4 else { return }
        let level = Int(nodes[Int(node)].level)
        if old > 0 { countsOfCounts[level][Int(old) - 1] -= 1 }
        if old < 4 { countsOfCounts[level][Int(old)] += 1 }
    }

    /// The place of a count in `Node.kinds`.
    @inline(__always)
    private static func kind(of count: UInt32) -> Int { Int(min(count, 3)) - 1 }

    @inline(__always)
    private static func signature(_ level: UInt32, _ parent: UInt32, _ token: UInt32) -> Signature {
        Signature(low: UInt64(parent) << 32 | UInt64(token), high: level)
    }
}
