import CuckooTable
import KeyLayers
import Platform
import Probes

/// Decodes position after position, always taking the nearest token. Each worker has its own; the model is shared.
///
/// The rows of static layers are looked up and summed ahead, a stretch of positions at a time, with the cache misses of
/// many look-ups overlapping; dynamic layers follow decision by decision. Memory is bounded by the stretch, not by the
/// sequence.
public final class GreedyDecoder: SequenceDecoder {
    private let plan: EmissionPlan
    private let table: SignatureTable
    private let rowTable: RowTable
    private let staticCount: Int
    private let dynamicCount: Int
    private let window: ContextWindow
    private let states: EmittedStates
    private let kernel: DecisionKernel
    private let signatures = ScratchBuffer<Signature>()
    private let rows = ScratchBuffer<UInt32>()
    /// Sums of the static layers' rows: positions of the stretch × numbers.
    private let sums = ScratchBuffer<Int16>()
    private let dynamicSignatures: ScratchBuffer<Signature>
    private let dynamicRows: ScratchBuffer<UInt32>
    /// Rows of the present decision, summed, and the same as numbers of 32 bits.
    private let decisionSum: ScratchBuffer<Int16>
    private let noise: ScratchBuffer<Int32>
    private let startVectors: StartVectors
    private let distances: DecisionDistances?
    private let probe: Probe
    private let census: HashedCensus?
    private let layout: SignatureLayout

    /// A decoder for `model`.
    ///
    /// - Parameters:
    ///   - probe: told of the stages of decoding.
    ///   - census: counts what is looked up.
    ///   - distances: filled at each call of a plan that takes one decision a position.
    /// - Complexity: O(layers).
    public init(
        model: TokenModel, kernel: Kernel = .preferred, probe: Probe = .off, census: LookupCensus? = nil,
        distances: DecisionDistances? = nil
    ) {
        self.distances = distances
        self.census = census.map {
            HashedCensus($0, model: model, comparison: kernel.includes(.simd) ? .blocks : .whole)
        }
        layout = model.frame.layout
        self.probe = probe
        let frame = model.frame
        plan = frame.plan
        table = model.table
        rowTable = model.rows
        staticCount = frame.layout.staticLayers.count
        dynamicCount = frame.layout.dynamicLayers.count
        window = ContextWindow(layout: frame.layout)
        states = EmittedStates(index: frame.spans, units: frame.units)
        self.kernel = DecisionKernel(frame: frame, kernel: kernel)
        dynamicSignatures = ScratchBuffer(capacity: dynamicCount)
        dynamicRows = ScratchBuffer(capacity: dynamicCount)
        decisionSum = ScratchBuffer(capacity: model.rows.numbers)
        noise = ScratchBuffer(capacity: model.rows.numbers)
        startVectors = frame.startVectors
        precondition(distances == nil || plan.maximum == 1, "a plan of several decisions a position")
    }

    /// Decodes one sequence.
    ///
    /// - Parameters:
    ///   - columns: the tokens' entries as `resolver` gave them, column by column, all of one length.
    ///   - heldOut: views whose values are others for the fold of this sequence, which is of the training data.
    ///   - emissions: replaced by what the sequence emits.
    /// - Complexity: O(positions · layers · numbers).
    public func decode(
        columns: [ArraySlice<UInt32>], resolver: TokenResolver,
        heldOut: (views: HeldOutViews, fold: Int)? = nil, into emissions: inout Emissions
    ) {
        emissions.removeAll(reservingPositions: columns[0].count)
        distances?.reserve(columns[0].count)
        append(columns: columns, resolver: resolver, heldOut: heldOut, to: &emissions)
    }

    /// Decodes several sequences.
    ///
    /// - Parameters:
    ///   - columns: the tokens' entries as `resolver` gave them, column by column, all sequences one after another.
    ///   - sequenceEnds: where each sequence ends; the last one at the end of the columns.
    ///   - emissions: replaced by what the sequences emit, position after position.
    /// - Complexity: O(positions · layers · numbers).
    public func decode(
        columns: [UnsafeBufferPointer<UInt32>], sequenceEnds: UnsafeBufferPointer<Int>,
        resolver: TokenResolver, into emissions: inout Emissions
    ) {
        emissions.removeAll(reservingPositions: columns[0].count)
        distances?.reserve(columns[0].count)
        var start = 0
        for end in sequenceEnds {
            let sequence = columns.map { Array($0[start..<end])[...] }
            append(columns: sequence, resolver: resolver, to: &emissions)
            start = end
        }
        guard plan.maximum == 1 else { return }
        let decisions = (0..<emissions.count).map { emissions[$0].first ?? UInt32(EmissionPlan.stop) }
        emissions.writeDecisions(of: plan, count: decisions.count) {
            _ = $0.update(fromContentsOf: decisions)
        }
    }

    private func append(
        columns: [ArraySlice<UInt32>], resolver: TokenResolver,
        heldOut: (views: HeldOutViews, fold: Int)? = nil, to emissions: inout Emissions
    ) {
        window.load(columns: columns, resolver: resolver, heldOut: heldOut)
        states.reset()
        let first = emissions.count
        var decisions = 0
        for (position, entry) in columns[0].enumerated() {
            let token = resolver.value(of: entry, column: 0)
            census?.countSpan(states.spans.running, by: token)
            states.read(token)
            if position % Self.stretch == 0 {
                lapDecisions(&decisions)
                sumStaticRows(at: position..<min(position + Self.stretch, window.count))
            }
            for step in 0..<plan.maximum {
                let isTimed = probe.beginStep()
                addRows(position: position, isTimed: isTimed)
                let nearest = kernel.nearest(
                    token: token, noise: noise.base, fractionBits: rowTable.fractionBits)
                distances?.write(
                    sums: decisionSum.base, start: startVectors[token],
                    fractionBits: rowTable.fractionBits, at: first + position)
                if isTimed { probe.mark(.search) }
                let choice = plan.choice(of: nearest, step: step)
                let isStop = plan.isStop(choice)
                states.decide(choice, emits: !isStop)
                if isTimed { probe.mark(.states) }
                decisions += 1
                if isStop { break }
                emissions.append(choice)
            }
            emissions.endPosition()
        }
        lapDecisions(&decisions)
    }

    private func lapDecisions(_ decisions: inout Int) {
        census?.count(decisions: decisions)
        let rows = decisions * dynamicCount
        probe.lapSteps(
            items: decisions, gathered: (rows, rows * rowTable.numbers * 2),
            other: decisions == 0 ? .signatures : .search)
        decisions = 0
    }

    /// Positions whose static layers are looked up together.
    private static let stretch = 1024

    private func sumStaticRows(at positions: Range<Int>) {
        let count = positions.count
        let total = count * staticCount
        signatures.reserve(total)
        rows.reserve(total)
        sums.reserve(count * rowTable.numbers)
        window.writeStaticSignatures(at: positions, into: signatures.base)
        probe.lap(.signatures, items: total, bytes: total * MemoryLayout<Signature>.stride)
        table.findAll(UnsafeBufferPointer(start: signatures.base, count: total), into: rows.base)
        probe.lap(.probe, items: total, bytes: total * AlignedMemory.alignment)
        census?.count(
            signatures.base, found: rows.base, count: total, layers: layout.staticLayers)
        rowTable.sumGroups(rows.base, groups: count, groupSize: staticCount, into: sums.base)
        probe.lap(.gather, items: total, bytes: total * rowTable.numbers * 2)
    }

    /// Adds the dynamic layers' rows to the static sum of a position.
    private func addRows(position: Int, isTimed: Bool) {
        let numbers = rowTable.numbers
        let staticSum = sums.base + (position % Self.stretch) &* numbers
        let sum = decisionSum.base
        sum.update(from: staticSum, count: numbers)
        if dynamicCount > 0 {
            window.writeDynamicSignatures(
                at: position, emitted: states.values, into: dynamicSignatures.base)
            if isTimed { probe.mark(.signatures) }
            table.findAll(
                UnsafeBufferPointer(start: dynamicSignatures.base, count: dynamicCount),
                into: dynamicRows.base)
            if isTimed { probe.mark(.probe) }
            census?.count(
                dynamicSignatures.base, found: dynamicRows.base, count: dynamicCount,
                layers: layout.dynamicLayers)
            rowTable.add(UnsafeBufferPointer(start: dynamicRows.base, count: dynamicCount), to: sum)
        }
        for number in 0..<numbers { noise.base[number] = Int32(sum[number]) }
        if isTimed { probe.mark(.gather) }
    }
}
