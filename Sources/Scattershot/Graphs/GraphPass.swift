import DigitKeys
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
        runLearned(records, text, entries: entries, emissions: &emissions)
        rewritten.removeAll(keepingCapacity: true)
        guard graphs.executor != nil || sequences != nil else { return }
        let decoded = decodedGraphs(records, text, entries)
        var changed = decisions == nil ? [] : emissions.withDecisions { Array($0) } ?? []
        var hasChanged = false
        for record in 0..<records.ends.count {
            let positions = records.positions(of: record)
            let before = output(of: positions, emissions)
            let after = edited(
                windows(positions, records, text, value: before), decoded.isEmpty ? nil : decoded[record],
                key: key(of: positions, entries))
            guard after != before else { continue }
            guard let decisions else {
                rewritten[positions.lowerBound] = after
                continue
            }
            // Where graphs give positions too many or too few decisions, or none that there is, the decoder's stay.
            guard let numbers = decisions.numbers(of: after, count: positions.count) else { continue }
            changed.replaceSubrange(positions, with: numbers)
            hasChanged = true
        }
        guard hasChanged else { return }
        emissions.writeDecisions(of: plan, count: changed.count) { _ = $0.update(fromContentsOf: changed) }
    }

    /// Replaces the decisions by those of what was learned, where it runs.
    private func runLearned(
        _ records: ParsedRecords, _ text: BlockText, entries: [UnsafePointer<UInt32>],
        emissions: inout Emissions
    ) {
        guard let learned, let distances = distances?.all.baseAddress else { return }
        emissions.writeDecisions(of: plan, count: records.count) { decisions in
            guard let decisions = decisions.baseAddress else { return }
            learned.decide(
                columns: entries, distances: distances, sequenceEnds: records.ends.elements,
                text: { String(decoding: text.piece(records.columns[$0][$1]), as: UTF8.self) },
                into: decisions)
        }
    }

    /// Calls `body` with what the graphs do to each of the records that were decoded, step by step; graphs that do nothing are
    /// left out.
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
            var trace = trace(
                of: positions, records, text, value: output(of: positions, afterRows),
                decoded.isEmpty ? nil : decoded[record],
                key: key(of: positions, entries))
            let tokens = output(of: positions, emissions)
            if trace.tokens != tokens, let product = graphs.learned?.product {
                let step = GraphStep(graph: nil, text: product.title, isSkipped: false, output: trace.tokens)
                trace.steps.insert(step, at: 0)
            }
            trace.tokens = tokens
            body(record, trace)
        }
    }

    private func trace(
        of positions: Range<Int>, _ records: ParsedRecords, _ text: BlockText, value: [String],
        _ decoded: DecodedGraph?, key: SequenceKey?
    ) -> GraphTrace {
        let windows = windows(positions, records, text, value: value)
        var trace = GraphTrace(input: windows.query, tokens: value, steps: [], output: value)
        if case .refused(let tokens, let error) = decoded {
            trace.steps.append(
                GraphStep(
                    graph: nil, text: tokens.joined(separator: " "), isSkipped: true, output: value,
                    refusal: error.description))
        }
        trace.output = edited(windows, decoded, key: key) { number, text, isSkipped, output in
            trace.steps.append(
                GraphStep(graph: number, text: text, isSkipped: isSkipped, output: output))
        }
        if let decisions, decisions.numbers(of: trace.output, count: positions.count) == nil {
            trace.output = value
        }
        return trace
    }

    /// What graphs make of an output.
    ///
    /// - Parameter observe: told of each graph that did something: its number in the list, its text, whether it was skipped, and the
    ///   output after it.
    private func edited(
        _ windows: GraphWindows, _ decoded: DecodedGraph?, key: SequenceKey?,
        observing observe: ((Int?, String, Bool, [String]) -> Void)? = nil
    ) -> [String] {
        var windows = windows
        if let graph = decoded?.graph {
            let result = executor(of: graph).run(windows)
            if let observe, result.effects != [.none] {
                observe(nil, graph.description, result.effects == [.skipped], result.value)
            }
            windows = GraphWindows(query: windows.query, value: result.value)
        }
        guard let executor = graphs.executor else { return windows.raw.compactMap(\.text) }
        let selected = key.flatMap { key in graphs.selection?.graphs(for: key) }
        guard let observe else { return executor.run(windows, only: selected).value }
        return executor.run(windows, only: selected) { [graphs] index, effect, output in
            if effect == .none { return }
            observe(
                graphs.numbers[index], executor.graphs[index].description, effect == .skipped, output)
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

    /// What the executor runs on. After rows no distances are given: they would say nothing of what the rows decided.
    private func windows(
        _ positions: Range<Int>, _ records: ParsedRecords, _ text: BlockText, value: [String]
    ) -> GraphWindows {
        var table: OutputDistances?
        if let distances, learned == nil, let decisions {
            let range = positions.lowerBound * distances.outputs..<positions.upperBound * distances.outputs
            table = OutputDistances(
                outputs: decisions.names.map { .token($0) }, unit: graphs.unit,
                values: Array(distances.all[range]))
        }
        return GraphWindows(
            query: records.columns.map { column in
                positions.map { String(decoding: text.piece(column[$0]), as: UTF8.self) }
            }, value: value, distances: table)
    }

    /// The value window: the decision at each position, or the output tokens of a pair.
    private func output(of positions: Range<Int>, _ emissions: Emissions) -> [String] {
        guard let decisions else { return emissions[positions].flatMap { outputs.units(Int($0)) } }
        return emissions.withDecisions { numbers in numbers[positions].map { decisions.names[Int($0)] } }
            ?? []
    }
}

/// The decoder's tokens by number and by name.
private struct DecisionNames {
    let names: [String]
    /// By bytes: texts that Unicode calls equivalent are different tokens.
    private let numbers: [GraphSymbol: UInt32]

    init(_ outputs: TokenDictionary) {
        names = (0..<outputs.count).map { outputs[$0] }
        // Bytes that are no UTF-8 may be the same text; then the first token counts.
        numbers = Dictionary(
            names.enumerated().map { (.token($1), UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The numbers of so many names; nil when there are more or fewer, or one names no token.
    func numbers(of names: [String], count: Int) -> [UInt32]? {
        guard names.count == count else { return nil }
        let found = names.compactMap { numbers[.token($0)] }
        return found.count == count ? found : nil
    }
}
