import CuckooTable
import DigitKeys
import KeyLayers
import NoiseSampling
import Platform
import Probes

/// What happened in one pass over the training data.
public struct EpochReport: Sendable {
    /// Counts from 1.
    public let epoch: Int
    /// Decisions taken.
    public let decisions: Int
    /// Decisions whose nearest token was not the wanted one.
    public let errors: Int
    /// Rows that exist after the pass.
    public let rows: Int
}

/// Learns the rows of a model, decision by decision: when the nearest token is not the wanted one, the rows of all
/// active layers receive noise that leads to it.
///
/// Decisions depend on those before them, so learning is one thread's work, and the result depends on seed, settings
/// and data alone. Rows come into being when they are first needed: a context that was never wrong has none.
public final class Learner {
    let frame: TokenModelFrame
    private let plan: EmissionPlan
    /// In units of the distance.
    private let margin: UInt64
    private let staticCount: Int
    private let dynamicCount: Int
    let settings: LearningSettings
    private let heldOut: HeldOutViews
    private let resolver: TokenResolver
    private let window: ContextWindow
    private let states: EmittedStates
    private let kernel: DecisionKernel
    var update: UpdateNoise
    /// What the first pass finds out about decisions that were not learned from yet.
    let measure: ProgressiveMeasure
    /// Which links served each state in the first pass, and what that leaves out in the passes after it; nil unless it is
    /// asked for.
    var record: CandidateRecord?
    var filter: StateFilter?
    /// Value of the decision that was wanted last.
    private var wantedState = PartValue.outside
    /// Of the decoder's tokens as states; empty where they are not needed.
    var ranks: [Double] = []

    var table = GrowingTable()
    var rows: TrainingRows
    var rowSignatures: [Signature] = []
    /// Which outputs came, or nearly came, where others were wanted.
    public private(set) var confusions: ConfusionCounts
    /// How far learning has come. It changes between sequences only, the decisions and errors aside.
    public internal(set) var progress = LearningProgress()

    private let staticSignatures = ScratchBuffer<Signature>()
    private let staticRows = ScratchBuffer<UInt32>()
    /// Of one decision: static layers, then dynamic ones.
    private let activeSignatures: ScratchBuffer<Signature>
    private let activeRows: ScratchBuffer<UInt32>
    private let noise: ScratchBuffer<Int32>
    private let probe: Probe
    private let census: LearningCensus?
    /// Numbers of the layers in the order of `activeSignatures`.
    private let activeLayers: [Int]

    /// A learner that has learned nothing yet.
    ///
    /// - Parameters:
    ///   - heldOut: views that are others for each fold of the training data.
    ///   - probe: told of the stages of learning.
    ///   - census: counts what is looked up in the decisions that the probe times.
    /// - Complexity: O(layers).
    public init(
        frame: TokenModelFrame, settings: LearningSettings, heldOut: HeldOutViews = HeldOutViews(),
        probe: Probe = .off, census: LearningCensus? = nil
    ) {
        self.census = census
        activeLayers = frame.layout.staticLayers + frame.layout.dynamicLayers
        self.heldOut = heldOut
        self.probe = probe
        self.frame = frame
        plan = frame.plan
        margin = UInt64(Double(frame.distance.maximum) * min(max(settings.margin, 0), 1))
        staticCount = frame.layout.staticLayers.count
        dynamicCount = frame.layout.dynamicLayers.count
        self.settings = settings
        resolver = TokenResolver(columns: frame.columns)
        window = ContextWindow(layout: frame.layout)
        states = EmittedStates(index: frame.spans, units: frame.units)
        kernel = DecisionKernel(frame: frame)
        update = UpdateNoise(frame: frame, rule: settings.noise, seed: settings.seed)
        confusions = ConfusionCounts(tokenCount: frame.outputs.count)
        measure = ProgressiveMeasure(frame: frame)
        rows = TrainingRows(numbers: frame.distance.shape.numbers)
        activeSignatures = ScratchBuffer(capacity: frame.layout.layers.count)
        activeRows = ScratchBuffer(capacity: frame.layout.layers.count)
        noise = ScratchBuffer(capacity: frame.distance.shape.numbers)
    }

    /// One pass over `corpus` in a random order of sequences that depends on the seed and the number of the pass; or the
    /// rest of a pass that was broken off.
    ///
    /// - Parameters:
    ///   - places: the part of the pass's order that is learned from; nil for all of it.
    ///   - isIncluded: which sequences are learned from, by number; the others are passed over.
    ///   - progress: called about every thousand positions with the positions done, between two sequences. When it throws,
    ///     the pass is broken off: `state` is then that of a learner that goes on with the next call.
    /// - Precondition: the decisions can be counted: see `LearningProgress.checkRoom`.
    /// - Complexity: O(decisions · layers · numbers).
    public func learn(
        _ corpus: EncodedCorpus, places: Range<Int>? = nil, where isIncluded: (Int) -> Bool = { _ in true },
        progress report: (Int) throws -> Void
    ) rethrows -> EpochReport {
        if progress.place == nil {
            progress.begin(at: places?.lowerBound ?? 0)
            if progress.epoch == 1 { prepare(corpus, where: isIncluded) }
        }
        let order = seededOrder(
            count: corpus.count,
            stream: NoiseStream(seed: settings.seed, number: .max - UInt64(progress.epoch)))
        let positionCount = places.map { corpus.positionCount(of: order[$0]) } ?? corpus.positionCount
        var announced = progress.positions
        while let place = progress.place, place < places?.upperBound ?? order.count {
            let sequence = order[place]
            if isIncluded(sequence) {
                let positions = corpus.positions(of: sequence)
                progress.positions += positions.count
                // Before rows have grown, distances say little of a finished model.
                measure.looksAtDistances = 2 * progress.positions > positionCount
                learn(corpus, positions: positions, fold: HeldOutViews.fold(of: sequence))
            }
            progress.place = place + 1
            if progress.positions - announced >= 1024 {
                announced = progress.positions
                try report(announced)
            }
        }
        if progress.epoch == 1, settings.states.node == .record {
            record = try CandidateRecord(
                comparing: measure, frame: frame, settings: settings, heldOut: heldOut, corpus: corpus,
                where: isIncluded
            ) { try report(announced) }
            filter = record.map { StateFilter(frame: frame, record: $0) }
        }
        progress.place = nil
        return EpochReport(
            epoch: progress.epoch, decisions: Int(progress.decisions - progress.decisionsBefore),
            errors: progress.errors - progress.errorsBefore, rows: rows.count)
    }

    /// The model that is the mean over all decisions so far.
    ///
    /// - Throws: `InvalidStructure` when what was learned is beyond what can be counted (`LearnerState.check`).
    /// - Complexity: O(rows · (numbers + parts)).
    public func model() throws -> TokenModel {
        try state.check(frame)
        let quantizer = RowQuantizer(
            minimumUpdates: settings.minimumUpdates, largestNumber: Int(frame.distance.shape.largestNumber),
            direction: update.onlyDirection)
        let filter = StateFilter(
            frame: frame, record: record, ranks: ranks, minimumRank: settings.states.minimumRank)
        var (rows, table) = try quantizer.finished(
            self.rows, signatures: rowSignatures, steps: progress.decisions,
            layerCount: frame.layout.layers.count,
            where: filter.keeps)
        if settings.states.borrows, progress.epoch > 0 {
            guard ranks.count == frame.outputs.count else {
                throw InvalidStructure(
                    "the state of the training has no ranks, without which no state can borrow")
            }
            (rows, table) = try StateBorrowing(frame: frame, ranks: ranks).extended(rows, table)
        }
        return try TokenModel(frame: frame, table: table, rows: rows, record: record, costs: measure.costs)
    }

    /// Ranks the states, where something depends on it.
    private func prepare(_ corpus: EncodedCorpus, where isIncluded: (Int) -> Bool) {
        guard settings.states.borrows || settings.states.minimumRank > 0 else { return }
        ranks =
            StateRanks(
                of: corpus, plan: plan, outputCount: frame.outputs.count, settings: settings.states,
                where: isIncluded
            ).ranks
    }

    private func learn(_ corpus: EncodedCorpus, positions: Range<Int>, fold: Int) {
        window.load(
            columns: corpus.columns.map { $0[positions] }, resolver: resolver, heldOut: (heldOut, fold))
        states.reset()
        wantedState = PartValue.outside
        let total = positions.count * staticCount
        staticSignatures.reserve(total)
        staticRows.reserve(total)
        window.writeStaticSignatures(at: 0..<positions.count, into: staticSignatures.base)
        probe.lap(.signatures, items: total, bytes: total * MemoryLayout<Signature>.stride)
        table.findAll(UnsafeBufferPointer(start: staticSignatures.base, count: total), into: staticRows.base)
        probe.lap(.probe, items: total, bytes: total * AlignedMemory.alignment)
        let decisionsBefore = progress.decisions
        let rowsWhenFound = rows.count
        for (place, position) in positions.enumerated() {
            prefetchRows(of: place + 2, before: positions.count)
            let token = resolver.value(of: corpus.columns[0][position], column: 0)
            states.read(token)
            activeSignatures.base.update(
                from: staticSignatures.base + place * staticCount, count: staticCount)
            activeRows.base.update(from: staticRows.base + place * staticCount, count: staticCount)
            // Rows that came into being since the sequence was looked up must be seen, or the result would depend on how
            // much is looked up at once.
            if rows.count != rowsWhenFound { findMissing() }
            decide(emissions: corpus.emissions(at: position), place: place, token: token)
        }
        let taken = Int(progress.decisions - decisionsBefore)
        let rows = taken * (staticCount + dynamicCount)
        probe.lapSteps(items: taken, gathered: (rows, rows * noise.capacity * 4), other: .search)
    }

    /// The decisions of one position.
    private func decide(emissions: ArraySlice<UInt32>, place: Int, token: UInt32) {
        let active = staticCount + dynamicCount
        for step in 0..<min(emissions.count + 1, plan.maximum) {
            let wanted =
                step < emissions.count ? Int(emissions[emissions.startIndex + step]) : EmissionPlan.stop
            let isTimed = probe.beginStep()
            let known = isTimed ? rows.count : 0
            window.writeDynamicSignatures(
                at: place, emitted: states.values, into: activeSignatures.base + staticCount)
            if let filter { leaveOut(filter) }
            if isTimed { probe.mark(.signatures) }
            table.findAll(
                UnsafeBufferPointer(start: activeSignatures.base + staticCount, count: dynamicCount),
                into: activeRows.base + staticCount)
            if isTimed { probe.mark(.probe) }
            rows.sum(UnsafeBufferPointer(start: activeRows.base, count: active), into: noise.base)
            if isTimed { probe.mark(.gather) }
            let nearest = kernel.nearest(
                token: token, noise: noise.base, fractionBits: TrainingRows.fractionBits)
            if isTimed { probe.mark(.search) }
            let choice = plan.choice(of: nearest, step: step)
            let isRight = choice == wanted
            if progress.epoch == 1 {
                measure.add(
                    after: wantedState, token: token, step: step, wanted: wanted, isRight: isRight,
                    noise: noise.base)
            }
            wantedState = PartValue.known(wanted)
            if !isRight {
                progress.errors += 1
                learn(rival: choice, wanted: wanted, token: token, active: active)
            } else if nearest.runnerUp >= 0, nearest.index == wanted,
                nearest.runnerUpDistance - nearest.distance < margin
            {
                learn(rival: nearest.runnerUp, wanted: wanted, token: token, active: active)
            }
            if isTimed { probe.mark(.update) }
            progress.decisions += 1
            let state = state(after: choice, wanted: wanted)
            states.decide(state, emits: !plan.isStop(state))
            if isTimed {
                probe.mark(.states)
                census?.count(
                    activeSignatures.base, rows: activeRows.base, known: known, layers: activeLayers)
            }
        }
    }

    /// Takes away the signatures of layers that the model does without in this state.
    private func leaveOut(_ filter: StateFilter) {
        for layer in staticCount..<staticCount + dynamicCount
        where !filter.keeps(activeSignatures.base[layer]) {
            activeSignatures.base[layer] = .absent
        }
    }

    /// The state that layers see from now on. Where a position takes several decisions, a wrong ⟨stop⟩ or a wrong token in
    /// its place would have ended or prolonged the position; training goes on as wanted, and so does its history.
    private func state(after choice: Int, wanted: Int) -> Int {
        let isOnCourse = plan.maximum == 1 || plan.isStop(choice) == plan.isStop(wanted)
        return settings.history == .own && isOnCourse ? choice : wanted
    }

    /// Gives the active rows noise that leads from `rival` to `wanted`; rows that do not exist yet are made.
    private func learn(rival: Int, wanted: Int, token: UInt32, active: Int) {
        confusions.add(rival, wanted)
        guard update.find(rival: rival, wanted: wanted, step: progress.decisions, query: query(token: token))
        else {
            return
        }
        update.noise.withUnsafeBufferPointer { noise in
            guard let noise = noise.baseAddress else { return }
            for layer in 0..<active {
                let signature = activeSignatures.base[layer]
                if signature.isAbsent { continue }
                var row = activeRows.base[layer]
                if row == 0 {
                    row = rows.append()
                    rowSignatures.append(signature)
                    table.insert(signature, value: row)
                    activeRows.base[layer] = row
                }
                rows.update(row, noise: noise, step: progress.decisions)
            }
        }
    }

    private func findMissing() {
        for layer in 0..<staticCount where activeRows.base[layer] == 0 {
            activeRows.base[layer] = table.find(activeSignatures.base[layer])
        }
    }

    private func prefetchRows(of place: Int, before end: Int) {
        guard place < end else { return }
        rows.prefetch(UnsafeBufferPointer(start: staticRows.base + place * staticCount, count: staticCount))
    }

    /// The encoder embedding of the present decision as whole numbers.
    private func query(token: UInt32) -> [Int32] {
        let largest = Int64(frame.distance.shape.largestNumber)
        let start = frame.startVectors[token]
        return (0..<frame.distance.shape.numbers).map { number in
            let scaled = Int64(start[number]) << Int64(TrainingRows.fractionBits)
            let difference = scaled - Int64(noise.base[number])
            return Int32(min(max(difference, 0) >> Int64(TrainingRows.fractionBits), largest))
        }
    }
}
