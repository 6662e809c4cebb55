/// Edits of finished lists.
extension RewritingSearch {
    /// The list after edits that make it cheaper: graphs dropped, moved and copied, conditions and branches dropped.
    mutating func simplified(_ state: RewritingState) -> RewritingState {
        var best = state
        for _ in 0..<16 {
            var improved: RewritingState?
            for graphs in Self.edits(of: best.graphs) where graphs.count <= settings.mostGraphs {
                let next = running(graphs)
                if next.cost(settings) < (improved ?? best).cost(settings) { improved = next }
            }
            guard let improved else { break }
            best = improved
        }
        return best
    }

    /// All lists that one edit makes.
    static func edits(of graphs: [Graph]) -> [[Graph]] {
        var lists: [[Graph]] = []
        for index in graphs.indices {
            var without = graphs
            let graph = without.remove(at: index)
            lists.append(without)
            for target in 0...without.count where target != index {
                var moved = without
                moved.insert(graph, at: target)
                lists.append(moved)
            }
            for target in 0...graphs.count {
                var copied = graphs
                copied.insert(graph, at: target)
                lists.append(copied)
            }
            for edited in edits(of: graph) {
                var list = graphs
                list[index] = edited
                lists.append(list)
            }
        }
        return lists
    }

    /// Shorter graphs that are like one.
    private static func edits(of graph: Graph) -> [Graph] {
        switch graph {
        case .choose(let condition, let first, let second):
            let inner = edits(of: first).map { Graph.choose(condition, then: $0, else: second) }
            let conditions = edits(of: condition).map { Graph.choose($0, then: first, else: second) }
            guard let second else { return [first] + inner + conditions }
            return [first, second, .choose(condition, then: first, else: nil)] + inner + conditions
                + edits(of: second).map { .choose(condition, then: first, else: $0) }
        case .rewrite(let rewrites, let condition?):
            return [.rewrite(rewrites, at: nil)] + edits(of: condition).map { .rewrite(rewrites, at: $0) }
        case .repeated(let inner): return [inner] + edits(of: inner).map { .repeated($0) }
        default: return []
        }
    }

    private static func edits(of condition: Condition) -> [Condition] {
        switch condition {
        case .and(let left, let right):
            [left, right] + edits(of: left).map { .and($0, right) } + edits(of: right).map { .and(left, $0) }
        case .or(let left, let right):
            [left, right] + edits(of: left).map { .or($0, right) } + edits(of: right).map { .or(left, $0) }
        case .not(let inner): edits(of: inner).map { .not($0) }
        default: []
        }
    }
}
