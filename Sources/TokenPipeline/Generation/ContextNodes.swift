/// The contexts in which the next token stands, one for each level, as far as they were seen before.
struct ContextNodes {
    /// By level; `SuccessorCounts.absent` where there is none.
    var nodes = InlineArray<19, UInt32>(repeating: SuccessorCounts.absent)
    /// The longest context of the window.
    var depth = 0
    /// Tokens in the present segment.
    var segmentLength = 0

    /// How trustworthy the contexts look: a number below `evidenceCount(order:)` from the longest context, the longest
    /// context of the word, whether they always led to the same token, and the place in the segment.
    func evidence(in counts: SuccessorCounts, order: Int) -> Int {
        var word = 0
        for (index, level) in [order + 1, order + 2].enumerated() where nodes[level] != SuccessorCounts.absent
        {
            word = 1 + 3 * index + Self.variety(of: counts.nodes[Int(nodes[level])])
        }
        let isAbsent = nodes[depth] == SuccessorCounts.absent
        let window = depth * 3 + (isAbsent ? 0 : Self.variety(of: counts.nodes[Int(nodes[depth])]))
        return (window * Self.wordKinds + word) * Self.places + min(segmentLength, Self.places - 1)
    }

    /// Number of different evidences.
    static func evidenceCount(order: Int) -> Int { (order + 1) * 3 * wordKinds * places }

    private static let wordKinds = 7
    private static let places = 6

    /// 0 when one token always followed, 1 when tokens followed twice or more on average, otherwise 2.
    private static func variety(of node: SuccessorCounts.Node) -> Int {
        node.successors <= 1 ? 0 : 2 * Int(node.successors) <= Int(node.total) ? 1 : 2
    }
}
