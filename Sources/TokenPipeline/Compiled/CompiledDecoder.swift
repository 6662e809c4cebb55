import DigitKeys
import KeyLayers
import Platform
import Probes

/// Decodes many sequences at once with a compiled model: always taking the nearest token, which gives the answers of
/// `GreedyDecoder`, bit for bit, or with a beam. Each worker has its own; the model is shared.
///
/// What depends on the input alone is summed for a chunk of places first. Then sequences are decoded in step, in lanes,
/// so that the decisions of different sequences overlap; a lane that ends its sequence takes the next one. Memory is
/// bounded by the chunk, not by the sequences, unless there is a beam.
public final class CompiledDecoder: SequenceDecoder {
    private let compiled: CompiledModel
    private let plan: EmissionPlan
    private let records: [TokenRecords]
    private let chunk: PaddedChunk
    private let terms: StaticTerms
    private let lanes: any LaneDecoding
    private let emitted: EmittedPlaces
    private let probe: Probe
    private let isBeam: Bool
    private let distances: DecisionDistances?
    /// Counts what decisions looked up.
    private let replay: LookupReplay?

    /// Positions that are summed together.
    private static let chunkPositions = 4096

    /// A decoder for `compiled`.
    ///
    /// - Parameters:
    ///   - beam: hypotheses about a sequence that are kept; nil to always take the nearest token, which is faster than a
    ///     beam of one and decides the same.
    ///   - probe: told of the stages of decoding.
    ///   - distances: filled at each call of a plan that takes one decision a position.
    ///   - census: counts what is looked up; with a beam, what depends on the input alone.
    /// - Precondition: with a beam, its width is one of `BeamWidth.allowed`, the model has costs and is not on a line. No
    ///   distances of a model that is on a line, whose rows are not summed, or with a beam.
    /// - Complexity: O(layers).
    public init(
        _ compiled: CompiledModel, beam: Int? = nil, probe: Probe = .off,
        distances: DecisionDistances? = nil, census: LookupCensus? = nil
    ) {
        precondition(distances == nil || !compiled.isOnLine, "a model whose rows are not summed")
        precondition(distances == nil || beam == nil, "a beam has no distances of single decisions")
        self.compiled = compiled
        self.distances = distances
        isBeam = beam != nil
        self.probe = probe
        let frame = compiled.model.frame
        plan = frame.plan
        let counts = census.map { CompiledCensus($0, compiled: compiled) }
        records = frame.columns.indices.map {
            TokenRecords(compiled: compiled, column: $0, census: counts)
        }
        chunk = PaddedChunk(reach: frame.layout.reach, columns: frame.columns.count)
        terms = StaticTerms(compiled: compiled, records: records, probe: probe, census: counts)
        emitted = EmittedPlaces(most: plan.maximum)
        let states = StateRows(compiled: compiled, terms: terms)
        replay =
            if beam == nil, let counts {
                LookupReplay(counts, compiled: compiled, terms: terms, states: states)
            } else {
                nil
            }
        if let beam {
            lanes = BeamLanes(compiled: compiled, terms: terms, states: states, width: beam, probe: probe)
        } else if let line = compiled.line {
            lanes = LineLanes(compiled: compiled, line: line, terms: terms, states: states, probe: probe)
        } else {
            lanes = RowLanes(
                compiled: compiled, terms: terms, states: states, probe: probe, distances: distances)
        }
        precondition(distances == nil || plan.maximum == 1, "a plan of several decisions a position")
    }

    /// Decodes sequences.
    ///
    /// - Parameters:
    ///   - columns: entries of all positions as `resolver` gave them, column by column, all of one length.
    ///   - sequenceEnds: where each sequence ends.
    ///   - emissions: replaced by what all positions emit.
    /// - Complexity: O(positions · layers · numbers).
    public func decode(
        columns: [UnsafeBufferPointer<UInt32>], sequenceEnds: UnsafeBufferPointer<Int>,
        resolver: TokenResolver, into emissions: inout Emissions
    ) {
        precondition(columns.allSatisfy { $0.count == columns[0].count }, "columns of different lengths")
        precondition((sequenceEnds.last ?? 0) == columns[0].count, "sequences of other positions")
        for (column, records) in records.enumerated() { records.prepare(columns[column], resolver: resolver) }
        probe.lap(.signatures)
        distances?.reserve(columns[0].count)
        if plan.maximum == 1 {
            emissions.writeDecisions(of: plan, count: columns[0].count) { decisions in
                forEachChunk(columns, sequenceEnds) { emitted.copy($0, to: decisions) }
            }
        } else {
            emissions.removeAll(reservingPositions: columns[0].count)
            forEachChunk(columns, sequenceEnds) { emitted.append($0, to: &emissions) }
        }
    }

    private func forEachChunk(
        _ columns: [UnsafeBufferPointer<UInt32>], _ sequenceEnds: UnsafeBufferPointer<Int>,
        _ body: ([PaddedChunk.Piece]) -> Void
    ) {
        var next = (sequence: 0, done: 0)
        // A beam must not be cut.
        let target = isBeam ? Self.longest(sequenceEnds) : 0
        while chunk.fill(
            target: max(target, Self.chunkPositions), columns: columns, sequenceEnds: sequenceEnds,
            next: &next)
        {
            terms.compute(chunk)
            emitted.clear(places: chunk.count)
            distances?.reserve(places: chunk.count)
            lanes.decode(chunk, into: emitted)
            replay?.count(chunk.pieces, emitted)
            distances?.copy(chunk.pieces)
            body(chunk.pieces)
            probe.lap(.states)
        }
    }
}

extension CompiledDecoder {
    /// Positions of the longest sequence.
    private static func longest(_ sequenceEnds: UnsafeBufferPointer<Int>) -> Int {
        var (longest, start) = (0, 0)
        for end in sequenceEnds { (longest, start) = (max(longest, end - start), end) }
        return longest
    }
}

/// Decodes the pieces of a chunk whose static terms are summed.
protocol LaneDecoding: AnyObject {
    func decode(_ chunk: PaddedChunk, into emitted: EmittedPlaces)
}
