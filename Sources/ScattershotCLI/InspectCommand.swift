import ArgumentParser
import Platform
import Scattershot
import TextTable
import TokenPipeline

/// `scattershot inspect`
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what is in a model: settings, dictionaries, layers, rows, sizes.")

    @Argument(help: "Model file that 'scattershot train' wrote.", completion: .file(extensions: ["model"]))
    var model: String

    @Flag(help: "Print the context layers alone, one a line, as 'train --layers' reads them.")
    var layers = false

    @Flag(
        help: """
            Print the record of the states: how often layers that look at the present state alone (B), at others (C), and both were right after each state in the first pass of training, in percent, and what '--node record' uses.
            """)
    var states = false

    @Option(help: "Print the heaviest rows: how many.")
    var rows: Int?

    @Option(help: "With --rows: rows of this layer alone, named as --layers prints it.")
    var layer: String?

    @Flag(
        help:
            "Print the tokens of the first input column and of the output, one a line, with their canonical keys."
    )
    var dictionary = false

    @Flag(help: "Print as JSON.")
    var json = false

    func validate() throws {
        if let rows, rows < 1 { throw ValidationError("--rows must be at least 1, not \(rows)") }
        guard [layers, dictionary, states, rows != nil].filter({ $0 }).count <= 1 else {
            throw ValidationError("choose one of --layers, --dictionary, --states and --rows")
        }
        if json && (layers || dictionary) {
            throw ValidationError(
                "--json goes with the summary, --states and --rows; --layers and --dictionary print lines")
        }
        if layer != nil && rows == nil { throw ValidationError("--layer goes with --rows") }
    }

    private struct Section: Encodable {
        var name: String
        var bytes: Int
    }

    private struct Summary: Encodable {
        var format: DataFormat
        var provenance: Provenance
        var tokens: Int
        var outputs: Int
        var keyShape: String
        var digitWeights: [UInt64]
        var penalty: UInt64
        var start: String
        var rows: Int
        var rowTableLoad: Double
        var fractionBits: Int
        var spans: Int
        var layers: [InspectedLayer]
        /// Of models with key layers.
        var clusters: [InspectedCluster]
        var sections: [Section]
    }

    mutating func run() throws {
        let model = try Model(contentsOf: self.model)
        let output = FileOutput.standardOutput()
        if layers {
            try output.write(model.layerList.lines.map { $0 + "\n" }.joined())
        } else if dictionary {
            try Self.writeDictionaries(of: model, to: output)
        } else if states {
            try writeStates(of: model, to: output)
        } else if let rows {
            try writeRows(rows, of: model, to: output)
        } else {
            let summary = try summary(of: model)
            if json { return try JSONReport.print(summary) }
            try output.write(Self.text(of: summary))
        }
        try output.finish()
    }

    private func writeStates(of model: Model, to output: FileOutput) throws {
        let states = Inspection(model: model).states()
        if json { return try JSONReport.print(states) }
        func share(_ right: Int, _ state: InspectedState) -> String {
            NumberText.percent(Double(right) / Double(state.decisions))
        }
        let table = TextTable<InspectedState> { state in
            [
                Column("after" <- state.state.map { $0 == " " ? "␠" : $0 } ?? "nothing", align: .left),
                Column("decisions" <- NumberText.grouped(state.decisions), align: .right),
                Column("A with B" <- share(state.presentRight, state), align: .right),
                Column("A with C" <- share(state.windowRight, state), align: .right),
                Column("both" <- share(state.bothRight, state), align: .right),
                Column("record" <- Self.name(of: state.candidate), align: .left),
            ]
        }
        try output.write(
            (table.string(for: states)
                ?? "no record: 'train --node record' makes one where layers look at states") + "\n")
    }

    private static func name(of candidate: NodeCandidate) -> String {
        switch candidate {
        case .present: "A with B"
        case .window: "A with C"
        case .both: "both"
        }
    }

    private func writeRows(_ count: Int, of model: Model, to output: FileOutput) throws {
        var index: Int?
        if let layer {
            index = model.layers.firstIndex(of: layer)
            guard index != nil else {
                throw ValidationError("the model has no layer '\(layer)'; 'inspect --layers' prints them all")
            }
        }
        let rows = Inspection(model: model).heaviestRows(count, layer: index)
        if json { return try JSONReport.print(rows) }
        let table = TextTable<InspectedRow> { row in
            [
                Column("layer" <- row.layer, align: .left), Column("sees" <- row.context, align: .left),
                Column("pulls to" <- (row.pullsTo == " " ? "␠" : row.pullsTo), align: .left),
                Column("row" <- row.row, align: .right), Column("updates" <- row.updates, align: .right),
                Column("weight" <- NumberText.fixed(row.weight, 1), align: .right),
            ]
        }
        try output.write((table.string(for: rows) ?? "no rows") + "\n")
    }

    private static func writeDictionaries(of model: Model, to output: FileOutput) throws {
        let frame = model.tokens.frame
        for (name, dictionary) in [("input", frame.columns[0].tokens), ("output", frame.outputs)] {
            for index in 0..<dictionary.count {
                let digits = String(dictionary.canonicalKey(of: index))
                let key = String(repeating: "0", count: 16 - digits.count) + digits
                try output.write("\(name)\t\(index)\t\(key)\t\(dictionary[index])\n")
            }
        }
    }

    private func summary(of model: Model) throws -> Summary {
        let frame = model.tokens.frame
        return Summary(
            format: model.format, provenance: model.provenance, tokens: frame.columns[0].tokens.count,
            outputs: frame.outputs.count, keyShape: frame.distance.shape.description,
            digitWeights: frame.distance.weights, penalty: frame.distance.penalty,
            start: frame.start.rawValue,
            rows: model.tokens.rows.count, rowTableLoad: model.tokens.table.load,
            fractionBits: model.tokens.rows.fractionBits, spans: frame.spans.valueCount - 2,
            layers: Inspection(model: model).layers(), clusters: Inspection(model: model).clusters(),
            sections: try Model.sections(ofFile: self.model).map { Section(name: $0.name, bytes: $0.bytes) })
    }

    private static func text(of summary: Summary) -> String {
        let provenance = summary.provenance
        let size = summary.sections.reduce(0) { $0 + $1.bytes }
        let weights = summary.digitWeights.map { "\($0)" }.joined(separator: " ")
        let layers = TextTable<InspectedLayer> { layer in
            [
                Column("layer" <- layer.layer, align: .left), Column("inference" <- layer.form, align: .left),
                Column("rows" <- NumberText.grouped(layer.rows), align: .right),
                Column("updates" <- NumberText.grouped(layer.updates), align: .right),
                Column("deviation" <- NumberText.fixed(layer.deviation, 1), align: .right),
            ]
        }
        let sections = TextTable<Section> { section in
            [
                Column("section" <- section.name, align: .left),
                Column("size" <- NumberText.bytes(section.bytes), align: .right),
            ]
        }
        let clusters =
            summary.clusters.isEmpty ? "" : "\n\n" + (Self.table.string(for: summary.clusters) ?? "")
        return """
            format      \(text(of: summary.format))
            trained     by version \(provenance.version): seed \(provenance.seed), \(provenance.epochs) passes over \
            \(NumberText.grouped(provenance.sequences)) sequences (\(NumberText.grouped(provenance.positions)) positions), \
            \(provenance.noise) noise, margin \(provenance.margin), rows with \(provenance.minimumUpdates) or more updates, \
            spans seen \(provenance.minimumSpans) times or more\(Self.text(of: provenance.merged))
            states      \(provenance.history) history\(Self.text(of: provenance.states))
            dictionary  \(NumberText.grouped(summary.tokens)) input tokens, \(NumberText.grouped(summary.outputs)) output \
            tokens, \(NumberText.grouped(summary.spans)) spans
            keys        \(summary.keyShape) digits, digit weights \(weights), penalty \(summary.penalty), start \(summary.start)
            rows        \(NumberText.grouped(summary.rows)), \(summary.fractionBits) fraction bits, table \
            \(NumberText.percent(summary.rowTableLoad)) % full
            size        \(NumberText.bytes(size))

            \(layers.string(for: summary.layers) ?? "")\(clusters)

            \(sections.string(for: summary.sections) ?? "")

            """
    }

    private static func text(of states: StateSettings?) -> String {
        guard let states else { return "" }
        let rank = states.minimumRank > 0 ? ", rank of at least \(states.minimumRank)" : ""
        return
            ", node \(states.node), ties by \(states.order)\(states.borrows ? ", rows are borrowed" : "")\(rank)"
    }

    private static func text(of merged: MergedShards?) -> String {
        guard let merged else { return "" }
        return
            "\nmerged      after each of \(merged.rounds) round(s), the last one of \(merged.shards) shard(s): "
            + merged.parts.joined(separator: " ")
    }

    private static var table: TextTable<InspectedCluster> {
        TextTable { cluster in
            [
                Column("column" <- cluster.column, align: .right),
                Column("cluster" <- cluster.cluster, align: .right),
                Column("sequences" <- NumberText.grouped(cluster.sequences), align: .right),
                Column("output length" <- NumberText.fixed(cluster.meanLength, 1), align: .right),
                Column("±" <- NumberText.fixed(cluster.lengthDeviation, 1), align: .right),
                Column("of input" <- NumberText.fixed(cluster.ratio, 2), align: .right),
                Column("value like" <- cluster.nearestOutputs.joined(separator: " "), align: .left),
                Column("deviation" <- NumberText.fixed(cluster.valueDeviation, 1), align: .right),
            ]
        }
    }

    private static func text(of format: DataFormat) -> String {
        guard format.kind == .pairs else {
            return "\(format.kind.rawValue), \(format.inputColumns) input column(s)"
        }
        let plan = format.plan
        let count = plan.minimum == plan.maximum ? "\(plan.maximum)" : "\(plan.minimum) to \(plan.maximum)"
        return "pairs, \(format.inputTokens.rawValue) to \(format.outputTokens.rawValue), \(count) "
            + (format.emissionWay == .chunks ? "chunk a position" : "tokens a position, step by step")
    }
}
