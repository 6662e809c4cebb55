import CuckooTable
import KeyLayers
import Platform

/// Finds what the layers of states contribute to one decision: the words of dense tables, masks and probes.
final class StateRows {
    /// Words that a decision has: first the numbers of rows in tables of states, then what probes found.
    let count: Int
    /// Words that are numbers of rows even when rows are multiples of one vector.
    let tableCount: Int
    let seesSpans: Bool
    /// Makes the marks that layers look at; nil when none does.
    let marker: OutputUnits.Marker?
    /// Whether tables of states look no further back than `LaneStates.recent` reaches, and states fit its sixteen bits.
    private let isNear: Bool

    private let compiled: CompiledModel
    private let terms: StaticTerms
    private let stateCount: UInt32
    /// Flat copies of the plan, so that the hot path counts no references.
    private let dense: UnsafeMutableBufferPointer<DenseTerm>
    private let offsets: UnsafeMutableBufferPointer<Int>
    private let contexts: UnsafeMutableBufferPointer<ContextTerm>
    private let probes: UnsafeMutableBufferPointer<ProbeTerm>
    private let parts: UnsafeMutableBufferPointer<ProbeTerm.Part>
    /// Where the values of each part come from.
    private let sources: [ProbedLayer.Source]

    private struct DenseTerm {
        var start: UInt32
        /// Within `offsets`.
        var first: Int
        var end: Int
    }

    private struct ContextTerm {
        /// Masks of the chunk's places.
        var masks: UnsafePointer<StateMask>
        /// For two states.
        var second: UnsafePointer<StateMask>?
        var older: Int
        var newer: Int
        /// Where both stand among the recent states.
        var olderShift: UInt64
        var newerShift: UInt64
    }

    /// What a part that looks at emissions sees of them.
    private enum Emitted: UInt8 {
        case state, span, unit, seen, due

        init(_ source: ProbedLayer.Source) {
            switch source {
            case .view, .edge, .output: self = .state
            case .span: self = .span
            case .unit: self = .unit
            case .seen: self = .seen
            case .due: self = .due
            }
        }
    }

    private struct ProbeTerm {
        struct Part {
            /// Values of the chunk's places; nil for what was emitted.
            var values: UnsafePointer<UInt32>?
            var emitted: Emitted
            var offset: Int
            var shift: UInt32
            var isHigh: Bool
        }
        var layer: UInt32
        /// Within `parts`.
        var first: Int
        var end: Int
    }

    init(compiled: CompiledModel, terms: StaticTerms) {
        self.compiled = compiled
        self.terms = terms
        let plan = compiled.plan
        let frame = compiled.model.frame
        stateCount = UInt32(frame.valueCount(of: .output))
        var offsets: [Int] = []
        let dense = zip(compiled.denseStarts, plan.dense).map { start, table in
            offsets += table.offsets
            return DenseTerm(start: start, first: offsets.count - table.offsets.count, end: offsets.count)
        }
        let contexts = plan.contexts.indices.map { index in
            let (term, masks) = (plan.contexts[index], compiled.contexts[index])
            return ContextTerm(
                masks: terms.masks(of: index), second: masks.isPair ? masks.second.base : nil,
                older: term.offsets[0], newer: term.offsets[term.offsets.count - 1],
                olderShift: UInt64(-term.offsets[0] - 1) * 16,
                newerShift: UInt64(-term.offsets[term.offsets.count - 1] - 1) * 16)
        }
        var parts: [ProbeTerm.Part] = []
        var sources: [ProbedLayer.Source] = []
        let probes = plan.probedDynamic.map { layer in
            let probe = ProbedLayer(layer: layer, plan: plan, frame: frame)
            let first = parts.count
            sources += probe.parts.map(\.source)
            for part in probe.parts {
                parts.append(
                    ProbeTerm.Part(
                        values: nil, emitted: Emitted(part.source), offset: part.offset, shift: part.shift,
                        isHigh: part.isHigh))
            }
            return ProbeTerm(layer: UInt32(layer), first: first, end: parts.count)
        }
        let furthest = (plan.dense.flatMap(\.offsets) + plan.contexts.flatMap(\.offsets)).min() ?? -1
        isNear = furthest >= -4 && frame.valueCount(of: .output) <= 1 << 16
        seesSpans = parts.contains { $0.emitted == .span }
        let seesMarks = parts.contains { [.unit, .seen, .due].contains($0.emitted) }
        marker = seesMarks ? frame.units.marker : nil
        tableCount = dense.count + contexts.count
        count = tableCount + probes.count
        self.offsets = .copy(of: offsets)
        self.dense = .copy(of: dense)
        self.contexts = .copy(of: contexts)
        self.probes = .copy(of: probes)
        self.parts = .copy(of: parts)
        self.sources = sources
    }

    deinit {
        offsets.deallocate()
        dense.deallocate()
        contexts.deallocate()
        probes.deallocate()
        parts.deallocate()
    }

    /// Takes the addresses of a new chunk's values.
    func bind() {
        for index in contexts.indices { contexts[index].masks = terms.masks(of: index) }
        for (index, source) in sources.enumerated() { parts[index].values = terms.stream(source) }
    }

    /// Writes the words of the next decision of a lane: numbers of compiled rows, or multiples.
    @inline(__always)
    func write(_ lane: Int, of states: borrowing LaneStates, into words: UnsafeMutablePointer<UInt32>) {
        let place = states.place[lane]
        var next = words
        if isNear {
            let recent = states.recent[lane]
            writeTables(place, &next) { UInt32(truncatingIfNeeded: (recent &>> $1) & 0xFFFF) }
        } else {
            writeTables(place, &next) { offset, _ in states.state(lane, at: offset) }
        }
        for probe in probes {
            next.pointee = compiled.probes.find(signature(probe, lane, place, states))
            next += 1
        }
    }

    /// Calls `body` with each signature that the next decision of a lane is looked up by.
    func forEachSignature(_ lane: Int, of states: borrowing LaneStates, _ body: (Signature) -> Void) {
        for probe in probes { body(signature(probe, lane, states.place[lane], states)) }
    }

    /// Writes the words of dense tables and masks; `state` gives the state at an offset, or at its place among the recent
    /// ones.
    @inline(__always)
    private func writeTables(
        _ place: Int, _ next: inout UnsafeMutablePointer<UInt32>, _ state: (Int, UInt64) -> UInt32
    ) {
        let (dense, contexts, offsets, stateCount) = (dense, contexts, offsets, stateCount)
        for table in dense {
            var index: UInt32 = 0
            for offset in table.first..<table.end {
                let offset = offsets[offset]
                index = index &* stateCount &+ state(offset, UInt64(truncatingIfNeeded: -offset &- 1) &* 16)
            }
            next.pointee = table.start &+ index
            next += 1
        }
        for term in contexts {
            let mask = term.masks[place]
            let newer = state(term.newer, term.newerShift)
            if let second = term.second {
                let older = state(term.older, term.olderShift)
                next.pointee = second[Int(mask.number(of: older))].number(of: newer)
                // The newer state of this decision is the older one of the next place's, if this place emits once.
                let ahead = term.masks[place &+ 1].number(of: newer)
                prefetch(UnsafeRawPointer(second + Int(ahead)))
            } else {
                next.pointee = mask.number(of: newer)
            }
            next += 1
        }
    }

    @inline(__always)
    private func signature(
        _ probe: ProbeTerm, _ lane: Int, _ place: Int, _ states: borrowing LaneStates
    ) -> Signature {
        let spans = states.spans[lane]
        var signature = Signature(low: 0, high: probe.layer &<< 24)
        var isUnknown = false
        for part in probe.first..<probe.end {
            let part = parts[part]
            let value: UInt32
            if let values = part.values {
                let found = values[place &+ part.offset]
                value = part.emitted == .due ? states.marks[lane].due(of: found) : found
            } else {
                switch part.emitted {
                case .state: value = states.state(lane, at: part.offset)
                case .span: value = part.offset == 0 ? spans.running : spans.last
                case .unit: value = states.marks[lane].unit(at: part.offset)
                case .seen, .due: value = states.marks[lane].seen
                }
            }
            isUnknown = isUnknown || value == PartValue.unknown
            if part.isHigh {
                signature.high |= value &<< part.shift
            } else {
                signature.low |= UInt64(truncatingIfNeeded: value) &<< UInt64(truncatingIfNeeded: part.shift)
            }
        }
        return isUnknown ? .absent : signature
    }
}

extension UnsafeMutableBufferPointer where Element: BitwiseCopyable {
    /// Memory of its own with the elements of an array; to be deallocated.
    static func copy(of elements: [Element]) -> UnsafeMutableBufferPointer {
        let copy = allocate(capacity: elements.count)
        _ = copy.initialize(from: elements)
        return copy
    }
}
