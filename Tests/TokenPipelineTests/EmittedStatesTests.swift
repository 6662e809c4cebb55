import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing
import TokenPipeline

@Suite struct EmittedStatesTests {
    /// Units of a dictionary of a hundred outputs, `0` to `99`.
    private static func units(_ traits: OutputTraits = .plain) throws -> OutputUnits {
        let builder = TokenDictionaryBuilder(keySource: KeySource(seed: 1, dictionary: 0))
        for output in 0..<100 { _ = builder.intern("\(output)") }
        return try OutputUnits(traits: traits, outputs: builder.finished(), plan: .oneForOne)
    }

    private func index(_ spans: [[UInt32]]) -> SpanIndex {
        let builder = SpanIndexBuilder()
        for span in spans { builder.add(span) }
        return builder.finished(minimumCount: 1)
    }

    @Test func nothingWasEmittedAtFirst() throws {
        let states = EmittedStates(index: .empty, units: try Self.units())
        for offset in -ContextPart.furthestOffset...(-1) {
            #expect(states.state(at: offset) == PartValue.outside)
            #expect(states.values.history[offset] == PartValue.outside)
        }
        #expect(states.spans == .none)
    }

    /// The history against an array, far past the first reservation of memory, twice because of the reset.
    @Test func historyHoldsTheLastDecisions() throws {
        var generator = SeededGenerator(seed: 1)
        let states = EmittedStates(index: .empty, units: try Self.units())
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
            let last = (-ContextPart.furthestOffset...(-1)).map { states.values.history[$0] }
            #expect(last == Array(decisions.suffix(ContextPart.furthestOffset)))
            states.reset()
            #expect(states.state(at: -1) == PartValue.outside)
            #expect(states.state(at: -ContextPart.furthestOffset) == PartValue.outside)
        }
    }

    @Test func spansRunUntilSomethingIsEmitted() throws {
        let index = index([[2, 3], [4]])
        func node(_ tokens: [UInt32]) -> UInt32 { tokens.reduce(SpanIndex.root) { index.extend($0, by: $1) } }
        let states = EmittedStates(index: index, units: try Self.units())
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

    /// The marks against arrays, for traits of every kind.
    @Test(arguments: [
        OutputTraits.plain, OutputTraits(unitSeparator: "1", silent: [], once: []),
        OutputTraits(unitSeparator: nil, silent: [3, 0], once: [5, 3, 99]),
        OutputTraits(unitSeparator: "7", silent: [77], once: [7, 8, 9, 10, 11, 12, 13, 14]),
    ])
    func marksHoldUnitsAndWhatWasSeen(traits: OutputTraits) throws {
        var generator = SeededGenerator(seed: 2)
        let units = try Self.units(traits)
        let states = EmittedStates(index: .empty, units: units)
        for _ in 0..<2 {
            var (texts, seen) = ([String](), Set<Int>())
            for _ in 0..<500 {
                let token = Int.random(in: 0..<100, using: &generator)
                states.decide(token, emits: true)
                seen.insert(token)
                if !traits.silent.contains(token) {
                    let pieces = traits.unitSeparator.map { "\(token)".split(separator: $0).map(String.init) }
                    texts += pieces ?? ["\(token)"]
                }
                for offset in -EmissionMarks.furthestUnit...(-1) {
                    let value = states.marks.unit(at: offset)
                    let expected = texts.dropLast(-offset - 1).last
                    #expect(value == PartValue.outside || units.texts[Int(value) - 2] == expected)
                    #expect((value == PartValue.outside) == (expected == nil))
                }
                let set = traits.once.indices.filter { seen.contains(traits.once[$0]) }
                #expect(states.marks.seen == PartValue.known(set.reduce(0) { $0 | 1 << $1 }))
            }
            states.reset()
            #expect(states.marks == .none)
        }
    }

    @Test func traitsOfOtherOutputsAreRefused() {
        for traits in [
            OutputTraits(unitSeparator: "", silent: [], once: []),
            OutputTraits(unitSeparator: nil, silent: [100], once: []),
            OutputTraits(unitSeparator: nil, silent: [], once: [-1]),
            OutputTraits(unitSeparator: nil, silent: [], once: Array(0..<9)),
        ] {
            #expect(throws: InvalidStructure.self) { try Self.units(traits) }
        }
    }

    @Test(arguments: [0, 1, -16, .min, .max])
    func statesOutOfReachTrap(offset: Int) async {
        await #expect(processExitsWith: .failure) { [offset] in
            _ = EmittedStates(index: .empty, units: try Self.units()).state(at: offset)
        }
    }
}
