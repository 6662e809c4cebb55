/// Runs learned graphs in the plainest way: strings, one position after the other. It is the oracle of
/// `TaggingGraphDecoder`, and what shows people which conditions held.
public struct PlainTaggingDecoder {
    private let graphs: TaggingGraphs
    private let product: TaggingGraphDecoder.Product

    /// A decoder; what it runs is chosen as by `TaggingGraphDecoder`.
    ///
    /// - Complexity: O(1).
    public init(_ graphs: TaggingGraphs, product: TaggingGraphDecoder.Product? = nil) {
        self.graphs = graphs
        self.product = product ?? (graphs.rows != nil ? .rows : .list)
    }

    /// Decides one sequence.
    ///
    /// - Parameters:
    ///   - columns: the tokens of each query column.
    ///   - distances: positions × labels.
    /// - Complexity: O(conditions · positions² · values).
    public func decide(columns: [[String]], distances: [Int32]) -> [UInt32] {
        let labels = graphs.labels.count
        let scores = distances.map { Int64($0) }
        let decided = decide(scores)
        if product == .rows, let rows = graphs.rows {
            let plain = conditions(columns, distances, decided)
            var sums = scores.map { $0 << Int64(rows.fractionBits) }
            var row = 0
            for (condition, count) in zip(rows.conditions, rows.rowCounts) {
                for _ in 0..<count {
                    for position in decided.indices where plain.holds(condition, at: position) {
                        guard
                            rows.classes[row] < 0
                                || plain.holds(.at(rows.classes[row], offset: 0), at: position)
                        else { continue }
                        for label in 0..<labels {
                            sums[position * labels + label] -= Int64(rows.weights[row * labels + label])
                        }
                    }
                    row += 1
                }
            }
            return decide(sums)
        }
        guard product == .list, let list = graphs.list else { return decided }
        var (sums, shown) = (scores, decided)
        for graph in list.graphs {
            let plain = conditions(columns, distances, shown)
            for position in shown.indices
            where graph.literals.allSatisfy({ plain.holds($0.condition, at: position) != $0.isNegated }) {
                sums[position * labels + graph.label] -= Int64(list.bias(of: graph))
            }
            shown = decide(sums)
        }
        return shown
    }

    private func conditions(
        _ columns: [[String]], _ distances: [Int32], _ shown: [UInt32]
    ) -> PlainConditions {
        var tokens: [WindowColumn: [String]] = [:]
        for (column, texts) in columns.enumerated() { tokens[.query(column + 1)] = texts }
        tokens[.value] = shown.map { graphs.labels[Int($0)] }
        let labels = graphs.labels.count
        for position in shown.indices {
            let row = Array(distances[position * labels..<(position + 1) * labels])
            let order = row.indices.sorted { (row[$0], $0) < (row[$1], $1) }
            let margin = row[order[1]] - row[order[0]]
            tokens[.nearest, default: []].append(graphs.labels[order[0]])
            tokens[.runnerUp, default: []].append(graphs.labels[order[1]])
            tokens[.margin, default: []].append("\(graphs.marginSteps.filter { $0 <= margin }.count)")
        }
        return PlainConditions(classes: graphs.classes, tokens: tokens)
    }

    /// The labels with the smallest sum of scores under the constraints.
    private func decide(_ scores: [Int64]) -> [UInt32] {
        let labels = graphs.labels.count
        let count = scores.count / labels
        func nearest(_ position: Int, without left: Set<Int>) -> Int {
            let row = scores[position * labels..<(position + 1) * labels]
            let free = (0..<labels).filter { !left.contains($0) }
            return free.min { (row[row.startIndex + $0], $0) < (row[row.startIndex + $1], $1) } ?? 0
        }
        let decision = ConstrainedDecision(constraints: graphs.constraints, labels: labels)
        guard decision.canHold(count) else { return (0..<count).map { UInt32(nearest($0, without: [])) } }
        guard graphs.constraints.count == 1, let constraint = graphs.constraints.first else {
            return decision.labels(scores: scores.map { Int32(truncatingIfNeeded: $0) }, ends: [count])
        }
        func margin(_ position: Int) -> Int64 {
            let other = nearest(position, without: [constraint.label])
            return scores[position * labels + constraint.label] - scores[position * labels + other]
        }
        let first = (0..<count).sorted { (margin($0), $0) < (margin($1), $1) }.prefix(constraint.count)
        return (0..<count).map { position in
            UInt32(
                first.contains(position) ? constraint.label : nearest(position, without: [constraint.label]))
        }
    }
}
