import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

/// The section `model`, JSON: everything about a model that is not an array.
struct ModelDescription: Codable {
    var format: DataFormat
    var columns: [String]
    var layers: [String]
    var numbers: Int
    var digits: Int
    var digitWeights: [UInt64]
    var penalty: Int
    var start: EncoderStart
    var spread: KeySpread
    var traits: OutputTraits
    var fractionBits: Int
    /// Views of each column, in the order of their dictionaries.
    var views: [[String]]
    /// Seeds of hash tables, by the name of the dictionary.
    var tableSeeds: [String: UInt64]
    /// Whether outputs own keys that were searched for; then a section says which.
    var hasKeyOwners: Bool
    /// Whether there are costs of alignment, in a section of their own.
    var hasAlignment: Bool
    /// Whether there are graphs, in a section of their own; nil in files from before there were any.
    var hasGraphs: Bool?
    /// Fraction bits of the rows that decode graphs; nil where there are none.
    var graphRowsFractionBits: Int?
    /// Fraction bits of the first pass's rows; nil for a model of one pass. Its layers and columns are those of the model
    /// that do not see it.
    var firstPassFractionBits: Int?
    /// Whether there is a record of the states, in a section of its own. Like what follows, older files lack it.
    var hasRecord: Bool?
    /// The difference in distance that halves a probability, for searches with a beam.
    var halvingDistance: UInt64?
    var provenance: Provenance

    static let section = "model"
    static let recordSection = "states.record"

    init(_ model: Model) {
        let tokens = model.tokens
        format = model.format
        columns = tokens.frame.derived.map(\.description)
        layers = tokens.frame.layout.layers.map(\.description)
        numbers = tokens.frame.distance.shape.numbers
        digits = tokens.frame.distance.shape.digits
        digitWeights = tokens.frame.distance.weights
        penalty = Int(tokens.frame.distance.penalty)
        start = tokens.frame.start
        spread = tokens.frame.spread
        traits = tokens.frame.traits
        fractionBits = tokens.rows.fractionBits
        views = tokens.frame.columns.map { $0.views.map(\.description) }
        tableSeeds = ["rows": tokens.table.seed, "spans": tokens.frame.spans.edges.seed]
        hasKeyOwners = tokens.frame.keyOwners != nil
        hasAlignment = model.alignment != nil
        hasGraphs = model.graphs.map { _ in true }
        graphRowsFractionBits = model.graphRows?.rows.fractionBits
        if let rows = model.graphRows { tableSeeds["graphs.rows"] = rows.table.seed }
        firstPassFractionBits = model.firstPass?.rows.fractionBits
        if let first = model.firstPass { tableSeeds["first.rows"] = first.table.seed }
        hasRecord = tokens.record != nil
        halvingDistance = tokens.costs?.halving
        provenance = model.provenance
    }

    /// - Throws: `InvalidStructure` naming what does not fit.
    func check() throws(InvalidStructure) {
        guard format.isConsistent, views.count == format.inputColumns + columns.count else {
            throw InvalidStructure("the data format contradicts itself")
        }
        guard RowTable.allowedNumbers.contains(numbers), (1...3).contains(digits) else {
            throw InvalidStructure("a key shape of \(numbers) × \(digits) is not supported")
        }
        if let rounds = provenance.merged?.rounds, !(0...1_000_000).contains(rounds) {
            throw InvalidStructure("\(rounds) rounds of merging cannot be")
        }
        if let halvingDistance, !StepCosts.halvings.contains(halvingDistance) {
            throw InvalidStructure("costs cannot have a scale of \(halvingDistance)")
        }
    }

    func tableSeed(_ name: String) throws(InvalidStructure) -> UInt64 {
        guard let seed = tableSeeds[name] else { throw InvalidStructure("no seed for the table '\(name)'") }
        return seed
    }
}
