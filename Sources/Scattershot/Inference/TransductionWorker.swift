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
    private let entries: [ScratchBuffer<UInt32>]
    /// What was decoded last.
    private(set) var emissions = Emissions()

    init(
        model: Model, decodable: DecodableModel, outputs: OutputTexts, resolver: TokenResolver,
        probe: Probe = .off
    ) {
        self.probe = probe
        codec = model.format.codec
        self.outputs = outputs
        self.resolver = resolver
        plan = model.format.plan
        decoder = decodable.makeDecoder(probe: probe)
        entries = (0..<codec.columnCount).map { _ in ScratchBuffer() }
        records = ParsedRecords(columnCount: codec.columnCount)
    }

    /// A worker for a single thread.
    convenience init(model: Model) {
        self.init(
            model: model, decodable: DecodableModel(model.tokens), outputs: OutputTexts(model: model.tokens),
            resolver: TokenResolver(columns: model.tokens.frame.columns))
    }

    /// Called before each block: unknown tokens that were remembered may be forgotten now.
    func startBlock() { resolver.trim() }

    /// Decodes the tokens of `records`.
    func decode(_ text: BlockText) {
        for (column, entries) in entries.enumerated() {
            entries.reserve(records.count)
            resolver.writeEntries(
                of: records.columns[column].elements, in: text.bytes, column: column, into: entries.base)
        }
        probe.lap(
            .lookUp, items: records.count * entries.count,
            bytes: records.count * entries.count * AlignedMemory.alignment)
        decoder.decode(
            columns: entries.map { UnsafeBufferPointer(start: $0.base, count: records.count) },
            sequenceEnds: records.ends.elements, resolver: resolver, into: &emissions)
    }

    /// The answers to the records decoded last.
    var answer: Answer { Answer(plan: plan, records: records, emissions: emissions, outputs: outputs) }

    /// True when a token of the records decoded last is in no dictionary.
    func isUnknown(position: Int) -> Bool {
        resolver.value(of: entries[0].base[position], column: 0) == PartValue.unknown
    }
}

/// One worker for each thread of a pool. The pool never gives two running calls the same worker number, which is what
/// makes the sharing safe.
final class WorkerSet: @unchecked Sendable {
    private let workers: [TransductionWorker]

    /// Workers for a pool; those of one memory node share a copy of the tables near them.
    init(model: Model, pool: WorkPool, probes: ProbeSession? = nil) {
        let decodable = NodeReplicated(pool.placement) { _ in DecodableModel(model.tokens) }
        let outputs = OutputTexts(model: model.tokens)
        let resolver = TokenResolver(columns: model.tokens.frame.columns)
        workers = (0..<pool.threads).map { number in
            TransductionWorker(
                model: model, decodable: decodable[forWorker: number], outputs: outputs,
                resolver: number == 0 ? resolver : TokenResolver(sharing: resolver),
                probe: probes.probe(ofWorker: number))
        }
    }

    subscript(worker: Int) -> TransductionWorker { workers[worker] }
}
