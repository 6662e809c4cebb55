import Platform

/// Puts memory on every node in the two ways the program does, and looks where its pages are.
struct PlacementCheck: Encodable {
    struct Piece: Encodable {
        /// How the memory was placed: "bound" by request, or by the "first touch" of a thread near the node.
        var method: String
        /// The node it should be on, by the system's number, or by its place in SCATTERSHOT_NODES.
        var node: Int
        var pages: Int
        /// Pages that the system reports for each node; missing when it reports nothing at all. A kernel that is about
        /// to move pages nearer to their readers does not tell where they are.
        var pagesByNode: [String: Int]?

        /// Whether all pages that the system tells of are on their node; nil when the system tells nothing.
        var isRight: Bool? {
            guard let pagesByNode, !pagesByNode.isEmpty else { return nil }
            return pagesByNode.keys.elementsEqual([String(node)])
        }
    }

    var pieces: [Piece] = []
    /// Missing when the system does not tell, or when the nodes are not its own.
    var isRight: Bool?

    /// Uses `byteCount` bytes a node and method, for as long as it takes.
    init(_ nodes: MemoryNodes, byteCount: Int = 16 << 20) {
        let words = byteCount / 8
        for node in nodes.nodes {
            // Written by this thread, wherever it is: only the request can have put it there.
            let slab = Slab<UInt64>(count: words, on: node) { $0.update(repeating: 1) }
            add("bound", node, slab.pagePlacement())
        }
        let placement = WorkerPlacement(workers: nodes.processorCount, on: nodes)
        let touched = NodeReplicated(placement) { _ in Slab<UInt64>(count: words) { $0.update(repeating: 1) }
        }
        for (node, slab) in zip(placement.usedNodes, touched.copies) {
            add("first touch", node, slab.pagePlacement())
        }
        let known = pieces.compactMap(\.isRight)
        if nodes.areReal, !known.isEmpty { isRight = known.allSatisfy { $0 } }
    }

    private mutating func add(_ method: String, _ node: MemoryNode, _ placement: PagePlacement?) {
        let byNode = placement.map { placement in
            Dictionary(uniqueKeysWithValues: placement.pagesByNode.map { (String($0.key), $0.value) })
        }
        let pages = placement.map { $0.pagesByNode.values.reduce($0.absentPages, +) } ?? 0
        pieces.append(
            Piece(method: method, node: node.systemNumber ?? node.index, pages: pages, pagesByNode: byNode))
    }

    /// A line for each piece.
    var lines: [String] {
        pieces.map { piece in
            let place = "pages           node \(piece.node), \(piece.method): "
            guard let byNode = piece.pagesByNode else { return place + "the system does not tell" }
            let unknown = piece.pages - byNode.values.reduce(0, +)
            let list =
                byNode.sorted { $0.key < $1.key }.map { "\($0.value) on node \($0.key)" }
                + (unknown > 0 ? ["\(unknown) not told"] : [])
            return place + list.joined(separator: ", ")
        }
    }
}

/// Memory is not where it was asked for.
struct MisplacedPages: Error, CustomStringConvertible {
    var description: String {
        "some pages are not on the node they belong to; is a node full, or does a memory policy or cpuset forbid it?"
    }
}
