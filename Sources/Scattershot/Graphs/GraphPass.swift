import GraphPipeline
import Platform
import TokenPipeline

/// Runs a model's graphs on what the token decoder emitted. Each worker has its own; the graphs are shared.
final class GraphPass {
    private let graphs: RunnableGraphs
    private let outputs: OutputTexts
    private let plan: EmissionPlan
    /// The distances of the last decisions, which the worker's decoder writes.
    private let distances: DecisionDistances?
    private let learned: TaggingGraphDecoder?
    /// What the learned graphs decided by, where the executor's graphs go on from there.
    private let scores = ScratchBuffer<Int32>()
    /// The decoder's tokens, where each position takes one decision and keeps it; nil where outputs are sequences of any
    /// length.
    private let decisions: DecisionNames?
    /// Decodes the graph of each record, where graphs are decoded.
    private let sequences: GraphSequenceDecoder?
    /// Decoded graphs, ready to run.
    private var decoded: [Graph: GraphExecutor] = [:]
    /// Outputs of any length that graphs changed, by the first position of their record.
    private(set) var rewritten: [Int: [String]] = [:]

    /// - Parameter distances: must be given where the graphs need them and the model has them.
    init(_ graphs: RunnableGraphs, model: Model, outputs: OutputTexts, distances: DecisionDistances?) {
        self.graphs = graphs
        self.outputs = outputs
        self.distances = distances
        plan = model.format.plan
        let frame = model.tokens.frame
        decisions = model.format.kind == .pairs ? nil : DecisionNames(frame.outputs)
        sequences = graphs.sequences?.makeDecoder()
        learned =
            distances == nil
            ? nil
            : graphs.learned.map {
                TaggingGraphDecoder(
                    $0.graphs, tokens: frame.columns.prefix(model.format.inputColumns).map(\.tokens),
                    product: $0.product)
            }
    }

    /// Runs the graphs on the records decoded last.
    ///
    /// - Parameter entries: of the tokens of the data's columns.
    /// - Complexity: as for `TaggingGraphDecoder`, and for each record that of `GraphExecutor`.
    func run(
        _ records: ParsedRecords, _ text: BlockText, entries: [UnsafePointer<UInt32>],
        emissions: inout Emissions
    ) {
        let executes = graphs.executor != nil || sequences != nil
        let raw = executes ? self.raw(of: emissions) : nil
        runLearned(records, text, entries: entries, emissions: &emissions)
        rewritten.removeAll(keepingCapacity: true)
        guard executes else { return }
        let decoded = decodedGraphs(records, text, entries)
        var changed = decisions == nil ? [] : emissions.withDecisions { Array($0) } ?? []
        var hasChanged = false
        for record in 0..<records.ends.count {
            let positions = records.positions(of: record)
            let before = output(of: positions, emissions)
            let after = edited(
                windows(
                    positions, records, text,
                    raw: raw.map { numbers in numbers[positions].map { name(Int($0)) } } ?? before,
                    value: before),
                decoded.isEmpty ? nil : decoded[record], key: key(of: positions, entries))
            guard after != before else { continue }
            guard let decisions else {
                rewritten[positions.lowerBound] = after
                continue
            }
            // Where graphs leave positions without a decision, or with none that there is, the present ones stay.
            guard let numbers = try? decisions.numbers(of: after, count: positions.count) else { continue }
            changed.replaceSubrange(positions, with: numbers)
            hasChanged = true
        }
        guard hasChanged else { return }
        emissions.writeDecisions(of: plan, count: changed.count) { _ = $0.update(fromContentsOf: changed) }
    }

    /// The token decoder's decisions; nil where what was learned does not replace them, or outputs are of any length.
    private func raw(of emissions: Emissions) -> [UInt32]? {
        learned == nil ? nil : emissions.withDecisions { Array($0) }
    }

    /// Replaces the decisions by those of what was learned, where it runs.
    private func runLearned(
        _ records: ParsedRecords, _ text: BlockText, entries: [UnsafePointer<UInt32>],
        emissions: inout Emissions
    ) {
        guard let learned, let distances = distances?.all.baseAddress else { return }
        let isContinued = graphs.executorNeedsDistances
        if isContinued { scores.reserve(records.count * (self.distances?.outputs ?? 0)) }
        emissions.writeDecisions(of: plan, count: records.count) { decisions in
            guard let decisions = decisions.baseAddress else { return }
            learned.decide(
                columns: entries, distances: distances, sequenceEnds: records.ends.elements,
                text: { String(decoding: text.piece(records.columns[$0][$1]), as: UTF8.self) },
                into: decisions, scores: isContinued ? scores.base : nil)
        }
    }

    /// Calls `body` with what the graphs do to each of the records that were decoded, step by step; graphs that match nowhere
    /// are left out.
    ///
    /// - Complexity: as for running, and O(graphs · output).
    func trace(
        _ records: ParsedRecords, _ text: BlockText, entries: [UnsafePointer<UInt32>],
        emissions: Emissions, _ body: (_ record: Int, GraphTrace) -> Void
    ) {
        var afterRows = emissions
        runLearned(records, text, entries: entries, emissions: &afterRows)
        let decoded = decodedGraphs(records, text, entries)
        for record in 0..<records.ends.count {
            let positions = records.positions(of: record)
            let trace = trace(
                of: positions, records, text, raw: output(of: positions, emissions),
                value: output(of: positions, afterRows), decoded.isEmpty ? nil : decoded[record],
                key: key(of: positions, entries))
            body(record, trace)
        }
    }

    /// What the rows over conditions do at a position, from 0, of a record that was decoded last; nil where none run.
    ///
    /// - Complexity: that of running the graphs on all records, and O((conditions + rows) · positions · values).
    func conditions(
        at index: Int, of record: Int, _ records: ParsedRecords, _ text: BlockText,
        entries: [UnsafePointer<UInt32>], emissions: Emissions
    ) -> ExplainedConditions? {
        let positions = records.positions(of: record)
        guard learned != nil, let graphs = graphs.learned, graphs.product == .rows, let distances,
            let rows = graphs.graphs.rows, positions.indices.contains(positions.lowerBound + index)
        else { return nil }
        var afterRows = emissions
        runLearned(records, text, entries: entries, emissions: &afterRows)
        let answer = afterRows.withDecisions { Int($0[positions.lowerBound + index]) }
        let outputs = distances.outputs
        return ExplainedConditions(
            rows, of: graphs.graphs, columns: query(of: positions, records, text),
            distances: Array(
                distances.all[positions.lowerBound * outputs..<positions.upperBound * outputs]),
            answer: answer ?? 0, at: index)
    }

    private func trace(
        of positions: Range<Int>, _ records: ParsedRecords, _ text: BlockText, raw: [String],
        value: [String], _ decoded: DecodedGraph?, key: SequenceKey?
    ) -> GraphTrace {
        let windows = windows(positions, records, text, raw: raw, value: value)
        var trace = GraphTrace(input: windows.query, tokens: raw, steps: [], output: value)
        if raw != value, let product = graphs.learned?.product {
            trace.steps.append(
                GraphStep(graph: nil, text: product.title, isSkipped: false, matched: [], output: value))
        }
        if case .refused(let tokens, let error) = decoded {
            trace.steps.append(
                GraphStep(
                    graph: nil, text: tokens.joined(separator: " "), isSkipped: true, matched: [],
                    output: value, refusal: error.description))
        }
        trace.output = edited(windows, decoded, key: key) { trace.steps.append($0) }
        do throws(InvalidStructure) {
            _ = try decisions?.numbers(of: trace.output, count: positions.count)
        } catch {
            (trace.output, trace.reversal) = (value, error.description)
        }
        return trace
    }

    /// What graphs make of an output.
    ///
    /// - Parameter observe: told of each graph that matched somewhere.
    private func edited(
        _ windows: GraphWindows, _ decoded: DecodedGraph?, key: SequenceKey?,
        observing observe: ((GraphStep) -> Void)? = nil
    ) -> [String] {
        var windows = windows
        if let graph = decoded?.graph {
            let executor = executor(of: graph)
            windows = windows.beginning(
                with: run(executor, on: windows, observing: observe) { _ in nil })
        }
        guard let executor = graphs.executor else { return windows.value.compactMap(\.text) }
        let selected = key.flatMap { key in graphs.selection?.graphs(for: key) }
        return run(executor, on: windows, only: selected, observing: observe) { [graphs] in
            graphs.numbers[$0]
        }
    }

    /// What an executor makes of windows.
    ///
    /// - Parameter number: of one of its graphs in the list.
    private func run(
        _ executor: GraphExecutor, on windows: GraphWindows, only selected: [Int]? = nil,
        observing observe: ((GraphStep) -> Void)?, number: @escaping (Int) -> Int?
    ) -> [String] {
        guard let observe else { return executor.run(windows, only: selected).value }
        return executor.run(windows, only: selected) { seen in
            if seen.effect == .none && seen.matched.isEmpty { return }
            observe(
                GraphStep(
                    graph: number(seen.graph), text: executor.graphs[seen.graph].description,
                    isSkipped: seen.effect == .skipped, matched: seen.matched.map { $0 + 1 },
                    output: seen.value))
        }.value
    }

    /// The graphs that are decoded for records; empty where none are.
    private func decodedGraphs(
        _ records: ParsedRecords, _ text: BlockText, _ entries: [UnsafePointer<UInt32>]
    ) -> [DecodedGraph] {
        guard let sequences else { return [] }
        return sequences.graphs(
            for: (0..<records.ends.count).compactMap { record in
                let positions = records.positions(of: record)
                return key(of: positions, entries).map { key in
                    let tokens = positions.map {
                        String(decoding: text.piece(records.columns[0][$0]), as: UTF8.self)
                    }
                    return (tokens, key)
                }
            })
    }

    /// The key of a record's input; nil where nothing depends on it.
    private func key(of positions: Range<Int>, _ entries: [UnsafePointer<UInt32>]) -> SequenceKey? {
        graphs.moments.map { moments in
            SequenceKey(
                of: UnsafeBufferPointer(start: entries[0] + positions.lowerBound, count: positions.count),
                moments)
        }
    }

    /// A decoded graph, ready to run.
    private func executor(of graph: Graph) -> GraphExecutor {
        if let executor = decoded[graph] { return executor }
        if decoded.count >= Self.mostDecoded { decoded.removeAll() }
        let executor = GraphExecutor([graph])
        decoded[graph] = executor
        return executor
    }

    /// Decoded graphs that are kept.
    private static let mostDecoded = 1024

    /// What the executor runs on. Where something was learned, its graphs go on from what that decided, by the scores that it
    /// decided by and under the counts that hold.
    private func windows(
        _ positions: Range<Int>, _ records: ParsedRecords, _ text: BlockText, raw: [String],
        value: [String]
    ) -> GraphWindows {
        let query = query(of: positions, records, text)
        let needed = graphs.executorNeedsDistances ? distances : nil
        let windows = GraphWindows(
            query: query, value: raw,
            distances: needed.flatMap { table(of: positions, $0.all.baseAddress, unit: graphs.unit) })
        guard let learned, let product = graphs.learned else { return windows }
        let unit = Int32(clamping: Int(graphs.unit) << learned.fractionBits)
        return windows.beginning(
            with: value,
            distances: needed.flatMap { _ in table(of: positions, scores.base, unit: unit) },
            counts: product.graphs.constraints)
    }

    /// The input tokens of some positions, column by column.
    private func query(
        of positions: Range<Int>, _ records: ParsedRecords, _ text: BlockText
    ) -> [[String]] {
        records.columns.map { column in
            positions.map { String(decoding: text.piece(column[$0]), as: UTF8.self) }
        }
    }

    /// The distances of some positions.
    private func table(
        of positions: Range<Int>, _ values: UnsafePointer<Int32>?, unit: Int32
    ) -> OutputDistances? {
        guard let decisions, let values else { return nil }
        let outputs = decisions.names.count
        return OutputDistances(
            outputs: decisions.names.map { .token($0) }, unit: unit,
            values: Array(
                UnsafeBufferPointer(
                    start: values + positions.lowerBound * outputs, count: positions.count * outputs)))
    }

    private func name(_ number: Int) -> String { decisions?.names[number] ?? "" }

    /// The value window: the decision at each position, or the output tokens of a pair.
    private func output(of positions: Range<Int>, _ emissions: Emissions) -> [String] {
        guard let decisions else { return emissions[positions].flatMap { outputs.units(Int($0)) } }
        return emissions.withDecisions { numbers in numbers[positions].map { decisions.names[Int($0)] } }
            ?? []
    }
}
