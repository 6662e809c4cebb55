import DigitKeys
import KeyLayers
import Platform
import Probes

/// Widths that a beam can have.
public enum BeamWidth {
    /// From greedy decoding to the widest beam.
    public static let allowed = 1...64
}

/// Searches for what sequences emit with a beam over the states of node A: several sequences in step, and the hypotheses of
/// each in lanes. The order among hypotheses is that of `SequenceBeam`.
///
/// Memory grows with the longest sequence, since nothing is certain before its end.
final class BeamLanes: LaneDecoding {
    private let compiled: CompiledModel
    private let plan: EmissionPlan
    private let width: Int
    private let costs: StepCosts
    private let keys: KeyDistances
    private let laneRows: LaneRows
    private let lanes: LaneStates
    private let probe: Probe
    private let sequences: [Search]
    private let numbers: Int
    private let sums: ScratchBuffer<Int16>
    private let distances: ScratchBuffer<UInt64>

    /// Sequences that are decoded in step.
    private static let sequencesInStep = 8

    /// The work on one sequence.
    private final class Search {
        let beam: SequenceBeam
        /// First of its lanes: as many for the hypotheses as for those that follow them.
        let lanes: Int
        /// Whether the hypotheses are in the second half of the lanes.
        var isInSecondHalf = false
        var isActive = false
        var place = 0
        var end = 0
        /// Decisions taken at the place.
        var step = 0

        init(width: Int, lanes: Int) {
            beam = SequenceBeam(width: width)
            self.lanes = lanes
        }
    }

    /// - Precondition: the model is not on a line, and says how costs are scaled.
    init(compiled: CompiledModel, terms: StaticTerms, states: StateRows, width: Int, probe: Probe) {
        precondition(BeamWidth.allowed.contains(width), "a beam of \(width)")
        guard let costs = compiled.model.costs, compiled.line == nil else {
            preconditionFailure("a beam needs costs, and rows to add up")
        }
        self.compiled = compiled
        self.costs = costs
        self.width = width
        self.probe = probe
        let frame = compiled.model.frame
        plan = frame.plan
        keys = KeyDistances(keys: frame.keys, distance: frame.distance, kernel: compiled.kernel)
        let laneCount = Self.sequencesInStep * 2 * width
        laneRows = LaneRows(compiled: compiled, terms: terms, states: states, lanes: laneCount)
        lanes = LaneStates(count: laneCount, marker: states.marker)
        sequences = (0..<Self.sequencesInStep).map { Search(width: width, lanes: $0 * 2 * width) }
        numbers = compiled.model.rows.numbers
        sums = ScratchBuffer(capacity: laneCount / 2 * numbers)
        distances = ScratchBuffer(capacity: laneCount / 2 * keys.count)
    }

    func decode(_ chunk: PaddedChunk, into emitted: EmittedPlaces) {
        laneRows.bind()
        var work = chunk.pieces[...]
        for search in sequences { begin(search, &work) }
        let start = compiled.model.frame.startVectors[PartValue.unknown]
        var (decisions, steps) = (0, 0)
        while true {
            let isTimed = probe.beginStep()
            let count = sum()
            if count == 0 { break }
            if isTimed { probe.mark(.gather) }
            keys.write(
                of: count, sums: sums.base, start: start, fractionBits: compiled.model.rows.fractionBits,
                into: distances.base)
            if isTimed { probe.mark(.search) }
            decide(&work, emitted)
            if isTimed { probe.mark(.states) }
            (decisions, steps) = (decisions + count, steps + 1)
        }
        let rows = decisions &* (laneRows.wordCount &+ 1)
        probe.lapSteps(
            items: decisions, slots: steps &* Self.sequencesInStep &* width,
            gathered: (rows, rows &* numbers &* 2), other: .search)
    }

    /// The lane of a hypothesis.
    private func lane(_ search: Search, _ hypothesis: Int, isNext: Bool = false) -> Int {
        search.lanes + (search.isInSecondHalf == isNext ? 0 : width) + hypothesis
    }

    /// Gives a search the next piece that has places.
    private func begin(_ search: Search, _ work: inout ArraySlice<PaddedChunk.Piece>) {
        search.isActive = false
        while let piece = work.popFirst() {
            if piece.start == piece.end { continue }
            search.isActive = true
            search.beam.begin()
            (search.place, search.end, search.step) = (piece.start, piece.end, 0)
            lanes.begin(lane(search, 0), piece)
            arrive(search)
            return
        }
    }

    /// Reads the token of the place that a search has come to.
    private func arrive(_ search: Search) {
        for hypothesis in search.beam.hypotheses.indices {
            let lane = lane(search, hypothesis)
            lanes.place[lane] = search.place
            laneRows.arrive(lane, lanes)
            laneRows.prepare(lane, lanes)
        }
    }

    /// Sums the rows of all hypotheses that decide next; how many there are.
    private func sum() -> Int {
        var count = 0
        for search in sequences where search.isActive {
            for (hypothesis, state) in search.beam.hypotheses.enumerated() where !state.isDone {
                laneRows.sum(1, of: lanes, first: lane(search, hypothesis), into: sums.base + count * numbers)
                count += 1
            }
        }
        return count
    }

    /// One decision in each sequence, from distances in the order of `sum`.
    private func decide(_ work: inout ArraySlice<PaddedChunk.Piece>, _ emitted: EmittedPlaces) {
        var next = UnsafePointer(distances.base)
        for search in sequences where search.isActive {
            let beam = search.beam
            let tokens = plan.tokens(at: search.step, of: keys.count)
            for (hypothesis, state) in beam.hypotheses.enumerated() {
                if state.isDone {
                    beam.carry(hypothesis)
                } else {
                    beam.expand(hypothesis, next, tokens: tokens, costs: costs)
                    next += keys.count
                }
            }
            let isLast = search.step + 1 == plan.maximum
            for (hypothesis, candidate) in beam.candidates.enumerated() {
                let follower = lane(search, hypothesis, isNext: true)
                lanes.move(lane(search, candidate.parent), to: follower)
                guard candidate.token >= 0 else { continue }
                lanes.decide(follower, candidate.token, emits: !plan.isStop(candidate.token))
            }
            search.isInSecondHalf.toggle()
            beam.choose(at: search.place) { isLast || plan.isStop($0) }
            goOn(search, &work, emitted)
        }
    }

    /// Prepares the next decision of a sequence, at this place or the next one.
    private func goOn(
        _ search: Search, _ work: inout ArraySlice<PaddedChunk.Piece>, _ emitted: EmittedPlaces
    ) {
        guard search.beam.isDone else {
            search.step += 1
            for (hypothesis, state) in search.beam.hypotheses.enumerated() where !state.isDone {
                laneRows.prepare(lane(search, hypothesis), lanes)
            }
            return
        }
        (search.place, search.step) = (search.place + 1, 0)
        if search.place < search.end {
            search.beam.beginPosition()
            return arrive(search)
        }
        search.beam.forEachDecision { token, place in
            emitted.decide(token, isStop: plan.isStop(token), at: place)
        }
        begin(search, &work)
    }
}
