import DigitKeys
import Platform

/// Runs learned graphs on what a decoder left: from distances and query tokens to labels. Each worker has its own.
///
/// Conditions are found for many sequences at once, as sets of positions; nothing is searched for at any position.
public final class TaggingGraphDecoder {
    /// What is run after the constraints.
    public enum Product: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing.
        case constraints
        /// The list of graphs, when there is one.
        case list
        /// The rows, when there are any.
        case rows
    }

    /// Binary digits after the point of the scores that labels are decided by.
    public let fractionBits: Int
    private let labels: Int
    private let windows: TagWindows
    private let plain: ConstrainedDecision
    private let list: ListRunner?
    private let rows: RowRunner?
    private let decided = ScratchBuffer<UInt32>()
    private var ends: [Int] = []

    /// Positions that are looked at together, more when a sequence is longer.
    private static let batch = 4096

    /// A decoder.
    ///
    /// - Parameters:
    ///   - graphs: as `TaggingGraphs.check` accepts them.
    ///   - tokens: the dictionaries of the query columns: entries below their counts are known tokens.
    ///   - product: nil for the rows, or the list where there are none.
    /// - Complexity: O(tokens · views + rows).
    public init(_ graphs: TaggingGraphs, tokens: [TokenDictionary], product: Product? = nil) {
        let product = product ?? (graphs.rows != nil ? .rows : .list)
        let labels = graphs.labels.count
        var graphs = graphs
        var texts = tokens.map { dictionary in (0..<dictionary.count).map { dictionary[$0] } }
        if product != .rows { graphs.rows = nil }
        if product != .list { graphs.list = nil }
        // What nothing looks at need not be filled.
        let used = graphs.keepUsedClasses()
        for column in texts.indices where !used.contains(column + 1) { texts[column] = [] }
        let windows = TagWindows(
            classes: graphs.classes, tokens: texts, labels: graphs.labels, marginSteps: graphs.marginSteps)
        let plain = ConstrainedDecision(constraints: graphs.constraints, labels: labels)
        list = graphs.list.map { ListRunner($0, windows: windows, decision: plain, labels: labels) }
        rows = graphs.rows.map { RowRunner($0, constraints: graphs.constraints, labels: labels) }
        fractionBits = graphs.rows?.fractionBits ?? 0
        self.labels = labels
        self.windows = windows
        self.plain = plain
    }

    /// Decides sequences.
    ///
    /// - Parameters:
    ///   - columns: entries of the query columns' tokens, all positions one after another.
    ///   - distances: positions × labels.
    ///   - sequenceEnds: where each sequence ends.
    ///   - text: the token of a query column, which counts from 0, at a position whose entry is not of a known token.
    ///   - decisions: receives a label for each position.
    ///   - scores: receives what the labels were decided by under the counts that must hold, positions × labels: distances with
    ///     `fractionBits` binary digits after the point, as the graphs or the rows left them.
    /// - Complexity: O(positions · (classes + conditions) / 64 + matches · labels).
    public func decide(
        columns: [UnsafePointer<UInt32>], distances: UnsafePointer<Int32>,
        sequenceEnds: UnsafeBufferPointer<Int>,
        text: (_ column: Int, _ position: Int) -> String, into decisions: UnsafeMutablePointer<UInt32>,
        scores: UnsafeMutablePointer<Int32>? = nil
    ) {
        var (next, start) = (0, 0)
        while next < sequenceEnds.count {
            ends.removeAll(keepingCapacity: true)
            while next < sequenceEnds.count, ends.isEmpty || sequenceEnds[next] - start <= Self.batch {
                ends.append(sequenceEnds[next] - start)
                next += 1
            }
            let first = start
            decide(
                columns: columns.map { $0 + first }, distances: distances + first * labels,
                text: { text($0, first + $1) }, into: decisions + first,
                scores: scores.map { $0 + first * labels })
            start += ends.last ?? 0
        }
    }

    private func decide(
        columns: [UnsafePointer<UInt32>], distances: UnsafePointer<Int32>,
        text: (_ column: Int, _ position: Int) -> String, into decisions: UnsafeMutablePointer<UInt32>,
        scores: UnsafeMutablePointer<Int32>?
    ) {
        plain.decide(distances, ends: ends, into: decisions)
        guard list != nil || rows != nil else {
            scores?.update(from: distances, count: (ends.last ?? 0) * labels)
            return
        }
        windows.load(columns: columns, distances: distances, ends: ends, text: text)
        windows.show(labels: decisions)
        list?.run(distances, ends: ends, into: decisions, scores: scores)
        rows?.run(windows, distances, ends: ends, into: decisions, scores: scores)
    }
}

extension TaggingGraphs {
    /// Leaves out classes that nothing is about; returns the query columns that are left.
    mutating func keepUsedClasses() -> Set<Int> {
        var used = Set(rows?.classes ?? []).subtracting([-1])
        for condition in rows?.conditions ?? [] { used.formUnion(condition.classes) }
        for literal in (list?.graphs ?? []).flatMap(\.literals) { used.formUnion(literal.condition.classes) }
        let kept = used.sorted()
        var numbers: [Int: Int] = [:]
        for (number, old) in kept.enumerated() { numbers[old] = number }
        func number(_ old: Int) -> Int { numbers[old] ?? -1 }
        if let rows {
            self.rows = ConditionRows(
                conditions: rows.conditions.map { $0.renumbered(number) }, rowCounts: rows.rowCounts,
                classes: rows.classes.map { $0 < 0 ? -1 : number($0) }, weights: rows.weights,
                fractionBits: rows.fractionBits)
        }
        if let list {
            self.list = GraphList(
                graphs: list.graphs.map { graph in
                    BiasGraph(
                        literals: graph.literals.map {
                            GraphLiteral($0.condition.renumbered(number), isNegated: $0.isNegated)
                        },
                        label: graph.label, hundredths: graph.hundredths)
                }, unit: list.unit)
        }
        self = TaggingGraphs(
            labels: labels, classes: kept.map { classes[$0] }, marginSteps: marginSteps,
            constraints: constraints, list: self.list, rows: self.rows)
        return Set(
            classes.compactMap { if case .query(let column) = $0.column { column } else { nil } })
    }
}
