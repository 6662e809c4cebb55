import KeyLayers
import Platform

/// Finds the rows of the next decision in each lane, asks for them, and adds them up. Each worker has its own.
final class LaneRows {
    /// Words of a decision, each the number of a row.
    let wordCount: Int
    private let compiled: CompiledModel
    private let terms: StaticTerms
    private let states: StateRows
    private let spanTerms: SpanTerms?
    private let keys: ScratchBuffer<UInt64>
    private let numbers: Int
    /// The rows: memory of the model, which `compiled` keeps.
    private let rows: UnsafePointer<Int16>
    /// Words of each lane's next decision.
    private let words: ScratchBuffer<UInt32>

    init(compiled: CompiledModel, terms: StaticTerms, states: StateRows, lanes: Int) {
        self.compiled = compiled
        self.terms = terms
        self.states = states
        spanTerms = SpanTerms(compiled: compiled, terms: terms)
        keys = ScratchBuffer(capacity: max(compiled.plan.spans.count, 1))
        numbers = compiled.model.rows.numbers
        rows = compiled.rows.base
        wordCount = states.count + (spanTerms.map { $0.count + 1 } ?? 0)
        words = ScratchBuffer(capacity: lanes * max(wordCount, 1))
    }

    /// Takes the addresses of a new chunk's values.
    func bind() {
        states.bind()
        spanTerms?.bind()
    }

    /// Reads the token of the place that a lane has come to.
    @inline(__always)
    func arrive(_ lane: Int, _ lanes: borrowing LaneStates) {
        let place = lanes.place[lane]
        if let spanTerms {
            lanes.spans[lane].running = spanTerms.extend(lanes.spans[lane].running, at: place).span
        } else if states.seesSpans {
            lanes.spans[lane].running = compiled.model.frame.spans.extend(
                lanes.spans[lane].running, by: terms.spanTokens[place])
        }
    }

    /// Finds the rows of a lane's next decision and requests them.
    @inline(__always)
    func prepare(_ lane: Int, _ lanes: borrowing LaneStates) {
        let words = words.base + lane &* wordCount
        prefetch(UnsafeRawPointer(terms.sums.base + lanes.place[lane] &* numbers))
        states.write(lane, of: lanes, into: words)
        if let spanTerms {
            let spanWords = words + states.count
            let span = lanes.spans[lane].running
            let facts = spanTerms.facts(of: span)
            spanWords.update(repeating: 0, count: spanTerms.count)
            spanTerms.request(facts.terms, span, at: lanes.place[lane], keys: keys.base)
            spanTerms.forEachWord(facts.terms, keys: keys.base) { spanWords[$0] = $1 }
            spanWords[spanTerms.count] = facts.word
        }
        for index in 0..<wordCount { prefetch(UnsafeRawPointer(rows + Int(words[index]) &* numbers)) }
    }

    /// Adds the rows of neighbouring lanes' layers of states to the static sums of their places.
    ///
    /// - Parameter sums: room for `count` × numbers.
    @inline(__always)
    func sum(_ count: Int, of lanes: borrowing LaneStates, first: Int, into sums: UnsafeMutablePointer<Int16>)
    {
        // Local copies, which the compiler need not read again after each store.
        let (rows, fixed, numbers, wordCount) = (rows, UnsafePointer(terms.sums.base), numbers, wordCount)
        let (places, words) = (lanes.place + first, words.base + first &* wordCount)
        for index in 0..<count {
            let start = fixed + places[index] &* numbers
            let words = words + index &* wordCount
            let sum = sums + index &* numbers
            if numbers == 32 {
                RowSum<SIMD32<Int16>>.write(start, rows, words, wordCount, numbers: 32, block: 0, into: sum)
                continue
            }
            for block in stride(from: 0, to: numbers, by: 16) {
                RowSum<SIMD16<Int16>>.write(
                    start, rows, words, wordCount, numbers: numbers, block: block, into: sum)
            }
        }
    }

    /// Moves what was found for a lane to another one.
    @inline(__always)
    func move(_ source: Int, to lane: Int) {
        (words.base + lane &* wordCount).update(from: words.base + source &* wordCount, count: wordCount)
    }
}
