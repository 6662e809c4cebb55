import CuckooTable
import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Model {
    /// Writes the model to `path`: to a temporary file beside it, synced and renamed, so that the name never holds half
    /// a model.
    ///
    /// - Throws: `SystemError` when the file cannot be written; what stood there before is still there then.
    /// - Complexity: O(size).
    public func write(to path: String) throws { try sections().write(to: path) }

    /// The sections of the model's file.
    func sections() throws -> SectionWriter {
        var description = ModelDescription(self)
        var sections = SectionWriter()
        func add(_ name: String, _ dictionary: TokenDictionary) {
            description.tableSeeds[name] = dictionary.table.seed
            sections.add("\(name).text", dictionary.text)
            sections.add("\(name).starts", dictionary.starts)
            sections.add("\(name).table", dictionary.table.buckets)
        }
        for (index, column) in tokens.frame.columns.enumerated() {
            add("column.\(index)", column.tokens)
            for (view, dictionary) in column.viewDictionaries.enumerated() {
                add("column.\(index).view.\(view)", dictionary)
                guard let lexicon = column.lexica[view] else { continue }
                add("column.\(index).view.\(view).lexicon", lexicon.entries)
                sections.add("column.\(index).view.\(view).classes", lexicon.classOfEntry)
            }
            sections.add("column.\(index).views", column.viewIndices)
        }
        add("outputs", tokens.frame.outputs)
        if let owners = tokens.frame.keyOwners { sections.add("outputs.keys", owners) }
        sections.add("spans.table", tokens.frame.spans.edges.buckets)
        sections.add("spans.ends", tokens.frame.spans.endCounts)
        for (number, clusters) in tokens.frame.clusters.enumerated() {
            sections.add("clusters.\(number).centers", clusters.centers)
            sections.add("clusters.\(number).scale", clusters.scale)
            sections.add("clusters.\(number).lengths", clusters.lengthNumbers)
            sections.add("clusters.\(number).values", clusters.values)
        }
        func add(_ name: String, _ model: TokenModel) {
            sections.add("\(name).table", model.table.buckets)
            sections.add("\(name).updates", model.rows.updates)
            sections.add("\(name).values", model.rows.values)
        }
        add("rows", tokens)
        if let firstPass { add("first.rows", firstPass) }
        if let graphRows { add("graphs.rows", graphRows) }
        if let record = tokens.record { sections.add(ModelDescription.recordSection, record.counts) }
        if let alignment { sections.add(AlignmentTable.section, alignment.bytes) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let graphs { sections.add(ModelGraphs.section, Array(try encoder.encode(graphs))) }
        sections.add(ModelDescription.section, Array(try encoder.encode(description)))
        return sections
    }

    /// Loads a model.
    ///
    /// The file's size, section table and checksums are checked first, then every index and size in it, so that no file,
    /// whatever its bytes, leads to a crash. The arrays stay in the mapped file and are shared by all processes that
    /// map it. A mapped file must not be truncated while a process uses it: the system then ends the process (SIGBUS).
    /// Replace models by renaming, as `write(to:)` does, or set `isMapped` to false.
    ///
    /// - Parameters:
    ///   - path: a file that `write(to:)` made.
    ///   - isMapped: false to read the file into memory of this process.
    /// - Throws: `ModelFileError` for a file that is no model, of another version, truncated or damaged; `SystemError`
    ///   for one that cannot be read.
    /// - Complexity: O(size), reading it once.
    public init(contentsOf path: String, isMapped: Bool = true) throws {
        let sections = try SectionReader(path: path, isMapped: isMapped)
        try sections.require(
            ModelDescription.section,
            otherwise: "no model that gives outputs for inputs; give a file that 'scattershot train' wrote")
        self = try sections.reading { try Model($0) }
    }

    /// The sections of a model file with their sizes in bytes, in the order of the file.
    ///
    /// - Throws: as `init(contentsOf:isMapped:)` does for the container.
    /// - Complexity: O(size).
    public static func sections(ofFile path: String) throws -> [(name: String, bytes: Int)] {
        try SectionReader(path: path, isMapped: true).sizes
    }

    /// The model in the sections of a file.
    init(_ sections: SectionReader) throws {
        let description: ModelDescription = try sections.decoded(ModelDescription.section)
        try description.check()
        let seed = description.provenance.seed
        func dictionary(_ name: String, _ keys: DictionaryKeys) throws -> TokenDictionary {
            try TokenDictionary(
                keySource: keys.source(seed: seed), text: try sections.slab("\(name).text", of: UInt8.self),
                starts: try sections.slab("\(name).starts", of: UInt32.self),
                buckets: try sections.slab("\(name).table", of: Bucket.self),
                tableSeed: try description.tableSeed(name))
        }
        let columns = try description.views.enumerated().map { index, names in
            let views = try names.map { name in
                guard let view = TokenView(name) else {
                    throw InvalidStructure("the view '\(name)' is not known")
                }
                return view
            }
            let dictionaries = try views.indices.map {
                try dictionary("column.\(index).view.\($0)", .view(column: index, view: $0))
            }
            let lexica = try views.indices.map { view -> Lexicon? in
                guard case .lexicon = views[view] else { return nil }
                let name = "column.\(index).view.\(view)"
                return try Lexicon(
                    entries: try dictionary("\(name).lexicon", .view(column: index, view: view)),
                    classOfEntry: try sections.slab("\(name).classes", of: UInt32.self),
                    classes: dictionaries[view])
            }
            return try ColumnVocabulary(
                tokens: try dictionary("column.\(index)", .column(index)), views: views,
                viewDictionaries: dictionaries, lexica: lexica,
                viewIndices: try sections.slab("column.\(index).views", of: UInt32.self))
        }
        let spans = try SpanIndex(
            buckets: try sections.slab("spans.table", of: Bucket.self),
            seed: try description.tableSeed("spans"),
            endCounts: try sections.slab("spans.ends", of: UInt32.self))
        let shape = KeyShape(numbers: description.numbers, digits: description.digits)
        let distance = try DigitDistance(
            shape: shape, weights: description.digitWeights, penalty: description.penalty)
        let derived = try description.columns.map { try DerivedColumn(text: $0) }
        let clusters = try Self.clusters(sections, derived: derived, columns: columns, distance: distance)
        let frame = try TokenModelFrame(
            plan: description.format.plan, start: description.start, columns: columns, spans: spans,
            outputs: try dictionary("outputs", .outputs),
            layers: try description.layers.map { try ContextLayer(text: $0) },
            distance: distance,
            spread: description.spread,
            keyOwners: try description.hasKeyOwners
                ? sections.slab("outputs.keys", of: UInt32.self) : nil,
            traits: description.traits,
            derived: derived, clusters: clusters)
        func tokenModel(
            _ name: String, _ frame: TokenModelFrame, fractionBits: Int, record: CandidateRecord? = nil,
            costs: StepCosts? = nil
        ) throws -> TokenModel {
            let rows = try RowTable(
                numbers: frame.distance.shape.numbers, fractionBits: fractionBits,
                values: try sections.slab("\(name).values", of: Int16.self),
                updates: try sections.slab("\(name).updates", of: UInt32.self))
            let table = try SignatureTable(
                buckets: try sections.slab("\(name).table", of: Bucket.self),
                seed: try description.tableSeed(name), largestValue: UInt32(clamping: rows.count))
            return try TokenModel(frame: frame, table: table, rows: rows, record: record, costs: costs)
        }
        guard frame.seesFirstPass == (description.firstPassFractionBits != nil) else {
            throw InvalidStructure("there is no first pass, or one that no layer sees")
        }
        let alignment =
            description.hasAlignment
            ? try sections.slab(AlignmentTable.section, of: UInt8.self).withUnsafeBytes { bytes in
                try AlignmentTable(bytes: bytes)
            } : nil
        let graphs =
            description.hasGraphs == true
            ? try sections.slab(ModelGraphs.section, of: UInt8.self).withUnsafeBytes { bytes in
                try ModelGraphs(bytes: bytes)
            } : nil
        let record =
            description.hasRecord == true
            ? try CandidateRecord(
                counts: try sections.slab(ModelDescription.recordSection, of: UInt32.self),
                stateCount: PartValue.valueCount(for: frame.outputs.count)) : nil
        try self.init(
            format: description.format,
            tokens: tokenModel(
                "rows", frame, fractionBits: description.fractionBits, record: record,
                costs: description.halvingDistance.map { StepCosts(halving: $0) }),
            firstPass: description.firstPassFractionBits.map {
                try tokenModel("first.rows", try frame.ofFirstPass(), fractionBits: $0)
            },
            provenance: description.provenance, alignment: alignment, graphs: graphs,
            graphRows: try description.graphRowsFractionBits.map { bits in
                guard let sequences = graphs?.sequences else {
                    throw InvalidStructure("rows that decode graphs, but no graphs")
                }
                return try tokenModel("graphs.rows", try sequences.tokenFrame(), fractionBits: bits)
            })
        try checkGraphs()
    }

    /// The clusters of the derived columns that need them.
    private static func clusters(
        _ sections: SectionReader, derived: [DerivedColumn], columns: [ColumnVocabulary],
        distance: DigitDistance
    ) throws(InvalidStructure) -> [SequenceClusters] {
        var clusters: [SequenceClusters] = []
        for case .cluster(_, let source) in derived.map(\.rule) {
            guard columns.indices.contains(source - 1) else {
                throw InvalidStructure("clusters of a column that the data does not have")
            }
            let name = "clusters.\(clusters.count)"
            clusters.append(
                try SequenceClusters(
                    centers: try sections.slab("\(name).centers", of: UInt16.self),
                    scale: try sections.slab("\(name).scale", of: Int64.self),
                    lengths: try sections.slab("\(name).lengths", of: Int64.self),
                    values: try sections.slab("\(name).values", of: UInt16.self),
                    tokens: columns[source - 1].tokens, distance: distance))
        }
        return clusters
    }
}
