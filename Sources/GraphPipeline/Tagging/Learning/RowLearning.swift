import Platform
import WorkPool

/// How rows over conditions are learned.
public struct RowSettings: Sendable, Hashable {
    /// Passes over the data with all rows.
    public var epochs = 3
    /// Passes with the rows that stay.
    public var lastEpochs = 5
    /// Rows that stay.
    public var most = 3000
    /// Conditions that are tried.
    public var conditions = 3500
    /// What an error adds to a weight, as a share of the median margin.
    public var step = 0.0005
    /// A row that would hold at fewer positions is not learned.
    public var minimum = 20

    /// The settings as measured on development data.
    public init() {}
}

/// Learns rows: chooses conditions, learns weights for all of them, keeps the strongest rows and learns those again. They
/// stay when they gain on data that they have not seen, and are then learned from all data.
struct RowLearning {
    let graphs: TaggingGraphs
    let settings: RowSettings
    let seed: UInt64
    let certainty: Double
    /// Classes that rows may hold for alone.
    let crossed: [Int]
    let margins: Margins
    /// Shares the work.
    let pool: WorkPool

    /// Binary digits after the point of weights: as many as leave scores far from the end of 32 bits, at most 6.
    private var fractionBits: Int {
        min(6, max(0, (max(margins.largest, 1)).leadingZeroBitCount - 8))
    }

    func run(
        _ slices: DataSlices, conditions: [TagCondition], report: inout TaggingReport,
        progress: (TaggingProgress) throws -> Void
    ) throws -> ConditionRows? {
        let decision = ConstrainedDecision(constraints: graphs.constraints, labels: graphs.labels.count)
        let passes = settings.epochs + 2 * settings.lastEpochs
        var pass = 0
        func learn(_ rows: ConditionRows, _ corpus: TaggedCorpus, epochs: Int) throws -> (
            rows: ConditionRows, changes: [Int]
        ) {
            let step = Int32(Double(margins.unit << Int32(fractionBits)) * settings.step)
            let learner = RowLearner(
                rows, corpus: corpus, shown: decision.labels(of: corpus), graphs: graphs,
                step: max(step, 1), seed: seed, pool: pool)
            for epoch in 0..<epochs {
                try learner.learn(epoch: epoch)
                pass += 1
                try progress(.rows(pass: pass, of: passes))
            }
            return learner.finished()
        }
        let (all, changes) = try learn(
            rows(slices.seen, conditions, decision), slices.seen, epochs: settings.epochs)
        let kept = strongest(all, changes)
        let (tried, _) = try learn(kept, slices.seen, epochs: settings.lastEpochs)
        func effect(on corpus: TaggedCorpus) -> GraphEffect {
            let shown = decision.labels(of: corpus)
            return GraphEffect(from: shown, to: labels(tried, corpus, shown), wanted: corpus.wanted)
        }
        let effects = TaggingReport.Effects(
            selection: effect(on: slices.seen), untouched: effect(on: slices.untouched))
        let isAccepted = effects.untouched.certainty >= certainty
        report.rows = TaggingReport.Entry(
            text: "\(kept.count) rows over \(kept.conditions.count) conditions", effects: effects,
            isAccepted: isAccepted)
        return isAccepted ? try learn(kept, slices.used, epochs: settings.lastEpochs).rows : nil
    }

    /// A row for each of the conditions that say most, and one for each class beside them, where that is not too rare.
    private func rows(
        _ corpus: TaggedCorpus, _ all: [TagCondition], _ decision: ConstrainedDecision
    ) -> ConditionRows {
        let windows = graphs.windows(of: corpus)
        let shown = decision.labels(of: corpus)
        windows.load(corpus, shown: shown)
        let ranking = ConditionRanking(wanted: corpus.wanted, decided: shown, labels: graphs.labels.count)
        let conditions = ranking.best(settings.conditions, of: all, in: windows.sets, pool: pool)
        // One of each for each worker.
        nonisolated(unsafe) let readers = (0..<pool.threads).map { _ in
            (
                sets: ConditionSets(sharing: windows.sets),
                set: ScratchBuffer<UInt64>(capacity: windows.sets.words)
            )
        }
        let classes = pool.map(count: conditions.count, grain: 8) {
            [crossed, settings] index, worker -> [Int] in
            let (sets, set) = readers[worker]
            sets.write(conditions[index], into: set.base)
            return [-1]
                + crossed.filter { number in
                    let members = sets.classes.set(number)
                    var count = 0
                    for word in 0..<sets.words { count &+= (members[word] & set.base[word]).nonzeroBitCount }
                    return count >= settings.minimum
                }
        }
        return ConditionRows(
            conditions: conditions, rowCounts: classes.map(\.count), classes: classes.flatMap(\.self),
            weights: [], fractionBits: fractionBits)
    }

    /// The rows with the largest |mean| · √changes, in their order; conditions without any are left out.
    private func strongest(_ rows: ConditionRows, _ changes: [Int]) -> ConditionRows {
        let labels = graphs.labels.count
        let strengths = (0..<rows.count).map { row in
            Double(rows.weights[row * labels..<(row + 1) * labels].reduce(0) { $0 + Int($1.magnitude) })
                * Double(changes[row]).squareRoot()
        }
        let order = strengths.indices.sorted { (strengths[$1], $0) < (strengths[$0], $1) }
        let kept = Set(order.prefix(settings.most).filter { strengths[$0] > 0 })
        var (conditions, counts, classes): ([TagCondition], [Int], [Int]) = ([], [], [])
        var first = 0
        for (condition, count) in zip(rows.conditions, rows.rowCounts) {
            let own = (first..<first + count).filter(kept.contains)
            first += count
            guard !own.isEmpty else { continue }
            conditions.append(condition)
            counts.append(own.count)
            classes += own.map { rows.classes[$0] }
        }
        return ConditionRows(
            conditions: conditions, rowCounts: counts, classes: classes, weights: [],
            fractionBits: rows.fractionBits)
    }

    /// What rows make of a corpus.
    private func labels(_ rows: ConditionRows, _ corpus: TaggedCorpus, _ shown: [UInt32]) -> [UInt32] {
        let windows = graphs.windows(of: corpus)
        windows.load(corpus, shown: shown)
        let runner = RowRunner(rows, constraints: graphs.constraints, labels: graphs.labels.count)
        var decided = shown
        corpus.distances.withUnsafeBufferPointer { distances in
            decided.withUnsafeMutableBufferPointer { decided in
                guard let distances = distances.baseAddress, let decided = decided.baseAddress else { return }
                runner.run(windows, distances, ends: corpus.sequenceEnds, into: decided)
            }
        }
        return decided
    }
}
