/// The hypotheses about what a sequence emits that a beam search keeps, the best one first.
///
/// They take their decisions in step, position by position: one that is done with a position waits for the others, and
/// competes with them at its cost, which the others can only exceed. Equal costs go to the smaller difference in the last
/// distance, then to the better predecessor, then to the lower token, so that the outcome depends on nothing else, and a
/// beam of one is greedy.
final class SequenceBeam {
    /// What was decided so far in one way.
    struct Hypothesis: BitwiseCopyable {
        /// Sum over its decisions.
        var cost: UInt64
        /// Its last decision in `nodes`; −1 before the first.
        var node: Int32
        /// Whether it has emitted all that the position emits.
        var isDone: Bool
    }

    /// A hypothesis with one decision more, or as it is when it is done.
    struct Candidate: BitwiseCopyable {
        var cost: UInt64
        /// How much farther away the token is than the nearest one.
        var difference: UInt64
        /// Place of the hypothesis that it goes on from.
        var parent: Int
        /// −1 for none.
        var token: Int

        static func < (first: Candidate, second: Candidate) -> Bool {
            (first.cost, first.difference, first.parent, first.token)
                < (second.cost, second.difference, second.parent, second.token)
        }
    }

    /// A decision and the one before it.
    private struct Node: BitwiseCopyable {
        var previous: Int32
        var token: UInt32
        var place: Int
    }

    private(set) var hypotheses: [Hypothesis] = []
    /// The best next hypotheses found so far, in order.
    private(set) var candidates: [Candidate] = []
    private var nodes: [Node] = []
    /// Those that candidates go on from, while they become hypotheses.
    private var parents: [Hypothesis] = []
    private let width: Int

    /// - Parameter width: hypotheses that are kept.
    init(width: Int) {
        self.width = width
        hypotheses.reserveCapacity(width)
        parents.reserveCapacity(width)
        candidates.reserveCapacity(width)
    }

    /// Forgets everything, for the next sequence: one hypothesis that nothing was decided.
    func begin() {
        nodes.removeAll(keepingCapacity: true)
        hypotheses.removeAll(keepingCapacity: true)
        hypotheses.append(Hypothesis(cost: 0, node: -1, isDone: false))
    }

    /// Begins the next position.
    func beginPosition() {
        for place in hypotheses.indices { hypotheses[place].isDone = false }
    }

    /// Whether all hypotheses have emitted what the position emits.
    var isDone: Bool { hypotheses.allSatisfy(\.isDone) }

    /// Considers all ways in which a hypothesis can go on.
    ///
    /// - Parameters:
    ///   - distances: of all of the decoder's tokens.
    ///   - tokens: those that may come.
    @inline(__always)
    func expand(
        _ parent: Int, _ distances: UnsafePointer<UInt64>, tokens: Range<Int>, costs: StepCosts
    ) {
        var nearest = UInt64.max
        for token in tokens { nearest = min(nearest, distances[token]) }
        let start =
            hypotheses[parent].cost + costs.normalizer(distances, tokens: tokens, nearest: nearest)
        for token in tokens {
            let difference = distances[token] &- nearest
            offer(
                Candidate(
                    cost: start &+ costs.cost(ofDifference: difference), difference: difference,
                    parent: parent,
                    token: token))
        }
    }

    /// Considers a hypothesis that is done as it is.
    func carry(_ parent: Int) {
        offer(Candidate(cost: hypotheses[parent].cost, difference: 0, parent: parent, token: -1))
    }

    @inline(__always)
    private func offer(_ candidate: Candidate) {
        var place = candidates.count
        if place == width {
            guard candidate < candidates[width - 1] else { return }
            candidates.removeLast()
            place -= 1
        }
        while place > 0, candidate < candidates[place - 1] { place -= 1 }
        candidates.insert(candidate, at: place)
    }

    /// Makes the candidates the hypotheses.
    ///
    /// - Parameters:
    ///   - place: where the decisions are taken.
    ///   - isDone: whether the token ends the position.
    func choose(at place: Int, isDone: (Int) -> Bool) {
        swap(&parents, &hypotheses)
        hypotheses.removeAll(keepingCapacity: true)
        for candidate in candidates {
            let parent = parents[candidate.parent]
            if candidate.token < 0 {
                hypotheses.append(parent)
                continue
            }
            nodes.append(
                Node(
                    previous: parent.node, token: UInt32(truncatingIfNeeded: candidate.token), place: place))
            hypotheses.append(
                Hypothesis(
                    cost: candidate.cost, node: Int32(nodes.count - 1), isDone: isDone(candidate.token)))
        }
        candidates.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with the decisions of the best hypothesis, in order.
    func forEachDecision(_ body: (_ token: Int, _ place: Int) -> Void) {
        var path: [Int32] = []
        var node = hypotheses[0].node
        while node >= 0 {
            path.append(node)
            node = nodes[Int(node)].previous
        }
        for node in path.reversed() { body(Int(nodes[Int(node)].token), nodes[Int(node)].place) }
    }
}
