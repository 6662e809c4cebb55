import Platform

/// What one worker did when. Time is never lost: every lap charges all the time since the lap before it, so the times of
/// all stages add up to the time between start and end.
///
/// One thread at a time uses a recorder. Memory is bounded: totals go on when `mostSpans` have been kept.
public final class StageRecorder: @unchecked Sendable {
    /// A stretch of time of one stage, or of a block, which encloses those of its stages.
    public struct Span: BitwiseCopyable, Sendable {
        /// Ticks of `CycleClock`.
        public var start: UInt64
        /// Ticks of `CycleClock`.
        public var end: UInt64
        /// Nil for a block.
        public var stage: Stage? { Stage(rawValue: number) }
        /// What was worked on, in units of the stage, as far as 32 bits hold it; 0 for a block.
        public var items: UInt32
        /// Raw value of the stage, or `blockNumber`.
        fileprivate var number: UInt8

        fileprivate static let blockNumber = UInt8.max
    }

    /// Sums over all laps of a stage.
    public struct Total: BitwiseCopyable, Sendable {
        /// Ticks of `CycleClock`.
        public var ticks: UInt64 = 0
        /// Laps.
        public var calls = 0
        /// What was worked on, in units of the stage.
        public var items = 0
        /// Bytes read and written, as far as they are counted.
        public var bytes = 0
        /// Items that there was room for; more than `items` where lanes were empty. 0 where there are no lanes.
        public var slots = 0

        /// Nothing yet.
        public init() {}
    }

    /// Number of the worker.
    public let worker: Int
    /// Most spans that are kept for the timeline and the percentiles; 24 bytes each.
    public let mostSpans: Int
    /// Blocks that were begun.
    public private(set) var blocks = 0

    private let totals: UnsafeMutablePointer<Total>
    private let kept = ScratchList<Span>()
    /// Ticks of all steps that were timed, by stage. They are never forgotten, so that the time of short loops is divided
    /// by what many of them took.
    private let steps: UnsafeMutablePointer<UInt64>
    /// End of the last lap; end of the last timed step; start of the block.
    private let marks: UnsafeMutablePointer<(lap: UInt64, step: UInt64, block: UInt64)>
    private var stepNumber = 0
    private let observer: (any ProbeObserver)?
    /// Index in `kept` of the first span that the observer has not been told of.
    private var firstUntold = 0

    /// One step in so many is timed. A reading of the clock costs about as much as a handful of look-ups, and the steps
    /// of a chunk are alike.
    package static let stepsPerTimedStep = 16
    /// Spans that are kept for an observer before it is told of them.
    package static let mostUntold = 1 << 14

    init(worker: Int, mostSpans: Int, observer: (any ProbeObserver)?) {
        self.worker = worker
        self.mostSpans = mostSpans
        self.observer = observer
        totals = .allocate(capacity: Stage.allCases.count)
        totals.initialize(repeating: Total(), count: Stage.allCases.count)
        steps = .allocate(capacity: Stage.allCases.count)
        steps.initialize(repeating: 0, count: Stage.allCases.count)
        marks = .allocate(capacity: 1)
        marks.initialize(to: (0, 0, 0))
    }

    deinit {
        totals.deallocate()
        steps.deallocate()
        marks.deallocate()
    }

    /// What a stage took so far.
    ///
    /// - Complexity: O(1).
    public func total(of stage: Stage) -> Total { totals[Int(stage.rawValue)] }

    /// The first `mostSpans` spans, in the order of their ends.
    ///
    /// - Complexity: O(1).
    public var spans: UnsafeBufferPointer<Span> { kept.elements }

    /// Whether spans were left out because there were more than `mostSpans`.
    ///
    /// - Complexity: O(1).
    public private(set) var isCut = false

    // MARK: While the work goes on

    /// Begins at `ticks`; what was recorded is forgotten.
    func start(at ticks: UInt64) {
        marks.pointee = (ticks, ticks, ticks)
        totals.update(repeating: Total(), count: Stage.allCases.count)
        steps.update(repeating: 0, count: Stage.allCases.count)
        stepNumber = 0
        kept.removeAll()
        (blocks, isCut, firstUntold) = (0, false, 0)
    }

    /// Charges the time since the last lap to `stage`.
    @usableFromInline
    func lap(_ stage: Stage, items: Int, bytes: Int) {
        let now = CycleClock.now()
        charge(stage, until: now, items: items, bytes: bytes)
    }

    /// Charges the rest of the time to waiting.
    func end(at ticks: UInt64) {
        if ticks > marks.pointee.lap { charge(.wait, until: ticks, items: 0, bytes: 0) }
        tellStages()
    }

    @usableFromInline
    func beginBlock() {
        marks.pointee.block = marks.pointee.lap
        blocks += 1
        tellStages()
    }

    @usableFromInline
    func endBlock() {
        let span = Span(
            start: marks.pointee.block, end: marks.pointee.lap, items: 0, number: Span.blockNumber)
        observer?.blockEnded(worker: worker, block: span, stages: untold)
        // The block itself is not told again.
        firstUntold = kept.count
        keep(span)
        firstUntold = kept.count
    }

    /// Tells an observer of the spans that it does not know, and forgets those beyond the limit.
    private func tellStages() {
        if let observer, firstUntold < kept.count {
            observer.stagesEnded(worker: worker, stages: untold)
        }
        if kept.count > mostSpans { kept.truncate(to: mostSpans) }
        firstUntold = kept.count
    }

    private var untold: UnsafeBufferPointer<Span> {
        UnsafeBufferPointer(rebasing: kept.elements[min(firstUntold, kept.count)...])
    }

    /// Whether the next step of an inner loop is timed; if so its stages are marked one after another.
    @usableFromInline
    func beginStep() -> Bool {
        stepNumber &+= 1
        guard stepNumber % Self.stepsPerTimedStep == 1 else { return false }
        marks.pointee.step = CycleClock.now()
        return true
    }

    /// Charges the time since the last mark of a timed step to `stage`.
    @usableFromInline
    func mark(_ stage: Stage) {
        let now = CycleClock.now()
        steps[Int(stage.rawValue)] &+= now &- marks.pointee.step
        marks.pointee.step = now
    }

    /// Divides the time since the last lap among the stages of timed steps, in proportion to what they took so far.
    ///
    /// - Parameter other: gets the time when no step was timed.
    @usableFromInline
    func lapSteps(items: Int, slots: Int, gathered: (rows: Int, bytes: Int), other: Stage) {
        totals[Int(Stage.search.rawValue)].slots &+= slots
        let now = CycleClock.now()
        let start = marks.pointee.lap
        var sum: UInt64 = 0
        for stage in 0..<Stage.allCases.count { sum &+= steps[stage] }
        guard sum > 0 else { return charge(other, until: now, items: items, bytes: 0) }
        let scale = Double(now &- start) / Double(sum)
        var before: UInt64 = 0
        for stage in Stage.allCases where steps[Int(stage.rawValue)] > 0 {
            before &+= steps[Int(stage.rawValue)]
            let end = before == sum ? now : start &+ UInt64(Double(before) * scale)
            charge(
                stage, until: max(end, marks.pointee.lap), items: stage == .gather ? gathered.rows : items,
                bytes: stage == .gather ? gathered.bytes : 0)
        }
    }

    private func charge(_ stage: Stage, until now: UInt64, items: Int, bytes: Int) {
        // Processors whose counters differ by a little must not make a time negative.
        let end = max(now, marks.pointee.lap)
        let total = totals + Int(stage.rawValue)
        total.pointee.ticks &+= end &- marks.pointee.lap
        total.pointee.calls &+= 1
        total.pointee.items &+= items
        total.pointee.bytes &+= bytes
        keep(
            Span(
                start: marks.pointee.lap, end: end, items: UInt32(clamping: items), number: stage.rawValue))
        marks.pointee.lap = end
    }

    private func keep(_ span: Span) {
        // With an observer the spans of a block are kept beyond the limit until the block has ended.
        guard kept.count < mostSpans || observer != nil else {
            isCut = true
            return
        }
        if kept.count >= mostSpans { isCut = true }
        kept.append(span)
        // A block of learning goes over all data; what is kept for an observer must not grow with it.
        if observer != nil, kept.count - firstUntold == Self.mostUntold { tellStages() }
    }
}
