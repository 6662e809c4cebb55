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
        for (column, entries) in entries.enumerated() {
            entries.reserve(records.count)
            guard column < records.columns.count else { continue }
            resolver.writeEntries(
                of: records.columns[column].elements, in: text.bytes, column: column, into: entries.base)
        }
        probe.lap(
            .lookUp, items: records.count * entries.count,
            bytes: records.count * entries.count * AlignedMemory.alignment)
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
}

extension Model {
    /// Where a decoder is to write the distances of its decisions; nil where graphs need none, or there are none.
    fileprivate func distances(for graphs: RunnableGraphs?, kernel: Kernel) -> DecisionDistances? {
        graphs?.needsDistances == true ? try? DecisionDistances(of: tokens.frame, kernel: kernel) : nil
    }
}

/// One worker for each thread of a pool, with the tables they share: a model prepared for inference.
///
/// The pool never gives two running calls the same worker number, which is what makes the sharing safe. So a set may be
/// used again, but by one run at a time.
public final class WorkerSet: @unchecked Sendable {
    private let workers: [TransductionWorker]
    /// Only to share its look-up tables.
    private let resolver: TokenResolver
    private let decodable: WorkerReplicated<DecodablePasses>
    private let outputs: OutputTexts
    private let graphs: RunnableGraphs?
    /// Records what the workers do.
    public let probes: ProbeSession?

    /// Workers for a pool. Those of one memory node share a copy of the tables near them, unless the settings ask for
    /// another number of copies.
    ///
    /// - Parameters:
    ///   - model: what to prepare.
    ///   - pool: for whose threads there is a worker each.
    ///   - settings: kernel, prefetching and copies of tables. Threads are those of the pool.
    ///   - isCompiled: False to look every layer up by its signature, for comparison.
    ///   - beam: hypotheses about a sequence that are kept; 1 to always take the nearest token. See `Model.checkBeam`.
    ///   - stepByStep: graphs run one by one, so that each step can be told.
    ///   - graphLimits: bounds of each graph that runs on a record.
    ///   - probes: records what the workers do, with a recorder for each.
    /// - Complexity: O(rows · numbers) for each copy.
    public init(
        model: Model, pool: WorkPool, settings: EngineSettings = EngineSettings(threads: 1),
        isCompiled: Bool = true, beam: Int = 1, stepByStep: Bool = false,
        graphLimits: ExecutionLimits = ExecutionLimits(), probes: ProbeSession? = nil
    ) {
        self.probes = probes
        let (kernel, distance) = (settings.kernel, settings.prefetchDistance)
        decodable = WorkerReplicated(pool.placement, count: settings.tableCopies) { _ in
            DecodablePasses(
                model, kernel: kernel, prefetchDistance: distance, isCompiled: isCompiled, beam: beam)
        }
        outputs = OutputTexts(model: model)
        graphs = RunnableGraphs(model, stepByStep: stepByStep, limits: graphLimits)
        resolver = TokenResolver(columns: model.tokens.frame.columns, prefetchDistance: distance)
        workers = Self.workers(
            model: model, pool: pool, decodable: decodable, graphs: graphs, outputs: outputs,
            resolver: resolver, probes: probes)
    }

    /// Workers for the same model and an equal placement with the tables of another set, but with another kernel and
    /// distance. The number of copies stays.
    ///
    /// - Complexity: O(layers) for each thread; as for a new set where the other one has no tables, since it is scalar.
    public init(
        sharing other: WorkerSet, model: Model, pool: WorkPool, settings: EngineSettings,
        probes: ProbeSession? = nil
    ) {
        self.probes = probes
        precondition(pool.threads == other.workers.count, "workers of another pool")
        let (kernel, distance) = (settings.kernel, settings.prefetchDistance)
        decodable = other.decodable.map {
            DecodablePasses(sharing: $0, kernel: kernel, prefetchDistance: distance)
        }
        (graphs, outputs, resolver) = (
            other.graphs, other.outputs, TokenResolver(sharing: other.resolver, prefetchDistance: distance)
        )
        workers = Self.workers(
            model: model, pool: pool, decodable: decodable, graphs: graphs, outputs: outputs,
            resolver: resolver, probes: probes)
    }

    private static func workers(
        model: Model, pool: WorkPool, decodable: WorkerReplicated<DecodablePasses>,
        graphs: RunnableGraphs?, outputs: OutputTexts, resolver: TokenResolver, probes: ProbeSession?
    ) -> [TransductionWorker] {
        precondition(probes.map { $0.recorders.count == pool.threads } ?? true, "a recorder for each worker")
        return (0..<pool.threads).map { number in
            let probe = probes.probe(ofWorker: number)
            let passes = decodable[forWorker: number]
            let distances = model.distances(for: graphs, kernel: passes.last.kernel)
            return TransductionWorker(
                model: model, decoder: passes.last.makeDecoder(probe: probe, distances: distances),
                firstPass: passes.first?.makeDecoder(probe: probe),
                graphs: graphs.map { GraphPass($0, model: model, outputs: outputs, distances: distances) },
                outputs: outputs, resolver: TokenResolver(sharing: resolver), probe: probe)
        }
    }

    /// Bytes of the tables that decoding reads, all copies together.
    ///
    /// - Complexity: O(copies · layers).
    public var tableBytes: Int { decodable.copies.reduce(0) { $0 + $1.byteCount } }

    /// Share of the pages of a worker's rows that are on the worker's own memory node, 0 to 1; nil where there is one
    /// node, where nodes are described and not real, and where the system does not tell.
    ///
    /// - Complexity: O(pages).
    public func localShare(ofWorker worker: Int, on placement: WorkerPlacement) -> Double? {
        let node = placement.usedNodes[placement.node(ofWorker: worker)]
        guard placement.nodes.count > 1, placement.nodes.areReal, let number = node.systemNumber else {
            return nil
        }
        return decodable[forWorker: worker].last.withRows { rows in
            guard let pages = PagePlacement(of: rows) else { return nil }
            let present = pages.pagesByNode.values.reduce(0, +)
            return present > 0 ? Double(pages.pagesByNode[number] ?? 0) / Double(present) : nil
        }
    }

    subscript(worker: Int) -> TransductionWorker { workers[worker] }
}
