import KeyLayers
import TestSupport
import Testing
import TokenPipeline

@Suite struct EmittedStatesTests {
    private func index(_ spans: [[UInt32]]) -> SpanIndex {
        let builder = SpanIndexBuilder()
        for span in spans { builder.add(span) }
        return builder.finished(minimumCount: 1)
    }

    @Test func nothingWasEmittedAtFirst() {
        let states = EmittedStates(index: .empty)
        for offset in -ContextPart.furthestOffset...(-1) {
            #expect(states.state(at: offset) == PartValue.outside)
            #expect(states.history[offset] == PartValue.outside)
        }
        #expect(states.spans == .none)
    }

    /// The history against an array, far past the first reservation of memory, twice because of the reset.
    @Test func historyHoldsTheLastDecisions() {
        var generator = SeededGenerator(seed: 1)
        let states = EmittedStates(index: .empty)
        for _ in 0..<2 {
            var decisions = [UInt32](repeating: PartValue.outside, count: ContextPart.furthestOffset)
            for _ in 0..<5000 {
                let token = Int.random(in: 0..<100, using: &generator)
                states.decide(token, emits: Bool.random(using: &generator))
                decisions.append(PartValue.known(token))
                let recent = (-ContextPart.furthestOffset...(-1)).map { states.state(at: $0) }
                if recent != Array(decisions.suffix(ContextPart.furthestOffset)) {
                    Issue.record("\(recent)")
                    return
                }
            }
            let last = (-ContextPart.furthestOffset...(-1)).map { states.history[$0] }
            #expect(last == Array(decisions.suffix(ContextPart.furthestOffset)))
            states.reset()
            #expect(states.state(at: -1) == PartValue.outside)
            #expect(states.state(at: -ContextPart.furthestOffset) == PartValue.outside)
        }
    }

    @Test func spansRunUntilSomethingIsEmitted() {
        let index = index([[2, 3], [4]])
        func node(_ tokens: [UInt32]) -> UInt32 { tokens.reduce(SpanIndex.root) { index.extend($0, by: $1) } }
        let states = EmittedStates(index: index)
        states.read(2)
        #expect(states.spans.running == node([2]))
        #expect(states.spans.last == PartValue.outside)
        states.decide(0, emits: false)
        states.read(3)
        #expect(states.spans.running == node([2, 3]))
        states.decide(1, emits: true)
        #expect(states.spans.running == SpanIndex.root)
        #expect(states.spans.last == node([2, 3]))
        // The second token of one position ends no span: nothing was read since the first.
        states.decide(1, emits: true)
        #expect(states.spans.last == node([2, 3]))
        states.read(4)
        states.decide(1, emits: true)
        #expect(states.spans.last == node([4]))
        states.read(9)
        #expect(states.spans.running == PartValue.unknown)
        states.read(2)
        #expect(states.spans.running == PartValue.unknown)
        states.decide(1, emits: true)
        #expect(states.spans.last == PartValue.unknown)
        states.reset()
        #expect(states.spans == .none)
    }

    @Test(arguments: [0, 1, -16, .min, .max])
    func statesOutOfReachTrap(offset: Int) async {
        await #expect(processExitsWith: .failure) { [offset] in
            _ = EmittedStates(index: .empty).state(at: offset)
        }
    }
}
