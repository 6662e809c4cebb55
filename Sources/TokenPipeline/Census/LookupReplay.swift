import DigitKeys
import KeyLayers
import Platform

/// Goes through the decisions of a chunk once more, one after the other, and counts what finding their rows and keys took.
/// What depends on the input alone is counted where it is looked up (`CompiledCensus`). So the loops that decide know nothing
/// of counting.
final class LookupReplay {
    private let counts: CompiledCensus
    private let compiled: CompiledModel
    private let plan: EmissionPlan
    private let terms: StaticTerms
    private let states: StateRows
    private let spanTerms: SpanTerms?
    /// One lane.
    private let lanes: LaneStates
    private let spanKeys: ScratchBuffer<UInt64>
    private let proofs: LeadingProofs?

    init(_ counts: CompiledCensus, compiled: CompiledModel, terms: StaticTerms, states: StateRows) {
        self.counts = counts
        self.compiled = compiled
        self.terms = terms
        self.states = states
        plan = compiled.model.frame.plan
        spanTerms = SpanTerms(compiled: compiled, terms: terms)
        lanes = LaneStates(count: 1, marker: states.marker)
        spanKeys = ScratchBuffer(capacity: max(compiled.plan.spans.count, 1))
        proofs =
            counts.census.search.method == .keys(.leading)
            ? LeadingProofs(compiled: compiled, terms: terms, states: states) : nil
    }

    /// Counts for pieces of a chunk that were decoded.
    ///
    /// - Complexity: O(decisions · layers), and O(keys · digits) for each of those whose proofs are counted.
    func count(_ pieces: [PaddedChunk.Piece], _ emitted: EmittedPlaces) {
        states.bind()
        spanTerms?.bind()
        proofs?.bind()
        for piece in pieces where piece.start < piece.end {
            lanes.begin(0, piece)
            for place in piece.start..<piece.end {
                (lanes.place[0], lanes.step[0]) = (place, 0)
                arrive(at: place)
                emitted.forEachDecision(at: place, of: plan) { choice in
                    decide(at: place)
                    lanes.decide(0, choice, emits: !plan.isStop(choice))
                    lanes.step[0] += 1
                }
            }
        }
    }

    private func arrive(at place: Int) {
        let (span, token) = (lanes.spans[0].running, terms.spanTokens[place])
        if let tables = compiled.spans {
            lanes.spans[0].running = tables.extend(span, by: token).span
        } else if states.seesSpans {
            lanes.spans[0].running = compiled.model.frame.spans.extend(span, by: token)
        } else {
            return
        }
        counts.countSpan(span, by: token)
    }

    private func decide(at place: Int) {
        counts.census.search.decisions += 1
        states.forEachSignature(0, of: lanes) { counts.countProbed($0) }
        countSpanRows(at: place)
        guard let proofs, let failures = proofs.failures(of: lanes) else { return }
        counts.census.search.examined += 1
        counts.census.search.failures += failures
    }

    private func countSpanRows(at place: Int) {
        guard let spanTerms else { return }
        let span = lanes.spans[0].running
        let facts = spanTerms.facts(of: span)
        guard facts.terms != 0 else { return }
        // As `LineLanes` has it.
        if let line = compiled.line, states.count == 0, lanes.step[0] >= plan.minimum {
            let sum = terms.scalarSums[place] &+ Int32(bitPattern: facts.word)
            counts.census.search.examined += 1
            if line.slack[Int(sum) - Int(line.lowest)] >= facts.bound { return }
            counts.census.search.failures += 1
        }
        spanTerms.request(facts.terms, span, at: place, keys: spanKeys.base)
        for term in 0..<spanTerms.count where facts.terms >> UInt32(term) & 1 == 1 {
            counts.countSpanRow(spanKeys.base[term])
        }
    }
}

/// Counts the keys that leading digits do not rule out, for the first decisions.
private final class LeadingProofs {
    private let compiled: CompiledModel
    private let laneRows: LaneRows
    private let decoder: EmbeddingDecoder
    private let sums: ScratchBuffer<Int16>
    private let wanted: Int
    /// Keys that may still be looked at, so that many keys do not make a census take minutes.
    private var budget = 1 << 23

    init(compiled: CompiledModel, terms: StaticTerms, states: StateRows) {
        self.compiled = compiled
        laneRows = LaneRows(compiled: compiled, terms: terms, states: states, lanes: 1)
        let frame = compiled.model.frame
        decoder = EmbeddingDecoder(keys: frame.keys, distance: frame.distance, kernel: compiled.kernel)
        sums = ScratchBuffer(capacity: compiled.model.rows.numbers)
        wanted = frame.plan.hasStop && frame.plan.minimum > 0 ? 2 : 1
    }

    func bind() { laneRows.bind() }

    /// How many keys the next decision of a lane has to compare to their last digit; nil when enough was counted.
    func failures(of lanes: borrowing LaneStates) -> Int? {
        guard budget > 0 else { return nil }
        budget -= decoder.keys.count
        laneRows.prepare(0, lanes)
        laneRows.sum(1, of: lanes, first: 0, into: sums.base)
        return decoder.keysNotRuledOut(
            sums: sums.base, start: compiled.model.frame.startVectors[PartValue.unknown],
            fractionBits: compiled.model.rows.fractionBits, wanted: wanted)
    }
}
