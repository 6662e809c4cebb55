import CuckooTable

/// How often each input token emitted each chunk: a run of output tokens, possibly empty.
///
/// Chunks are nodes of a trie, so that all chunks that begin at one place are found one step after another.
struct ChunkCounts {
    /// The empty chunk.
    static let root: UInt32 = 0
    /// A chunk that was never counted.
    static let unseen = UInt32.max

    /// (node, next token) → node.
    private let children = GrowingTable()
    /// (input token, node) → index + 1 in `entries`.
    private let places = GrowingTable()
    /// Length of each node's chunk, its last token, and the node of the chunk without it.
    private var nodes: [(length: UInt8, token: UInt32, parent: UInt32)] = [(0, 0, 0)]
    /// What was counted, in the order in which it was first seen.
    private(set) var entries: [(input: UInt32, node: UInt32, count: UInt32)] = []
    /// Chunks that each input token emitted, all counts together.
    private(set) var totals: [UInt32] = []

    /// The node of the chunk that goes on with `token`; `unseen` when there is none.
    func child(of node: UInt32, _ token: UInt32) -> UInt32 {
        if node == Self.unseen { return Self.unseen }
        let found = children.find(Signature(low: UInt64(token), high: node))
        return found == 0 ? Self.unseen : found
    }

    /// Index of what `input` emitting the chunk of `node` counts as; nil when it was never seen.
    func entry(_ input: UInt32, _ node: UInt32) -> Int? {
        if node == Self.unseen { return nil }
        let found = places.find(Self.signature(input, node))
        return found == 0 ? nil : Int(found) - 1
    }

    /// Number of tokens in the chunk of a node.
    func length(of node: UInt32) -> Int { Int(nodes[Int(node)].length) }

    /// The tokens of a node's chunk.
    func tokens(of node: UInt32) -> [UInt32] {
        var tokens: [UInt32] = []
        var node = node
        while node != Self.root {
            tokens.append(nodes[Int(node)].token)
            node = nodes[Int(node)].parent
        }
        return tokens.reversed()
    }

    /// Counts `input` emitting `chunk`, `count` times.
    mutating func add(_ input: UInt32, _ chunk: some Sequence<UInt32>, count: UInt32 = 1) {
        var node = Self.root
        for token in chunk {
            let next = child(of: node, token)
            if next == Self.unseen {
                children.insert(
                    Signature(low: UInt64(token), high: node), value: UInt32(nodes.count))
                nodes.append((nodes[Int(node)].length + 1, token, node))
                node = UInt32(nodes.count - 1)
            } else {
                node = next
            }
        }
        if let entry = entry(input, node) {
            entries[entry].count += count
        } else {
            entries.append((input, node, count))
            places.insert(Self.signature(input, node), value: UInt32(entries.count))
        }
        while totals.count <= Int(input) { totals.append(0) }
        totals[Int(input)] += count
    }

    private static func signature(_ input: UInt32, _ node: UInt32) -> Signature {
        Signature(low: UInt64(input), high: node)
    }
}
