import DigitKeys
import KeyLayers
import TokenPipeline

/// What one row had to do with a decision.
public struct ExplainedRow: Sendable, Codable, Equatable {
    /// The layer, as text.
    public let layer: String
    /// What the layer saw.
    public let context: String
    /// Number of the row.
    public let row: Int
    /// How often training updated it.
    public let updates: Int
    /// Mean absolute value of its numbers, in units of a number's last digit.
    public let weight: Double
    /// Distance of the runner-up minus distance of the nearest token, if the row did not exist; nil where there is no
    /// runner-up.
    public let leadWithout: Int?
}

/// One decision, laid open.
public struct ExplainedDecision: Sendable, Codable, Equatable {
    /// Counts from 1.
    public let position: Int
    /// The input token of column 1.
    public let token: String
    /// False when the token is in no dictionary.
    public let isKnown: Bool
    /// The token that was chosen.
    public let choice: String
    /// The nearest token and its distance.
    public let nearest: String
    /// Distance of the nearest token.
    public let distance: Int
    /// The next token, if there is one.
    public let runnerUp: String?
    /// Its distance.
    public let runnerUpDistance: Int?
    /// Every layer that has a row, in the order of the layers.
    public let rows: [ExplainedRow]
}

/// Explains answers with the plain decoder, so that what is shown is the definition itself.
public struct Explanation: Sendable {
    private let model: Model
    private let reference: ReferenceDecoder
    private let contexts: ContextText

    /// An explanation of `model`.
    ///
    /// - Complexity: O(dictionary of spans).
    public init(model: Model) {
        self.model = model
        reference = ReferenceDecoder(model: model.tokens)
        contexts = ContextText(frame: model.tokens.frame)
    }

    /// Lays open every decision for one record: a line, or the lines of a sentence.
    ///
    /// - Throws: `InputError` when the record does not have the model's format.
    /// - Complexity: O(positions · layers · outputs · digits), meant for people.
    public func explain(_ text: String) throws(InputError) -> [ExplainedDecision] {
        let tokens = try columns(of: text)
        return reference.decode(tokens).map { explained($0, tokens: tokens) }
    }

    /// What the model's graphs do to what was decided for the record; nil where none runs.
    ///
    /// - Parameter position: counts from 1; what rows over conditions do there is told as well.
    /// - Throws: `InputError` when the record does not have the model's format.
    /// - Complexity: as for inference, and O(graphs · output); with a position O((conditions + rows) · positions · values) more.
    public func graphs(_ text: String, at position: Int? = nil) throws(InputError) -> GraphTrace? {
        guard RunnableGraphs(model, stepByStep: true) != nil else { return nil }
        let block = try LineBlock(text: text)
        let worker = TransductionWorker(model: model, stepByStep: true)
        var found: GraphTrace?
        let failure = block.withText { text in
            BlockTransduction.parse(
                text, codec: worker.codec, withGold: false, stopsAtFailure: true, into: worker.records)
            worker.trace(text) { record, trace in if record == 0 { found = trace } }
            if let position { found?.conditions = worker.conditions(at: position - 1, of: 0, text) }
            return worker.records.failures.first?.error
        }
        if let failure {
            throw InputError(source: "input", line: failure.line + 1, problem: failure.problem)
        }
        return found
    }

    private func columns(of text: String) throws(InputError) -> [[String]] {
        let block = try LineBlock(text: text)
        let codec = model.format.codec
        let records = ParsedRecords(columnCount: codec.columnCount)
        guard !block.lines.isEmpty else { return [] }
        do throws(RecordError) {
            return try block.withText { text throws(RecordError) in
                try codec.parse(codec.record(from: 0, of: text), of: text, withGold: false, into: records)
                let data = (0..<records.count).map { position in
                    records.columns.map { String(decoding: text.piece($0[position]), as: UTF8.self) }
                }
                return model.withDerivedColumns(data)
            }
        } catch {
            throw InputError(source: "input", line: error.line + 1, problem: error.problem)
        }
    }

    private func explained(_ trace: DecisionTrace, tokens: [[String]]) -> ExplainedDecision {
        let frame = model.tokens.frame
        let token = tokens[trace.position][0]
        let hasRunnerUp = trace.nearest.runnerUp >= 0
        return ExplainedDecision(
            position: trace.position + 1, token: token,
            isKnown: frame.columns[0].tokens.index(of: token) != nil,
            choice: contexts.outputText(trace.choice), nearest: contexts.outputText(trace.nearest.index),
            distance: Int(trace.nearest.distance),
            runnerUp: hasRunnerUp ? contexts.outputText(trace.nearest.runnerUp) : nil,
            runnerUpDistance: hasRunnerUp ? Int(trace.nearest.runnerUpDistance) : nil,
            rows: trace.layers.filter { $0.row > 0 }.map { explained($0, in: trace) })
    }

    private func explained(_ layer: LayerTrace, in trace: DecisionTrace) -> ExplainedRow {
        let rows = model.tokens.rows
        let values = rows[Int(layer.row)]
        let scale = Double(1 << rows.fractionBits)
        let weight = values.reduce(0) { $0 + Double($1.magnitude) } / Double(values.count) / scale
        var lead: Int?
        if trace.nearest.runnerUp >= 0 {
            let distances = reference.distances(of: trace, withoutRow: Int(layer.row))
            lead = Int(distances[trace.nearest.runnerUp]) - Int(distances[trace.nearest.index])
        }
        return ExplainedRow(
            layer: model.tokens.frame.layout.layers[layer.layer].description,
            context: contexts.text(layer: layer.layer, values: layer.values), row: Int(layer.row),
            updates: Int(rows.updates[Int(layer.row)]), weight: weight, leadWithout: lead)
    }
}
