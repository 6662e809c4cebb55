import KeyLayers
import Platform

/// Node A: what was emitted so far, as far as layers can look back, and the spans that follow from it.
public final class EmittedStates {
    /// `furthestOffset` values of padding, then one for each decision.
    private let decisions = ScratchBuffer<UInt32>(capacity: 1024)
    private var count = ContextPart.furthestOffset
    /// The running and the last span.
    public private(set) var spans = SpanValues.none
    private let index: SpanIndex

    /// No state yet.
    ///
    /// - Complexity: O(1).
    public init(index: SpanIndex) {
        self.index = index
        decisions.base.update(repeating: PartValue.outside, count: count)
    }

    /// Forgets everything, for the next sequence.
    ///
    /// - Complexity: O(1).
    public func reset() {
        count = ContextPart.furthestOffset
        spans = .none
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
        if emits && spans.running != SpanIndex.root {
            spans.last = spans.running
            spans.running = SpanIndex.root
        }
    }

    /// Points past the last decision, with `furthestOffset` readable values before it; valid until the next decision.
    ///
    /// - Complexity: O(1).
    public var history: UnsafePointer<UInt32> { UnsafePointer(decisions.base + count) }

    /// The state `offset` decisions ago: −1 is the last one.
    ///
    /// - Complexity: O(1).
    public func state(at offset: Int) -> UInt32 {
        precondition((-ContextPart.furthestOffset...(-1)).contains(offset), "no state at \(offset)")
        return decisions.base[count + offset]
    }
}
