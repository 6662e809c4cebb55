import KeyLayers
import Platform
import Probes

/// Decodes sequences in step when decisions depend on one whole number.
///
/// A step has two passes over the lanes, so that what one pass requests arrives before the other one reads it: the first
/// finds the running span and, unless the decision is settled whatever the span's other layers may add, where those layers
/// stand; the second adds them and decides.
final class LineLanes: LaneDecoding {
    private let compiled: CompiledModel
    private let plan: EmissionPlan
    private let terms: StaticTerms
    private let states: StateRows
    private let spanTerms: SpanTerms?
    private let probe: Probe
    private let lanes: LaneStates
    private let words: ScratchBuffer<UInt32>
    /// Sum of each lane's decision so far, and the terms of its span that are yet to be added, a bit each.
    private let sums = ScratchBuffer<Int32>(capacity: LineLanes.width)
    private let open = ScratchBuffer<UInt32>(capacity: LineLanes.width)
    private let keys: ScratchBuffer<UInt64>
    /// Memory of the model, which `compiled` keeps.
    private let choices: UnsafePointer<UInt8>
    private let earlyChoices: UnsafePointer<UInt8>
    private let slack: UnsafePointer<Int32>
    private let lowest: Int

    private static let width = 16

    init(compiled: CompiledModel, line: LineRows, terms: StaticTerms, states: StateRows, probe: Probe) {
        self.compiled = compiled
        self.probe = probe
        self.terms = terms
        self.states = states
        plan = compiled.model.frame.plan
        spanTerms = SpanTerms(compiled: compiled, terms: terms)
        lanes = LaneStates(count: Self.width, marker: states.marker)
        words = ScratchBuffer(capacity: max(states.count, 1))
        keys = ScratchBuffer(capacity: Self.width * max(compiled.plan.spans.count, 1))
        choices = line.choices.base
        earlyChoices = line.earlyChoices.base
        slack = line.slack.base
        lowest = Int(line.lowest)
    }

    func decode(_ chunk: PaddedChunk, into emitted: EmittedPlaces) {
        states.bind()
        spanTerms?.bind()
        var work = chunk.pieces[...]
        var active = 0
        while active < Self.width, take(active, from: &work) { active += 1 }
        var (decisions, steps) = (0, 0)
        while active > 0 {
            decisions &+= active
            steps &+= 1
            let isTimed = probe.beginStep()
            for lane in 0..<active { open(lane) }
            if isTimed { probe.mark(.states) }
            for lane in (0..<active).reversed() {
                if !decide(lane, &work, emitted) {
                    active &-= 1
                    lanes.move(active, to: lane)
                }
            }
            if isTimed { probe.mark(.search) }
        }
        probe.lapSteps(items: decisions, slots: steps &* Self.width, other: .search)
    }

    private func take(_ lane: Int, from work: inout ArraySlice<PaddedChunk.Piece>) -> Bool {
        while let piece = work.popFirst() {
            if piece.start == piece.end { continue }
            lanes.begin(lane, piece)
            spanTerms?.request(lanes.spans[lane].running, at: piece.start)
            return true
        }
        return false
    }

    /// Sums what is at hand for a lane's next decision and requests the rest.
    @inline(__always)
    private func open(_ lane: Int) {
        let place = lanes.place[lane]
        var sum = terms.scalarSums[place]
        var bits: UInt32 = 0
        if let spanTerms {
            let facts: SpanFacts
            if lanes.step[lane] == 0 {
                (lanes.spans[lane].running, facts) = spanTerms.extend(lanes.spans[lane].running, at: place)
            } else {
                facts = spanTerms.facts(of: lanes.spans[lane].running)
            }
            sum &+= Int32(bitPattern: facts.word)
            bits = facts.terms
            if states.count == 0, lanes.step[lane] >= plan.minimum, slack[Int(sum) &- lowest] >= facts.bound {
                bits = 0
            }
            spanTerms.request(
                bits, lanes.spans[lane].running, at: place, keys: keys.base + lane &* spanTerms.count)
        }
        if states.count > 0 {
            states.write(lane, of: lanes, into: words.base)
            for index in 0..<states.tableCount { sum &+= compiled.scalars.base[Int(words.base[index])] }
            for index in states.tableCount..<states.count { sum &+= Int32(bitPattern: words.base[index]) }
        }
        sums.base[lane] = sum
        open.base[lane] = bits
    }

    /// Takes a lane's decision; false when it has no more work.
    @inline(__always)
    private func decide(
        _ lane: Int, _ work: inout ArraySlice<PaddedChunk.Piece>, _ emitted: EmittedPlaces
    ) -> Bool {
        let place = lanes.place[lane]
        var sum = sums.base[lane]
        if let spanTerms, open.base[lane] != 0 {
            sum &+= spanTerms.sum(open.base[lane], keys: keys.base + lane &* spanTerms.count)
        }
        let isEarly = plan.hasStop && lanes.step[lane] < plan.minimum
        let choice = Int((isEarly ? earlyChoices : choices)[Int(sum) &- lowest])
        let isStop = plan.isStop(choice)
        lanes.decide(lane, choice, emits: !isStop)
        emitted.decide(choice, isStop: isStop, at: place)
        lanes.step[lane] &+= 1
        if isStop || lanes.step[lane] == plan.maximum {
            lanes.step[lane] = 0
            lanes.place[lane] &+= 1
            if lanes.place[lane] == lanes.end[lane] { return take(lane, from: &work) }
            spanTerms?.request(lanes.spans[lane].running, at: place &+ 1)
        }
        return true
    }
}
