import KeyLayers
import TokenPipeline

/// What one worker needs to answer records: resolver, decoder and buffers that are used again.
final class TransductionWorker {
    let codec: any RecordCodec
    let outputs: OutputTexts
    private let plan: EmissionPlan
    private let resolver: TokenResolver
    private let decoder: GreedyDecoder
    private var entries: [[UInt32]]
    private(set) var emissions = Emissions()
    var record: ParsedRecord

    init(model: Model, outputs: OutputTexts) {
        codec = model.format.codec
        self.outputs = outputs
        plan = model.format.plan
        resolver = TokenResolver(columns: model.tokens.frame.columns)
        decoder = GreedyDecoder(model: model.tokens)
        entries = Array(repeating: [], count: codec.columnCount)
        record = ParsedRecord(columnCount: codec.columnCount)
    }

    /// Called before each block: unknown tokens that were remembered may be forgotten now.
    func startBlock() { resolver.trim() }

    /// Decodes the tokens of `record`.
    func decode(bytes: UnsafeBufferPointer<UInt8>) {
        for column in entries.indices {
            entries[column].removeAll(keepingCapacity: true)
            entries[column].reserveCapacity(record.count)
            for range in record.columns[column] {
                entries[column].append(
                    resolver.entry(of: UnsafeBufferPointer(rebasing: bytes[range]), column: column))
            }
        }
        decoder.decode(columns: entries.map { $0[...] }, resolver: resolver, into: &emissions)
    }

    /// The answer to the record decoded last.
    var answer: Answer { Answer(plan: plan, record: record, emissions: emissions, outputs: outputs) }

    /// True when a token of the record decoded last is in no dictionary.
    func isUnknown(position: Int) -> Bool {
        resolver.value(of: entries[0][position], column: 0) == PartValue.unknown
    }
}

/// One worker for each thread of a pool. The pool never gives two running calls the same worker number, which is what
/// makes the sharing safe.
final class WorkerSet: @unchecked Sendable {
    private let workers: [TransductionWorker]

    init(model: Model, count: Int) {
        let outputs = OutputTexts(model: model.tokens)
        workers = (0..<count).map { _ in TransductionWorker(model: model, outputs: outputs) }
    }

    subscript(worker: Int) -> TransductionWorker { workers[worker] }
}
