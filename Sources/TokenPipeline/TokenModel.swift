import CuckooTable
import DigitKeys
import KeyLayers
import Platform

/// The parts of a token model that are fixed before anything is learned.
public struct TokenModelFrame: Sendable {
    /// What a position emits.
    public let plan: EmissionPlan
    /// What rows are subtracted from.
    public let start: EncoderStart
    /// How the decoder's keys are drawn.
    public let spread: KeySpread
    /// Which of the drawn keys each of the decoder's tokens owns; nil where token `i` owns key `i`.
    public let keyOwners: Slab<UInt32>?
    /// The input columns: those of the data, then those that are derived from them.
    public let columns: [ColumnVocabulary]
    /// How the derived columns are computed.
    public let derived: [DerivedColumn]
    /// Clusters of sequences, of the derived columns that need them, in order.
    public internal(set) var clusters: [SequenceClusters]
    /// The spans that layers can see.
    public let spans: SpanIndex
    /// The decoder's dictionary; ⟨stop⟩ is its token 0 where the plan has one.
    public let outputs: TokenDictionary
    /// What layers can see of emitted tokens as a class.
    public let traits: OutputTraits
    /// The layers and their packing.
    public let layout: SignatureLayout
    /// The distance between encoder embeddings and decoder keys.
    public let distance: DigitDistance

    /// Makes embeddings' digits.
    public let embedding: EncoderEmbedding
    /// The decoder's keys.
    public let keys: KeyPlanes
    /// The decoder's keys as numbers: tokens × numbers.
    public let keyNumbers: Slab<Int32>
    /// The units that the decoder's tokens leave behind.
    public let units: OutputUnits
    /// Finds the nearest decoder key.
    public let search: PlaneScan
    /// What rows are subtracted from, for each token.
    public let startVectors: StartVectors

    /// A frame; its derived parts are computed here.
    ///
    /// - Parameter keyOwners: a permutation of the numbers of the decoder's keys.
    /// - Throws: `InvalidStructure` when a layer cannot be packed or looks at a column or view that is not there, or two
    ///   tokens own one key.
    /// - Complexity: O(outputs · digits + layers), and O(tokens · numbers) for `EncoderStart.weights`.
    public init(
        plan: EmissionPlan, start: EncoderStart, columns: [ColumnVocabulary], spans: SpanIndex,
        outputs: TokenDictionary, layers: [ContextLayer], distance: DigitDistance,
        spread: KeySpread = .uniform, keyOwners: Slab<UInt32>? = nil, traits: OutputTraits = .plain,
        derived: [DerivedColumn] = [], clusters: [SequenceClusters] = []
    ) throws {
        guard !columns.isEmpty, outputs.count > (plan.hasStop ? 1 : 0) else {
            throw InvalidStructure(
                "a model needs input columns and output tokens; is there an answer in the data?")
        }
        for source in layers.flatMap(\.parts).map(\.source) {
            if case .due(let column) = source {
                try Self.checkDue(column, derived: derived)
                continue
            }
            guard case .column(let column, let view) = source else { continue }
            guard column <= columns.count, columns[column - 1].dictionary(of: view) != nil else {
                throw InvalidStructure(
                    "a layer looks at '\(source)', but the input has \(columns.count) column(s)")
            }
        }
        _ = try ColumnDeriver(
            columns: derived, dictionaries: columns.map(\.tokens), spans: spans, clusters: clusters)
        if let last = derived.last, last.rule == .pass,
            columns[columns.count - 1].tokens.count < outputs.count
        {
            throw InvalidStructure("'\(last)' has fewer tokens than a first pass can decide")
        }
        self.derived = derived
        self.clusters = clusters
        let units = try OutputUnits(traits: traits, outputs: outputs, plan: plan)
        layout = try SignatureLayout(layers: layers) { source in
            Self.valueCount(of: source, columns: columns, spans: spans, outputs: outputs, units: units)
        }
        self.traits = traits
        self.units = units
        self.plan = plan
        self.start = start
        self.spread = spread
        self.columns = columns
        self.spans = spans
        self.outputs = outputs
        self.distance = distance
        embedding = EncoderEmbedding(shape: distance.shape)
        self.keyOwners = keyOwners
        let weights = try Self.owned(
            spread.keys(count: outputs.count, source: outputs.keySource, distance: distance), by: keyOwners)
        keys = KeyPlanes(keys: weights, shape: distance.shape)
        keyNumbers = Slab(weights.flatMap { $0.map { Int32($0) } })
        search = PlaneScan(keys: keys, distance: distance)
        startVectors = StartVectors(start: start, tokens: columns[0].tokens, shape: distance.shape)
    }
}

extension TokenModelFrame {
    /// The keys in the order of the tokens that own them.
    private static func owned(
        _ keys: [[UInt64]], by owners: Slab<UInt32>?
    ) throws(InvalidStructure) -> [[UInt64]] {
        guard let owners else { return keys }
        let numbers = owners.withUnsafeBufferPointer { $0.map { Int($0) } }
        guard numbers.count == keys.count, Set(numbers).count == keys.count,
            numbers.allSatisfy(keys.indices.contains)
        else { throw InvalidStructure("the decoder's keys do not belong to its tokens one by one") }
        return numbers.map { keys[$0] }
    }

    /// How many values a source takes, `PartValue.outside` and `PartValue.unknown` among them.
    func valueCount(of source: ContextPart.Source) -> Int {
        Self.valueCount(of: source, columns: columns, spans: spans, outputs: outputs, units: units)
    }

    private static func valueCount(
        of source: ContextPart.Source, columns: [ColumnVocabulary], spans: SpanIndex,
        outputs: TokenDictionary, units: OutputUnits
    ) -> Int {
        switch source {
        case .column(let column, let view):
            PartValue.valueCount(for: columns[column - 1].dictionary(of: view)?.count ?? 0)
        case .edge: PartValue.valueCount(for: PartValue.Edge.count)
        case .output: PartValue.valueCount(for: outputs.count)
        case .span: spans.valueCount
        case .unit: PartValue.valueCount(for: units.texts.count)
        case .seen: PartValue.valueCount(for: units.seenCount)
        case .due: PartValue.valueCount(for: EmissionMarks.dueRange.count)
        }
    }
}

/// A learned token model: its frame, its rows and the table that finds them. Immutable and safe to share.
public struct TokenModel: Sendable {
    /// What was fixed before learning.
    public let frame: TokenModelFrame
    /// Context signature → row.
    public let table: SignatureTable
    /// The rows.
    public let rows: RowTable
    /// Which links served each state in training; nil unless it was asked for.
    public let record: CandidateRecord?
    /// What decisions cost in a search with a beam; nil where nothing was measured.
    public let costs: StepCosts?

    /// A model.
    ///
    /// - Throws: `InvalidStructure` when the rows have another shape than the keys, the table was made for other rows, or
    ///   sums of rows could leave sixteen bits.
    /// - Complexity: O(rows · numbers).
    public init(
        frame: TokenModelFrame, table: SignatureTable, rows: RowTable, record: CandidateRecord? = nil,
        costs: StepCosts? = nil
    ) throws(InvalidStructure) {
        guard rows.numbers == frame.distance.shape.numbers else {
            throw InvalidStructure(
                "rows of \(rows.numbers) numbers for keys of the shape \(frame.distance.shape)")
        }
        guard table.count == rows.count, Int(table.largestValue) <= rows.count else {
            throw InvalidStructure("\(rows.count) rows, but a table of \(table.count)")
        }
        let bound = Self.largestSum(of: rows, table: table, layerCount: frame.layout.layers.count)
        guard bound + Int(frame.distance.shape.largestNumber) << rows.fractionBits <= Int(Int16.max) else {
            throw InvalidStructure("sums of the rows could leave sixteen bits; train the model again")
        }
        self.frame = frame
        self.table = table
        self.rows = rows
        self.record = record
        self.costs = costs
    }

    /// The most that one row a layer can sum to, either way: what `RowQuantizer` bounds, so that sums of rows are exact
    /// in sixteen bits, in any order and grouping.
    private static func largestSum(of rows: RowTable, table: SignatureTable, layerCount: Int) -> Int {
        var largest = [UInt16](repeating: 0, count: layerCount)
        table.forEach { signature, row in
            let layer = Int(signature.high >> 24)
            guard layer < layerCount else { return }
            let values = rows.values.base + Int(row) * rows.numbers
            var most = largest[layer]
            for number in 0..<rows.numbers { most = max(most, values[number].magnitude) }
            largest[layer] = most
        }
        return largest.reduce(0) { $0 + Int($1) }
    }
}
