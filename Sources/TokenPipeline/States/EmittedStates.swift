import KeyLayers
import Platform

/// Node A: what was emitted so far, as far as layers can look back, and the spans and marks that follow from it.
public final class EmittedStates {
    /// `furthestOffset` values of padding, then one for each decision.
    private let decisions = ScratchBuffer<UInt32>(capacity: 1024)
    private var count = ContextPart.furthestOffset
    /// The running and the last span.
    public private(set) var spans = SpanValues.none
    /// Units and what was seen.
    public private(set) var marks = EmissionMarks.none
    private let index: SpanIndex
    private let units: OutputUnits

    /// No state yet.
    ///
    /// - Complexity: O(1).
    public init(index: SpanIndex, units: OutputUnits) {
        self.index = index
        self.units = units
        decisions.base.update(repeating: PartValue.outside, count: count)
    }

    /// Forgets everything, for the next sequence.
    ///
    /// - Complexity: O(1).
    public func reset() {
        count = ContextPart.furthestOffset
        spans = .none
        marks = .none
    }

    /// Reads the next input token, which extends the running span.
    ///
    /// - Parameter token: value of the token in column 1.
    /// - Complexity: O(1).
    public func read(_ token: UInt32) {
        spans.running = index.extend(spans.running, by: token)
    }

    /// Remembers a decision; one that emits (any but ⟨stop⟩) ends the running span.
    ///
    /// - Complexity: O(1) amortised.
    public func decide(_ token: Int, emits: Bool) {
        decisions.reserve(count + 1, keeping: count)
        decisions.base[count] = PartValue.known(token)
        count += 1
        units.marker.mark(token, in: &marks)
        if emits && spans.running != SpanIndex.root {
            spans.last = spans.running
            spans.running = SpanIndex.root
        }
    }

    /// What layers see; valid until the next decision.
    ///
    /// - Complexity: O(1).
    public var values: EmittedValues {
        EmittedValues(history: UnsafePointer(decisions.base + count), spans: spans, marks: marks)
    }

    /// The state `offset` decisions ago: −1 is the last one.
    ///
    /// - Complexity: O(1).
    public func state(at offset: Int) -> UInt32 {
        precondition((-ContextPart.furthestOffset...(-1)).contains(offset), "no state at \(offset)")
        return decisions.base[count + offset]
    }
}
