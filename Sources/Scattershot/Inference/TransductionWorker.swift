import CuckooTable
import GraphPipeline
import KeyLayers
import Platform
import Probes
import TokenPipeline
import WorkPool

/// What one worker needs to answer records: resolver, decoder and buffers that are used again.
final class TransductionWorker {
    let codec: any RecordCodec
    let outputs: OutputTexts
    /// What was parsed last.
    let records: ParsedRecords
    /// Told of the stages of the work.
    let probe: Probe
    private let plan: EmissionPlan
    private let resolver: TokenResolver
    private let decoder: any SequenceDecoder
    /// Decides what the layers of `decoder` see, where the model has a first pass.
    private let firstPass: (any SequenceDecoder)?
    /// Edits what was decided, where the model has graphs that run.
    private let graphs: GraphPass?
    private let deriver: ColumnDeriver
    /// Of the columns of the data, then of derived ones.
    private let entries: [ScratchBuffer<UInt32>]
    /// What was decoded last.
    private(set) var emissions = Emissions()

    init(
        model: Model, decoder: any SequenceDecoder, firstPass: (any SequenceDecoder)?,
        graphs: GraphPass? = nil, outputs: OutputTexts, resolver: TokenResolver, probe: Probe = .off
    ) {
        self.probe = probe
        self.firstPass = firstPass
        self.graphs = graphs
        codec = model.format.codec
        self.outputs = outputs
        self.resolver = resolver
        plan = model.format.plan
        self.decoder = decoder
        deriver = model.tokens.frame.makeDeriver()
        entries = model.tokens.frame.columns.map { _ in ScratchBuffer() }
        records = ParsedRecords(columnCount: codec.columnCount)
    }

    /// A worker for a single thread with a decoder of its own, whose decisions no graphs edit.
    convenience init(model: Model, decoder: any SequenceDecoder) {
        self.init(
            model: model, decoder: decoder,
            firstPass: model.firstPass.map { DecodableModel($0).makeDecoder() },
            outputs: OutputTexts(model: model),
            resolver: TokenResolver(columns: model.tokens.frame.columns))
    }

    /// A worker for a single thread.
    ///
    /// - Parameter stepByStep: graphs run one by one, so that each step can be told.
    convenience init(model: Model, beam: Int = 1, stepByStep: Bool = false) {
        let outputs = OutputTexts(model: model)
        let graphs = RunnableGraphs(model, stepByStep: stepByStep)
        let distances = model.distances(for: graphs, kernel: .preferred)
        self.init(
            model: model, decoder: DecodableModel(model.tokens, beam: beam).makeDecoder(distances: distances),
            firstPass: model.firstPass.map { DecodableModel($0).makeDecoder() },
            graphs: graphs.map { GraphPass($0, model: model, outputs: outputs, distances: distances) },
            outputs: outputs, resolver: TokenResolver(columns: model.tokens.frame.columns))
    }

    /// Called before each block: unknown tokens that were remembered may be forgotten now.
    ///
    /// - Parameter mostLineTokens: see ``LineBlocks/Options/maxLineTokens``; nil where a record is not taken from a stream.
    func startBlock(mostLineTokens: Int? = nil) {
        resolver.trim()
        records.mostLineTokens = mostLineTokens ?? .max
    }

    /// Decodes the tokens of `records`, and lets graphs edit what was decided.
    func decode(_ text: BlockText) {
        decodeTokens(text)
        guard let graphs else { return }
        graphs.run(records, text, entries: entryPointers, emissions: &emissions)
        probe.lap(.graphs, items: records.count)
    }

    /// Decodes the tokens of `records` and calls `body` with what graphs do to each record, step by step; it does not become
    /// the answer. Nothing is called where no graphs run.
    func trace(_ text: BlockText, _ body: (_ record: Int, GraphTrace) -> Void) {
        decodeTokens(text)
        graphs?.trace(records, text, entries: entryPointers, emissions: emissions, body)
    }

    /// What the rows over conditions do at a position, from 0, of a record that was decoded last; nil where none run.
    func conditions(at index: Int, of record: Int, _ text: BlockText) -> ExplainedConditions? {
        graphs?.conditions(
            at: index, of: record, records, text, entries: entryPointers, emissions: emissions)
    }

    /// The key of the input of a record that was decoded last.
    func key(of record: Int, _ moments: QueryMoments) -> SequenceKey {
        let positions = records.positions(of: record)
        return SequenceKey(
            of: UnsafeBufferPointer(start: entries[0].base + positions.lowerBound, count: positions.count),
            moments)
    }

    private var entryPointers: [UnsafePointer<UInt32>] { entries.map { UnsafePointer($0.base) } }

    private func decodeTokens(_ text: BlockText) {
        var bytes = 0
        for (column, entries) in entries.enumerated() {
            entries.reserve(records.count)
            guard column < records.columns.count else { continue }
            bytes &+= resolver.writeEntries(
                of: records.columns[column].elements, in: text.bytes, column: column, into: entries.base)
        }
        // Derived columns come after those of the data, and nothing is looked up for them.
        probe.lap(.lookUp, items: records.count * records.columns.count, bytes: bytes)
        if !deriver.columns.isEmpty {
            deriver.derive(
                entries.map(\.base), sequenceEnds: records.ends.elements, resolver: resolver)
            probe.lap(.derive, items: records.count * deriver.columns.count)
        }
        if let firstPass {
            decide(with: firstPass)
            probe.lap(.firstPass, items: records.count)
        }
        decoder.decode(
            columns: entries.map { UnsafeBufferPointer(start: $0.base, count: records.count) },
            sequenceEnds: records.ends.elements, resolver: resolver, into: &emissions)
    }

    /// Fills the last column with what the first pass decides.
    private func decide(with firstPass: any SequenceDecoder) {
        firstPass.decode(
            columns: entries.dropLast().map { UnsafeBufferPointer(start: $0.base, count: records.count) },
            sequenceEnds: records.ends.elements, resolver: resolver, into: &emissions)
        emissions.withDecisions { decisions in
            guard let decisions = decisions.baseAddress else { return }
            entries[entries.count - 1].base.update(from: decisions, count: records.count)
        }
    }

    /// The answers to the records decoded last.
    var answer: Answer {
        Answer(
            plan: plan, records: records, emissions: emissions, outputs: outputs,
            rewritten: graphs?.rewritten ?? [:])
    }

    /// Positions of the records decoded last that emitted as many tokens as the plan allows, without ⟨stop⟩: what would
    /// have followed is not known. 0 where ⟨stop⟩ or one token is all there can be.
    var boundedPositions: Int {
        guard plan.hasStop, plan.maximum > 1 else { return 0 }
        return (0..<emissions.count).reduce(0) { $0 + (emissions[$1].count == plan.maximum ? 1 : 0) }
    }

    /// True when a token of the records decoded last is in no dictionary.
    func isUnknown(position: Int, column: Int = 0) -> Bool {
        resolver.value(of: entries[column].base[position], column: column) == PartValue.unknown
    }

    /// Counts the look-ups in a column's dictionary that decoding the same records makes.
    func countTokens(in text: BlockText, column: Int, into counts: inout LookupCounts) {
        resolver.count(records.columns[column].elements, in: text.bytes, column: column, into: &counts)
    }

    /// Tokens of a column's dictionary, and the share of slots of its index that hold one.
    func size(ofColumn column: Int) -> (entries: Int, load: Double) { resolver.size(ofColumn: column) }
}

extension Model {
    /// Where a decoder is to write the distances of its decisions; nil where graphs need none, or there are none.
    func distances(for graphs: RunnableGraphs?, kernel: Kernel) -> DecisionDistances? {
        graphs?.needsDistances == true ? try? DecisionDistances(of: tokens.frame, kernel: kernel) : nil
    }
}
