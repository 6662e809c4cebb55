import Platform

/// Where code tells what it has done. A probe that is off costs one test of a reference; compiled with
/// `-DSCATTERSHOT_NO_PROBES` it costs nothing, since there is nothing left of it.
///
/// One thread at a time uses a probe. The order of calls is the order of the work: each lap charges the time since the
/// lap before to one stage.
public struct Probe: Sendable {
    #if !SCATTERSHOT_NO_PROBES
        @usableFromInline let recorder: StageRecorder?
    #endif

    /// A probe that is off.
    public static let off = Probe(nil)

    /// A probe that tells `recorder`; off without one.
    ///
    /// - Complexity: O(1).
    public init(_ recorder: StageRecorder?) {
        #if !SCATTERSHOT_NO_PROBES
            self.recorder = recorder
        #endif
    }

    /// Charges the time since the last lap to `stage`.
    ///
    /// - Parameters:
    ///   - stage: what was done.
    ///   - items: what was worked on, in units of the stage.
    ///   - bytes: bytes read and written, as far as they are known.
    /// - Complexity: O(1); some ten nanoseconds when on.
    @inlinable @inline(__always)
    public func lap(_ stage: Stage, items: Int = 0, bytes: Int = 0) {
        #if !SCATTERSHOT_NO_PROBES
            recorder?.lap(stage, items: items, bytes: bytes)
        #endif
    }

    /// Begins a block of work at the end of the last lap.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public func beginBlock() {
        #if !SCATTERSHOT_NO_PROBES
            recorder?.beginBlock()
        #endif
    }

    /// Ends a block at the end of the last lap.
    ///
    /// - Complexity: O(1), and that of an observer.
    @inlinable @inline(__always)
    public func endBlock() {
        #if !SCATTERSHOT_NO_PROBES
            recorder?.endBlock()
        #endif
    }

    /// Whether this step of an inner loop is one of those that are timed. If so, `mark` tells its parts.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public func beginStep() -> Bool {
        #if SCATTERSHOT_NO_PROBES
            return false
        #else
            return recorder?.beginStep() ?? false
        #endif
    }

    /// Charges the time since the last mark of a timed step to `stage`.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public func mark(_ stage: Stage) {
        #if !SCATTERSHOT_NO_PROBES
            recorder?.mark(stage)
        #endif
    }

    /// Divides the time since the last lap among the stages of the timed steps, in proportion to what they took so far.
    ///
    /// - Parameters:
    ///   - items: steps, timed or not, times what each works on.
    ///   - slots: items that there was room for in the lanes of these steps.
    ///   - gathered: rows and bytes that `Stage.gather` is charged instead.
    ///   - other: what gets the time when no step was timed.
    /// - Complexity: O(stages).
    @inlinable @inline(__always)
    public func lapSteps(items: Int, slots: Int = 0, gathered: (rows: Int, bytes: Int) = (0, 0), other: Stage)
    {
        #if !SCATTERSHOT_NO_PROBES
            recorder?.lapSteps(items: items, slots: slots, gathered: gathered, other: other)
        #endif
    }
}
