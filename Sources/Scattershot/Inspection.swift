import KeyLayers
import Platform
import TokenPipeline

/// A row of a model, in words.
public struct InspectedRow: Sendable, Codable, Equatable {
    /// The layer, as text.
    public let layer: String
    /// What the layer must see for the row to be active.
    public let context: String
    /// Number of the row.
    public let row: Int
    /// How often training updated it.
    public let updates: Int
    /// Mean absolute value of its numbers, in units of a number's last digit.
    public let weight: Double
    /// The output that the row alone brings nearer most.
    public let pullsTo: String
}

/// A layer of a model in numbers.
public struct InspectedLayer: Sendable, Codable, Equatable {
    /// The layer, as text.
    public let layer: String
    /// How inference evaluates it, a `LayerForm`.
    public let form: String
    /// Rows of this layer.
    public let rows: Int
    /// Updates of all its rows.
    public let updates: Int
    /// Mean over the numbers of the rows' standard deviation, in units of a number's last digit.
    public let deviation: Double
}

/// What training found out about the links of node A after one state: see `CandidateRecord`.
public struct InspectedState: Sendable, Codable, Equatable {
    /// The output that was decided last; nil where there is none yet.
    public let state: String?
    /// Decisions that were measured.
    public let decisions: Int
    /// Those that the layers of the input and of link B got right.
    public let presentRight: Int
    /// Those that the layers of the input and of link C got right.
    public let windowRight: Int
    /// Those that all layers together got right.
    public let bothRight: Int
    /// The candidate that the record is for.
    public let candidate: NodeCandidate
}

/// Looks into a model.
public struct Inspection: Sendable {
    let model: Model

    /// A look into `model`.
    ///
    /// - Complexity: O(1).
    public init(model: Model) {
        self.model = model
    }

    /// The record of the states, most frequent first; empty unless the model was trained by it.
    ///
    /// - Complexity: O(states · log states).
    public func states() -> [InspectedState] {
        guard let record = model.tokens.record else { return [] }
        let outputs = model.tokens.frame.outputs
        return (0..<record.stateCount).filter { record.decisions(after: $0) > 0 }.map { state in
            let token = state - Int(PartValue.known(0))
            return InspectedState(
                state: (0..<outputs.count).contains(token) ? outputs[token] : nil,
                decisions: record.decisions(after: state),
                presentRight: record.rightDecisions(of: .present, after: state),
                windowRight: record.rightDecisions(of: .window, after: state),
                bothRight: record.rightDecisions(of: .both, after: state),
                candidate: record.candidate(after: state))
        }
        .sorted { ($1.decisions, $0.state ?? "") < ($0.decisions, $1.state ?? "") }
    }

    /// Rows, updates and spread of each layer.
    ///
    /// - Complexity: O(rows · numbers).
    public func layers() -> [InspectedLayer] {
        let rows = model.tokens.rows
        let layout = model.tokens.frame.layout
        var members = [[UInt32]](repeating: [], count: layout.layers.count)
        model.tokens.table.forEach { signature, row in
            if let unpacked = layout.unpack(signature) { members[unpacked.layer].append(row) }
        }
        let scale = Double(1 << rows.fractionBits)
        let forms = LayerForm.forms(of: model.tokens.frame)
        return layout.layers.indices.map { layer in
            let values = members[layer].flatMap { rows[Int($0)].map { Double($0) / scale } }
            let moments = ColumnMoments(of: values, columns: rows.numbers)
            let deviation = moments.variance.reduce(0) { $0 + $1.squareRoot() } / Double(rows.numbers)
            return InspectedLayer(
                layer: layout.layers[layer].description, form: forms[layer].rawValue,
                rows: members[layer].count,
                updates: members[layer].reduce(0) { $0 + Int(rows.updates[Int($1)]) }, deviation: deviation)
        }
    }

    /// The heaviest rows, of all layers or of one.
    ///
    /// - Parameters:
    ///   - count: how many; the heaviest come first, equal ones in the order of their numbers.
    ///   - layer: index of a layer, or nil for all.
    /// - Complexity: O(rows · (numbers + log rows)).
    public func heaviestRows(_ count: Int, layer: Int? = nil) -> [InspectedRow] {
        let rows = model.tokens.rows
        let layout = model.tokens.frame.layout
        var candidates: [(weight: Double, row: UInt32, layer: Int, values: [UInt32])] = []
        model.tokens.table.forEach { signature, row in
            guard let unpacked = layout.unpack(signature), layer == nil || layer == unpacked.layer else {
                return
            }
            candidates.append((weight(of: Int(row)), row, unpacked.layer, unpacked.values))
        }
        candidates.sort { ($1.weight, $0.row) < ($0.weight, $1.row) }
        let contexts = ContextText(frame: model.tokens.frame)
        let reference = ReferenceDecoder(model: model.tokens)
        return candidates.prefix(max(count, 0)).map { candidate in
            InspectedRow(
                layer: layout.layers[candidate.layer].description,
                context: contexts.text(layer: candidate.layer, values: candidate.values),
                row: Int(candidate.row),
                updates: Int(rows.updates[Int(candidate.row)]), weight: candidate.weight,
                pullsTo: model.tokens.frame.outputs[reference.pull(ofRow: Int(candidate.row))])
        }
    }

    private func weight(of row: Int) -> Double {
        let values = model.tokens.rows[row]
        let scale = Double(1 << model.tokens.rows.fractionBits)
        return values.reduce(0) { $0 + Double($1.magnitude) } / Double(values.count) / scale
    }
}
