import Platform

/// Runs a list of graphs on loaded windows.
final class ListRunner {
    private let list: GraphList
    private let windows: TagWindows
    private let decision: ConstrainedDecision
    private let labels: Int
    /// Whether a graph after this one looks at labels, so that they must be decided and shown.
    private let isShown: [Bool]
    private let distances = ScratchBuffer<Int32>()
    private let match = ScratchBuffer<UInt64>()
    private let literal = ScratchBuffer<UInt64>()

    init(_ list: GraphList, windows: TagWindows, decision: ConstrainedDecision, labels: Int) {
        self.list = list
        self.windows = windows
        self.decision = decision
        self.labels = labels
        let classes = windows.sets.classes.classes
        let looks = list.graphs.map { graph in
            graph.literals.contains { $0.condition.classes.contains { classes[$0].column == .value } }
        }
        isShown = list.graphs.indices.map { looks.dropFirst($0 + 1).first == true }
    }

    /// Runs the graphs.
    ///
    /// - Parameters:
    ///   - decisions: the labels as they are shown; replaced by those that the graphs leave.
    ///   - scores: receives the distances as the graphs leave them, positions × labels.
    func run(
        _ start: UnsafePointer<Int32>, ends: [Int], into decisions: UnsafeMutablePointer<UInt32>,
        scores: UnsafeMutablePointer<Int32>? = nil
    ) {
        let (count, words) = (ends.last ?? 0, windows.sets.words)
        distances.reserve(count * labels)
        distances.base.update(from: start, count: count * labels)
        match.reserve(words)
        literal.reserve(words)
        let (match, literal, labels, distances) = (match.base, literal.base, labels, distances.base)
        for (index, graph) in list.graphs.enumerated() {
            for (place, part) in graph.literals.enumerated() {
                windows.sets.write(part.condition, into: literal)
                let flip: UInt64 = part.isNegated ? .max : 0
                if place == 0 {
                    for word in 0..<words { match[word] = literal[word] ^ flip }
                } else {
                    for word in 0..<words { match[word] &= literal[word] ^ flip }
                }
            }
            if words > 0 { match[words - 1] &= UInt64.max >> UInt64(words * 64 - count) }
            let bias = list.bias(of: graph)
            let label = graph.label
            PositionBits.forEach(UnsafePointer(match), words: words) {
                distances[$0 &* labels &+ label] &-= bias
            }
            guard isShown[index] else { continue }
            decision.decide(distances, ends: ends, into: decisions)
            windows.show(labels: decisions)
        }
        decision.decide(distances, ends: ends, into: decisions)
        scores?.update(from: distances, count: count * labels)
    }
}
