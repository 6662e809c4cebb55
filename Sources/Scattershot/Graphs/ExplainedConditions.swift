import GraphPipeline

/// A row over a condition that holds at a position.
public struct ExplainedConditionRow: Sendable, Hashable, Codable {
    /// The condition, and the class that the token itself belongs to where the row is of one: `2:VERB[-1] and 2:NOUN[0]`.
    public let condition: String
    /// What the row takes from the distance of the label that the rows decide.
    public let answer: Double
    /// What it takes from the distance of the rival.
    public let rival: Double
}

/// What rows over conditions do at one position: distances before and after them, of the label that they decide and of its rival.
///
/// Each row's share is subtracted from the distance before. The counts that must hold can decide for a label that is not the
/// nearest.
public struct ExplainedConditions: Sendable, Hashable, Codable {
    /// Counts from 1.
    public let position: Int
    /// The label that the rows decide.
    public let answer: String
    /// What the tokens alone are nearest to, or, where that is the answer, next to nearest to.
    public let rival: String
    /// Distances of the answer before the rows and after them.
    public let answerDistances: [Double]
    /// The same of the rival.
    public let rivalDistances: [Double]
    /// The rows that hold, those first that most favour the answer over the rival.
    public let rows: [ExplainedConditionRow]

    /// What the rows do at a position of a sequence.
    ///
    /// - Parameters:
    ///   - graphs: with these rows.
    ///   - columns: the tokens of each query column.
    ///   - distances: positions × labels.
    ///   - answer: number of the label that the rows decide there.
    ///   - index: the position, from 0.
    init(
        _ rows: ConditionRows, of graphs: TaggingGraphs, columns: [[String]], distances: [Int32],
        answer: Int, at index: Int
    ) {
        let labels = graphs.labels.count
        let own = Array(distances[index * labels..<(index + 1) * labels])
        let rival = own.indices.filter { $0 != answer }.min { (own[$0], $0) < (own[$1], $1) } ?? answer
        let held = PlainTaggingDecoder(graphs, product: .rows).heldRows(
            columns: columns, distances: distances, at: index)
        let scale = Double(1 << rows.fractionBits)
        func share(_ row: Int, _ label: Int) -> Double {
            Double(rows.weights[row * labels + label]) / scale
        }
        func both(_ label: Int) -> [Double] {
            let before = Double(own[label])
            return [before, before - held.reduce(0) { $0 + share($1, label) }]
        }
        let texts = rows.texts(graphs.classes)
        position = index + 1
        (self.answer, self.rival) = (graphs.labels[answer], graphs.labels[rival])
        (answerDistances, rivalDistances) = (both(answer), both(rival))
        // Of rows that favour it alike the first one first.
        self.rows = held.map { row in
            ExplainedConditionRow(
                condition: texts[row], answer: share(row, answer), rival: share(row, rival))
        }.enumerated().sorted {
            ($1.element.lead, $0.offset) < ($0.element.lead, $1.offset)
        }.map(\.element)
    }
}

extension ExplainedConditionRow {
    /// By how much it favours the answer over the rival.
    fileprivate var lead: Double { answer - rival }
}
