import DigitKeys
import KeyLayers
import Platform
import Probes

/// Decodes sequences in step when decisions depend on sums of rows: two groups of lanes take turns, so that one group's
/// rows arrive while the other one decides.
final class RowLanes: LaneDecoding {
    private let compiled: CompiledModel
    private let plan: EmissionPlan
    private let laneRows: LaneRows
    private let probe: Probe
    private let distances: DecisionDistances?
    private let lanes: LaneStates
    private let decoder: EmbeddingDecoder
    private let numbers: Int
    private let fractionBits: Int
    private let needsRunnersUp: Bool
    /// What rows are subtracted from: memory of the model, which `compiled` keeps.
    private let start: UnsafePointer<Int32>
    private let sums: ScratchBuffer<Int16>
    private let choices = ScratchBuffer<UInt32>(capacity: RowLanes.width)
    private let runnersUp = ScratchBuffer<UInt32>(capacity: RowLanes.width)

    /// Lanes of a group.
    private static let width = 8

    init(
        compiled: CompiledModel, terms: StaticTerms, states: StateRows, probe: Probe,
        distances: DecisionDistances?
    ) {
        self.compiled = compiled
        self.distances = distances
        self.probe = probe
        laneRows = LaneRows(compiled: compiled, terms: terms, states: states, lanes: 2 * Self.width)
        let frame = compiled.model.frame
        plan = frame.plan
        numbers = compiled.model.rows.numbers
        fractionBits = compiled.model.rows.fractionBits
        needsRunnersUp = plan.hasStop && plan.minimum > 0
        start = frame.startVectors[PartValue.unknown]
        lanes = LaneStates(count: 2 * Self.width, marker: states.marker)
        decoder = EmbeddingDecoder(
            keys: frame.keys, distance: frame.distance, kernel: compiled.kernel)
        sums = ScratchBuffer(capacity: Self.width * numbers)
    }

    func decode(_ chunk: PaddedChunk, into emitted: EmittedPlaces) {
        laneRows.bind()
        var work = chunk.pieces[...]
        var active = (0, 0)
        // Turn by turn, so that both groups have work while there are few pieces.
        for lane in 0..<Self.width {
            if take(lane, from: &work) { active.0 += 1 }
            if take(Self.width + lane, from: &work) { active.1 += 1 }
        }
        var (decisions, steps) = (0, 0)
        while active.0 > 0 || active.1 > 0 {
            decisions &+= active.0 &+ active.1
            steps &+= (active.0 > 0 ? 1 : 0) &+ (active.1 > 0 ? 1 : 0)
            if active.0 > 0 { active.0 = step(from: 0, active.0, &work, emitted) }
            if active.1 > 0 { active.1 = step(from: Self.width, active.1, &work, emitted) }
        }
        let rows = decisions &* (laneRows.wordCount &+ 1)
        probe.lapSteps(
            items: decisions, slots: steps &* Self.width, gathered: (rows, rows &* numbers &* 2),
            other: .search)
    }

    /// Gives a lane the next piece that has places; false when there is none.
    private func take(_ lane: Int, from work: inout ArraySlice<PaddedChunk.Piece>) -> Bool {
        while let piece = work.popFirst() {
            if piece.start == piece.end { continue }
            lanes.begin(lane, piece)
            laneRows.arrive(lane, lanes)
            laneRows.prepare(lane, lanes)
            return true
        }
        return false
    }

    /// One decision in each lane of a group; returns how many lanes go on.
    private func step(
        from first: Int, _ active: Int, _ work: inout ArraySlice<PaddedChunk.Piece>, _ emitted: EmittedPlaces
    ) -> Int {
        let isTimed = probe.beginStep()
        laneRows.sum(active, of: lanes, first: first, into: sums.base)
        if isTimed { probe.mark(.gather) }
        decoder.decode(
            sums: sums.base, count: active, start: start, fractionBits: fractionBits, into: choices.base,
            runnersUp: needsRunnersUp ? runnersUp.base : nil)
        distances?.write(
            sums: sums.base, start: start, fractionBits: fractionBits, numbers: numbers,
            at: UnsafeBufferPointer(start: lanes.place + first, count: active))
        if isTimed { probe.mark(.search) }
        var remaining = active
        // From the last lane, so that the lane that takes the place of an ended one has decided already.
        for index in (0..<active).reversed() {
            let lane = first &+ index
            var choice = Int(choices.base[index])
            if needsRunnersUp, choice == EmissionPlan.stop, lanes.step[lane] < plan.minimum {
                choice = Int(runnersUp.base[index])
            }
            if !apply(choice, lane, &work, emitted) {
                remaining &-= 1
                lanes.move(first &+ remaining, to: lane)
                laneRows.move(first &+ remaining, to: lane)
            }
        }
        if isTimed { probe.mark(.states) }
        return remaining
    }

    /// Takes a decision into account; false when the lane has no more work.
    @inline(__always)
    private func apply(
        _ choice: Int, _ lane: Int, _ work: inout ArraySlice<PaddedChunk.Piece>, _ emitted: EmittedPlaces
    ) -> Bool {
        let isStop = plan.isStop(choice)
        lanes.decide(lane, choice, emits: !isStop)
        emitted.decide(choice, isStop: isStop, at: lanes.place[lane])
        lanes.step[lane] &+= 1
        if isStop || lanes.step[lane] == plan.maximum {
            lanes.step[lane] = 0
            lanes.place[lane] &+= 1
            if lanes.place[lane] == lanes.end[lane] { return take(lane, from: &work) }
            laneRows.arrive(lane, lanes)
        }
        laneRows.prepare(lane, lanes)
        return true
    }
}
