import GraphPipeline
import Platform
import TokenPipeline

/// What graphs do on data that contains the wanted output.
public struct GraphTrialReport: Sendable, Hashable, Codable {
    /// What one graph did.
    public struct Line: Sendable, Hashable, Codable {
        /// Number of the graph, from 1; 0 for what was learned beside the list and runs as one step, and for decoded graphs.
        public let graph: Int
        /// Its text.
        public let text: String
        /// Records that it changed.
        public internal(set) var changed = 0
        /// Records that it would have taken beyond the limits of steps and of output tokens.
        public internal(set) var skipped = 0
        /// Output tokens that it brought right: how much nearer the output was after it, summed over the records where it came
        /// nearer. Nearness is Levenshtein's distance to the wanted output.
        public internal(set) var fixed = 0
        /// The same where the output was further away after it.
        public internal(set) var broken = 0
    }

    /// Records.
    public internal(set) var records = 0
    /// Wanted output tokens.
    public internal(set) var tokens = 0
    /// Records that the token decoder has right.
    public internal(set) var rightWithout = 0
    /// Records that are right after the graphs.
    public internal(set) var rightWith = 0
    /// Sum of the token decoder's distances to the wanted output.
    public internal(set) var errorsWithout = 0
    /// The same after the graphs.
    public internal(set) var errorsWith = 0
    /// What each graph did that runs.
    public internal(set) var graphs: [Line] = []
    /// Records whose decoded graph tokens made no graph, so that they had none; nil where no graphs are decoded.
    public internal(set) var refused: Int?
    /// Records whose graphs left positions without an output that the model has, so that what they did does not count.
    public internal(set) var reverted = 0
}

/// Runs a model's graphs on data that contains the wanted output, one after the other, and compares after each.
public struct GraphTrial {
    private let model: Model
    private let runnable: RunnableGraphs

    /// A trial of a model's graphs.
    ///
    /// - Throws: `InvalidStructure` when none of them runs.
    /// - Complexity: O(1).
    public init(_ model: Model) throws(InvalidStructure) {
        guard let runnable = RunnableGraphs(model, stepByStep: true) else {
            throw InvalidStructure("no graph of the model runs; 'scattershot graph list' shows what there is")
        }
        self.model = model
        self.runnable = runnable
    }

    /// Runs the graphs.
    ///
    /// - Parameters:
    ///   - source: records with the wanted output in them.
    ///   - options: how the source is cut; the boundary is the format's own.
    ///   - progress: called after each block with the records done.
    /// - Throws: `InputError` for a record that does not have the model's format; the errors of the source; what `progress`
    ///   throws.
    /// - Complexity: as for inference on one thread, and O(graphs · output²) for each record that graphs change.
    public func run(
        _ source: any ByteSource, blocks options: LineBlocks.Options = LineBlocks.Options(),
        progress: (Int) throws -> Void = { _ in }
    ) throws -> GraphTrialReport {
        var report = GraphTrialReport()
        var lines: [Int: GraphTrialReport.Line] = [:]
        for (index, entry) in (model.graphs?.entries ?? []).enumerated() where entry.line.isEnabled {
            lines[index + 1] = GraphTrialReport.Line(
                graph: index + 1, text: entry.line.graph.description)
        }
        // What is learned runs as one step, and what people wrote or changed runs after it graph by graph.
        let isDecoding = runnable.sequences != nil
        let step = isDecoding ? "graphs that are decoded" : runnable.learned?.product.title
        if let step {
            lines = lines.filter { model.graphs?.entries[$0.key - 1].origin != .learned }
            lines[0] = GraphTrialReport.Line(graph: 0, text: step)
        }
        if isDecoding { report.refused = 0 }
        try GoldTraces(model, blocks: options).forEach(
            of: source, afterBlock: { try progress(report.records) }
        ) { trace, gold, _ in
            var distance = EditDistance.between(trace.tokens, gold)
            report.records += 1
            report.tokens += gold.count
            report.rightWithout += distance == 0 ? 1 : 0
            report.errorsWithout += distance
            var output = trace.tokens
            for step in trace.steps {
                if step.refusal != nil {
                    report.refused? += 1
                    continue
                }
                let number = step.graph ?? 0
                lines[number]?.skipped += step.isSkipped ? 1 : 0
                // What was undone changed nothing; what was learned runs before and stays.
                let isKept = trace.reversal == nil || step.output == trace.output && step.graph == nil
                guard step.output != output, isKept else { continue }
                output = step.output
                let after = EditDistance.between(output, gold)
                lines[number]?.changed += 1
                lines[number]?.fixed += max(0, distance - after)
                lines[number]?.broken += max(0, after - distance)
                distance = after
            }
            report.reverted += trace.reversal == nil ? 0 : 1
            let last = EditDistance.between(trace.output, gold)
            report.rightWith += last == 0 ? 1 : 0
            report.errorsWith += last
        }
        report.graphs = lines.values.sorted { $0.graph < $1.graph }
        return report
    }
}
