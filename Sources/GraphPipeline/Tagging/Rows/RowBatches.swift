import Platform

/// Some sequences, and where rows hold in them.
// In the hands of one thread at a time.
final class RowBatch: @unchecked Sendable {
    /// The sequences.
    fileprivate(set) var corpus: TaggedCorpus
    /// The rows that hold at each position.
    let active: ActiveRows
    fileprivate let windows: TagWindows
    fileprivate let scorer: RowScorer
    fileprivate let matches: RowMatches

    fileprivate init(_ rows: ConditionRows, _ corpus: TaggedCorpus, _ graphs: TaggingGraphs) {
        self.corpus = corpus
        windows = graphs.windows(of: corpus)
        scorer = RowScorer(rows, labels: corpus.labels.count)
        matches = RowMatches(rows: rows.count)
        active = ActiveRows(rows: rows.count)
    }
}

/// Finds where rows hold, batch by batch. Nothing of it depends on weights, so it can be done on other threads than the one that
/// learns them.
// What is free is guarded; the rest does not change.
final class RowBatches: @unchecked Sendable {
    private let rows: ConditionRows
    private let corpus: TaggedCorpus
    private let shown: [UInt32]
    private let graphs: TaggingGraphs
    private let monitor = Monitor()
    private var free: [RowBatch] = []

    /// Positions whose conditions are found together.
    private static let positions = 512

    /// - Parameter shown: the labels that conditions see.
    init(_ rows: ConditionRows, corpus: TaggedCorpus, shown: [UInt32], graphs: TaggingGraphs) {
        (self.rows, self.corpus, self.shown, self.graphs) = (rows, corpus, shown, graphs)
    }

    /// The next sequences of an order; nil at its end.
    func sequences(of order: [Int], from next: inout Int) -> [Int]? {
        var (sequences, positions): ([Int], Int) = ([], 0)
        while next < order.count, positions == 0 || positions < Self.positions {
            sequences.append(order[next])
            positions += corpus.positions(of: order[next]).count
            next += 1
        }
        return sequences.isEmpty ? nil : sequences
    }

    /// Where rows hold in some sequences.
    ///
    /// - Complexity: O(rows · positions / 64).
    func found(_ sequences: [Int]) -> RowBatch {
        let known = monitor.withLock { free.popLast() }
        let batch = known ?? RowBatch(rows, corpus, graphs)
        batch.corpus = corpus.selecting(sequences)
        batch.windows.load(
            batch.corpus, shown: sequences.flatMap { shown[corpus.positions(of: $0)] })
        batch.matches.load(batch.scorer, batch.windows.sets)
        batch.active.load(batch.matches)
        return batch
    }

    /// Takes back the memory of a batch.
    func reuse(_ batch: RowBatch) { monitor.withLock { free.append(batch) } }
}
