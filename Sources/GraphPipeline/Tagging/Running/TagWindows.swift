import KeyLayers
import Platform

/// The windows that conditions look at, of a batch of sequences: the tokens of the input, what was decided first, and the
/// labels as they stand.
package final class TagWindows {
    let sets: ConditionSets
    private let members: [ClassMembers]
    private let labels: Int
    private let marginSteps: [Int32]
    private let rows = ScratchBuffer<UInt32>()

    /// Windows for conditions over `classes`.
    ///
    /// - Parameters:
    ///   - tokens: of each query column, those that are known.
    ///   - labels: the labels' texts.
    ///   - marginSteps: ascending.
    /// - Complexity: O(tokens · views).
    package init(classes: [TokenClass], tokens: [[String]], labels: [String], marginSteps: [Int32]) {
        sets = ConditionSets(classes: classes)
        self.labels = labels.count
        self.marginSteps = marginSteps
        let used = Set(classes.map(\.column))
        members = used.sorted().map { column in
            switch column {
            case .query(let number):
                ClassMembers(
                    column: column, classes: classes,
                    tokens: number <= tokens.count ? tokens[number - 1] : [])
            case .value, .nearest, .runnerUp:
                ClassMembers(column: column, classes: classes, tokens: labels)
            case .margin:
                ClassMembers(
                    column: column, classes: classes, tokens: (0...marginSteps.count).map(String.init))
            }
        }
    }

    /// Takes over sequences. The labels are to be shown as well where classes look at them.
    ///
    /// - Parameters:
    ///   - columns: entries of the query columns' tokens.
    ///   - distances: positions × labels.
    ///   - text: the token of a query column, which counts from 0, at a position whose entry is not of a known token.
    /// - Complexity: O(positions · (classes + labels)).
    func load(
        columns: [UnsafePointer<UInt32>], distances: UnsafePointer<Int32>, ends: some Sequence<Int>,
        text: (_ column: Int, _ position: Int) -> String
    ) {
        sets.load(ends: ends)
        let count = sets.masks.count
        rows.reserve(count)
        for members in members {
            switch members.column {
            case .query(let number):
                members.trim()
                let (entries, known) = (columns[number - 1], UInt32(members.known))
                for position in 0..<count {
                    rows.base[position] =
                        entries[position] < known
                        ? entries[position] : members.row(of: text(number - 1, position))
                }
            case .value: continue
            case .nearest: forEachDecision(distances, count) { rows.base[$0] = UInt32($1.nearest) }
            case .runnerUp: forEachDecision(distances, count) { rows.base[$0] = UInt32($1.next) }
            case .margin:
                forEachDecision(distances, count) { position, decision in
                    rows.base[position] = UInt32(marginSteps.prefix { $0 <= decision.margin }.count)
                }
            }
            sets.classes.fill(members, rows: rows.base, count: count)
        }
    }

    /// Takes over sequences of training data.
    ///
    /// - Parameter shown: the labels as they stand.
    /// - Complexity: O(positions · (classes + labels)).
    func load(_ corpus: TaggedCorpus, shown: [UInt32]) {
        let columns = corpus.columns.map { column in
            let copy = ScratchBuffer<UInt32>(capacity: column.count)
            column.withUnsafeBufferPointer {
                if let base = $0.baseAddress { copy.base.update(from: base, count: $0.count) }
            }
            return copy
        }
        corpus.distances.withUnsafeBufferPointer { distances in
            guard let distances = distances.baseAddress else { return }
            load(
                columns: columns.map { UnsafePointer($0.base) }, distances: distances,
                ends: corpus.sequenceEnds
            ) { column, position in corpus.tokens[column][Int(corpus.columns[column][position])] }
        }
        shown.withUnsafeBufferPointer { if let labels = $0.baseAddress { show(labels: labels) } }
    }

    /// Shows the labels as they stand to the conditions that look at them.
    ///
    /// - Complexity: O(positions · classes).
    func show(labels: UnsafePointer<UInt32>) {
        for members in members where members.column == .value {
            sets.classes.fill(members, rows: labels, count: sets.masks.count)
        }
    }

    private func forEachDecision(
        _ distances: UnsafePointer<Int32>, _ count: Int,
        _ body: (Int, (nearest: Int, next: Int, margin: Int32)) -> Void
    ) {
        for position in 0..<count {
            let row = distances + position * labels
            var (nearest, next) = (0, -1)
            for label in 1..<labels {
                if row[label] < row[nearest] {
                    (nearest, next) = (label, nearest)
                } else if next < 0 || row[label] < row[next] {
                    next = label
                }
            }
            body(position, (nearest, max(next, 0), next < 0 ? .max : row[next] &- row[nearest]))
        }
    }
}
