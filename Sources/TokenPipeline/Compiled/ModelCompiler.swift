import CuckooTable
import KeyLayers
import Platform

/// Sorts the rows of a model into the tables of a compiled one.
struct ModelCompiler {
    let model: TokenModel
    let plan: LayerPlan
    private(set) var rows: CompiledRows

    /// Where rows of a layer go.
    private enum Destination {
        case elsewhere
        case word(phrase: Int, word: Int)
        case states(Int)
        case probed
        case span(Int)
    }

    /// The keys of a phrase that occur, and their words.
    private struct Matches {
        let width: Int
        var numbering = KeyNumbering()
        /// Rows of the uncompiled model, or contexts of states: keys × words.
        var words: [UInt32] = []

        /// Where the words of `key` start.
        mutating func start(of key: UInt64) -> Int {
            let number = numbering.number(of: key)
            if number * width == words.count { words.append(contentsOf: repeatElement(0, count: width)) }
            return number * width
        }
    }

    private let probes = GrowingTable()
    private var spanFacts: [SpanFacts]
    private var spanKeys: [UInt64] = []
    private var spanWords: [UInt32] = []
    private var spanUses: [UInt64] = []
    /// Largest multiple of each term and span.
    private var spanLargest: [UInt32]
    private var matches: [Matches]
    private var entries: [[StateMasks.Entry]]
    /// Contexts of phrases count from 1.
    private var contextCounts: [Int]

    init(model: TokenModel, plan: LayerPlan, multiples: [Int32]?) {
        self.model = model
        self.plan = plan
        rows = CompiledRows(source: model.rows, multiples: multiples)
        matches = plan.phrases.map { Matches(width: $0.words.count) }
        entries = plan.contexts.map { _ in [] }
        spanFacts =
            plan.spans.isEmpty ? [] : Array(repeating: SpanFacts(), count: model.frame.spans.valueCount)
        spanLargest = Array(repeating: 0, count: spanFacts.count * plan.spans.count)
        contextCounts = plan.contexts.map { term in
            guard case .place(let place) = term.context else { return 1 }
            let view = plan.views[place.view]
            return model.frame.valueCount(of: .column(view.column + 1, view.view))
        }
    }

    /// Sums the layers of each dense table for all combinations of states; the first of them is the number returned.
    mutating func compileDense() -> [UInt32] {
        let stateCount = model.frame.valueCount(of: .output)
        return plan.dense.map { table in
            let start = UInt32(rows.count)
            let combinations = table.offsets.reduce(1) { count, _ in count * stateCount }
            for combination in 0..<combinations {
                var rest = combination
                // The nearest state is the last digit.
                var states: [Int: UInt32] = [:]
                for offset in table.offsets.reversed() {
                    states[offset] = UInt32(rest % stateCount)
                    rest /= stateCount
                }
                let found = table.layers.map { layer in
                    let values = model.frame.layout.layers[layer].parts.map { states[$0.offset] ?? 0 }
                    return model.frame.layout.pack(layer: layer, values: values).map { model.table.find($0) }
                        ?? 0
                }
                _ = rows.append(sumOf: found)
            }
            return start
        }
    }

    /// Goes through all rows of the model.
    mutating func collect() {
        let layout = model.frame.layout
        var destinations = [Destination](repeating: .elsewhere, count: layout.layers.count)
        for (phrase, description) in plan.phrases.enumerated() {
            for (word, target) in description.words.enumerated() where target.states == nil {
                destinations[target.layer] = .word(phrase: phrase, word: word)
            }
        }
        for (term, states) in plan.contexts.enumerated() { destinations[states.layer] = .states(term) }
        for (term, span) in plan.spans.enumerated() { destinations[span.layer] = .span(term) }
        for layer in plan.probed { destinations[layer] = .probed }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: ContextLayer.mostParts) { values in
            guard let values = values.baseAddress else { return }
            model.table.forEach { signature, row in
                let layer = layout.unpack(signature, into: values)
                guard layer >= 0 else { return }
                let parts = layout.layers[layer].parts
                // A layer that sees an unknown token has no row, whatever a table says.
                for place in parts.indices where values[place] == PartValue.unknown { return }
                // Nor does an entry that stands where no look-up finds it.
                guard model.table.find(signature) == row else { return }
                switch destinations[layer] {
                case .elsewhere: return
                case .word(let phrase, let word):
                    let key = Self.key(
                        plan.phrases[phrase], values: (0..<parts.count).lazy.map { values[$0] })
                    let start = matches[phrase].start(of: key)
                    matches[phrase].words[start + word] = row
                case .span(let term):
                    addSpan(term, row: row, parts: parts, values: values)
                case .probed:
                    let word = rows.word(for: row)
                    if word != 0 { probes.insert(signature, value: word) }
                case .states(let term):
                    addStates(term, row: row, parts: parts, values: values)
                }
            }
        }
    }

    private mutating func addSpan(
        _ term: Int, row: UInt32, parts: [ContextPart], values: UnsafeMutablePointer<UInt32>
    ) {
        let word = rows.word(for: row)
        guard word != 0 else { return }
        let span = plan.spans[term]
        var (key, node, next) = (span.key, 0, 0)
        for (place, part) in parts.enumerated() {
            if part.source == .span {
                node = Int(values[place])
                key |= UInt64(node) << span.shift
            } else {
                key |= UInt64(values[place]) << span.places[next].shift
                next += 1
            }
        }
        guard node < spanFacts.count else { return }
        if span.isAlone {
            spanFacts[node].word = word
        } else {
            spanKeys.append(key)
            spanWords.append(word)
            spanUses.append(UInt64(model.rows.updates[Int(row)]))
            spanFacts[node].terms |= 1 << UInt32(term)
            let size = rows.numbers == 1 ? Int32(bitPattern: word).magnitude : 0
            spanLargest[term * spanFacts.count + node] = max(spanLargest[term * spanFacts.count + node], size)
        }
    }

    /// The tables of spans; nil when no layer of the form sees them.
    func compileSpans() -> SpanTables? {
        guard !plan.spans.isEmpty else { return nil }
        var facts = spanFacts
        for term in plan.spans.indices {
            for node in facts.indices { facts[node].bound += Int32(spanLargest[term * facts.count + node]) }
        }
        return SpanTables(
            index: model.frame.spans, tokenCount: model.frame.valueCount(of: .column(1, .token)),
            facts: facts, keys: spanKeys, words: spanWords, uses: spanUses)
    }

    private mutating func addStates(
        _ term: Int, row: UInt32, parts: [ContextPart], values: UnsafeMutablePointer<UInt32>
    ) {
        let states = plan.contexts[term]
        let stateCount = UInt32(model.frame.valueCount(of: .output))
        var (older, newer) = (UInt32(0), UInt32(0))
        for (place, part) in parts.enumerated() where part.isDynamic {
            guard values[place] < stateCount else { return }
            if part.offset == states.offsets.last { newer = values[place] } else { older = values[place] }
        }
        let input = parts.indices.lazy.filter { !parts[$0].isDynamic }.map { values[$0] }
        let context: UInt32
        switch states.context {
        case .place:
            context = input.first ?? 0
            guard Int(context) < contextCounts[term] else { return }
        case .phrase(let phrase, let word):
            let place = matches[phrase].start(of: Self.key(plan.phrases[phrase], values: input)) + word
            if matches[phrase].words[place] == 0 {
                matches[phrase].words[place] = UInt32(contextCounts[term])
                contextCounts[term] += 1
            }
            context = matches[phrase].words[place]
        }
        entries[term].append(StateMasks.Entry(context: context, older: older, newer: newer, row: row))
    }

    private static func key(_ phrase: LayerPlan.Phrase, values: some Sequence<UInt32>) -> UInt64 {
        var (key, shift) = (UInt64(0), UInt64(0))
        for (value, width) in zip(values, phrase.widths) {
            key |= UInt64(value) << shift
            shift += UInt64(width)
        }
        return key
    }

    /// The table of the layers that are probed.
    var probeTable: SignatureTable { probes.finished() }

    /// The masks of all layers that see states beside tokens.
    mutating func compileContexts() -> [StateMasks] {
        plan.contexts.indices.map { term in
            StateMasks(
                entries: entries[term], contexts: contextCounts[term],
                isPair: plan.contexts[term].offsets.count == 2, append: { rows.append($0) })
        }
    }

    /// The tables of all phrases.
    mutating func compilePhrases() -> [CompiledPhrase] {
        plan.phrases.indices.map { index in
            let phrase = plan.phrases[index]
            let width = phrase.words.count
            var words = matches[index].words
            // Keys in rising order, so that rows of similar phrases are neighbours; multiples have no place.
            let keys = matches[index].numbering.keys
            let order = rows.numbers == 1 ? Array(keys.indices) : keys.indices.sorted { keys[$0] < keys[$1] }
            var uses = [UInt64](repeating: 0, count: keys.count)
            for match in order {
                for word in 0..<width
                where phrase.words[word].states == nil && words[match * width + word] != 0 {
                    uses[match] += UInt64(model.rows.updates[Int(words[match * width + word])])
                    words[match * width + word] = rows.word(for: words[match * width + word])
                }
            }
            var shift: UInt64 = 0
            let parts = zip(phrase.places, phrase.widths).map { place, width in
                defer { shift += UInt64(width) }
                return (view: place.view, offset: place.offset, shift: shift)
            }
            return CompiledPhrase(
                parts: parts, reach: phrase.places.map(\.offset).max() ?? 0, words: phrase.words,
                table: PhraseTable(keys: keys, values: words, words: width, uses: uses))
        }
    }
}
