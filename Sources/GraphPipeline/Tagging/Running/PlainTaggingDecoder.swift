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
        let scores = distances.map { Int($0) }
        let decided = decide(scores)
        if product == .rows, let rows = graphs.rows {
            var sums = scores.map { $0 << rows.fractionBits }
            let plain = conditions(columns, distances, decided)
            for position in decided.indices {
                for row in heldRows(rows, plain, at: position) {
                    for label in 0..<labels {
                        sums[position * labels + label] -= Int(rows.weights[row * labels + label])
                    }
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
                sums[position * labels + graph.label] -= Int(list.bias(of: graph))
            }
            shown = decide(sums)
        }
        return shown
    }

    /// The rows that hold at a position of a sequence, ascending.
    ///
    /// - Parameters:
    ///   - columns: the tokens of each query column.
    ///   - distances: positions × labels.
    /// - Complexity: O((conditions + rows) · positions · values).
    public func heldRows(columns: [[String]], distances: [Int32], at position: Int) -> [Int] {
        guard let rows = graphs.rows else { return [] }
        let decided = decide(distances.map { Int($0) })
        return heldRows(rows, conditions(columns, distances, decided), at: position)
    }

    private func heldRows(_ rows: ConditionRows, _ plain: PlainConditions, at position: Int) -> [Int] {
        var held: [Int] = []
        var row = 0
        for (condition, count) in zip(rows.conditions, rows.rowCounts) {
            if plain.holds(condition, at: position) {
                held += (row..<row + count).filter {
                    rows.classes[$0] < 0 || plain.holds(.at(rows.classes[$0], offset: 0), at: position)
                }
            }
            row += count
        }
        return held
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
    private func decide(_ scores: [Int]) -> [UInt32] {
        let labels = graphs.labels.count
        let plain = PlainConstrainedDecision(
            constraints: graphs.constraints.map(CountConstraint.init), labels: labels)
        let rows = (0..<scores.count / labels).map { Array(scores[$0 * labels..<($0 + 1) * labels]) }
        return plain.labels(rows).map { UInt32($0) }
    }
}
