import CuckooTable
import KeyLayers
import Platform
import Probes

/// A way to decode sequences. All that always take the nearest token give the same answers, bit for bit. Each worker has
/// its own.
public protocol SequenceDecoder: AnyObject {
    /// Decodes sequences.
    ///
    /// - Parameters:
    ///   - columns: entries of all positions as `resolver` gave them, column by column, all of one length.
    ///   - sequenceEnds: where each sequence ends; the last one at the end of the columns.
    ///   - emissions: replaced by what all positions emit.
    func decode(
        columns: [UnsafeBufferPointer<UInt32>], sequenceEnds: UnsafeBufferPointer<Int>,
        resolver: TokenResolver, into emissions: inout Emissions)
}

/// A token model ready to decode, to be shared by all workers.
public struct DecodableModel: Sendable {
    /// How much of the processor is used: with `.scalar` each sequence is decoded by itself with the hashed model and the
    /// plain search, the baseline; otherwise many at once with the compiled model.
    public let kernel: Kernel
    private let model: TokenModel
    private let compiled: CompiledModel?
    /// Hypotheses about a sequence that are kept; nil when the nearest token is always taken.
    private let beam: Int?

    /// Prepares `model`.
    ///
    /// - Parameters:
    ///   - isCompiled: False to look every layer up by its signature, for comparison.
    ///   - beam: hypotheses about a sequence that decoders keep; 1 to always take the nearest token. With more of them the
    ///     model is compiled in any case.
    /// - Precondition: `beam` is one of `BeamWidth.allowed`; above 1 the model has costs.
    /// - Complexity: O(rows · numbers), O(1) for `.scalar` and what is not compiled.
    public init(
        _ model: TokenModel, kernel: Kernel = .preferred, prefetchDistance: PrefetchDistance = .standard,
        isCompiled: Bool = true, beam: Int = 1
    ) {
        self.model = model
        self.kernel = kernel
        self.beam = beam > 1 ? beam : nil
        compiled =
            (kernel == .scalar || !isCompiled) && beam == 1
            ? nil
            : CompiledModel(
                model, kernel: kernel, prefetchDistance: prefetchDistance, usesLine: beam == 1)
    }

    /// The same model for decoders with other settings; tables that were made already are shared.
    ///
    /// - Complexity: O(1), except where `other` was for `.scalar` and has no tables.
    public init(sharing other: DecodableModel, kernel: Kernel, prefetchDistance: PrefetchDistance) {
        model = other.model
        beam = other.beam
        self.kernel = kernel
        if kernel == .scalar && beam == nil {
            compiled = nil
        } else if let tables = other.compiled {
            compiled = CompiledModel(sharing: tables, kernel: kernel, prefetchDistance: prefetchDistance)
        } else {
            compiled = CompiledModel(model, kernel: kernel, prefetchDistance: prefetchDistance)
        }
    }

    /// Bytes of the tables that decoding reads.
    ///
    /// - Complexity: O(layers).
    public var byteCount: Int {
        compiled?.byteCount ?? model.rows.values.count * 2
            + model.table.buckets.count * MemoryLayout<Bucket>.stride
    }

    /// Bytes of the tables that a stage of decoding reads from any place, without what each decoder keeps for itself; 0 where
    /// it reads from none, nil for stages that are not told apart.
    ///
    /// - Complexity: O(layers).
    package func tableBytes(of stage: Stage) -> Int? {
        switch stage {
        case .probe:
            compiled?.probedBytes ?? model.table.buckets.count * MemoryLayout<Bucket>.stride
        case .gather:
            // On a line, words that stand one after another are added up.
            compiled.map { $0.isOnLine ? 0 : $0.rows.count * 2 } ?? model.rows.values.count * 2
        default: nil
        }
    }

    /// Calls `body` with the rows that decoding adds up, the largest of the tables.
    ///
    /// - Complexity: that of `body`.
    package func withRows<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let rows = compiled.map { $0.rows.count > 0 ? $0.rows : model.rows.values } ?? model.rows.values
        return rows.withUnsafeBufferPointer { body(UnsafeRawBufferPointer($0)) }
    }

    /// A decoder for one worker.
    ///
    /// - Parameters:
    ///   - probe: told of the stages of decoding.
    ///   - distances: filled at each call with the distance of every output at every position; of a plan that takes one
    ///     decision a position.
    ///   - census: counts what the decoder looks up.
    /// - Complexity: O(layers).
    public func makeDecoder(
        probe: Probe = .off, distances: DecisionDistances? = nil, census: LookupCensus? = nil
    ) -> any SequenceDecoder {
        // A model on a line has no rows to sum when it is compiled; the hashed one has.
        if let compiled, distances == nil || !compiled.isOnLine {
            return CompiledDecoder(
                compiled, beam: beam, probe: probe, distances: distances, census: census)
        }
        return GreedyDecoder(
            model: model, kernel: kernel, probe: probe, census: census, distances: distances)
    }
}
