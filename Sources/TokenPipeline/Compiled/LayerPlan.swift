import KeyLayers

/// How a layer is evaluated by a compiled model.
public enum LayerForm: String, Sendable, Hashable, Codable {
    /// Sees one token: part of one row a token, which is summed when the token is first met.
    case token
    /// Sees several tokens: found by one probe that all layers of the same shape share.
    case phrase
    /// Sees emitted states alone: part of one dense table over them.
    case states
    /// Sees emitted states beside tokens: found by ranks in bit masks over the states, without hashing.
    case statesOfContext = "states of a context"
    /// Sees the running span, alone or with tokens: skipped where the span has no row.
    case span
    /// Found in the hashed table of the uncompiled model.
    case probed

    /// The forms of a model's layers.
    ///
    /// - Complexity: O(layers).
    public static func forms(of frame: TokenModelFrame) -> [LayerForm] { LayerPlan(frame: frame).forms }
}

/// Which form each layer takes, from the layers' descriptions alone; whatever does not fit a form is probed.
///
/// Sums of integers are associative, so layers may be summed in any grouping.
struct LayerPlan: Sendable {
    /// Something that tables are keyed by: a view of a token.
    struct View: Hashable, Sendable {
        let column: Int
        let view: TokenView
    }

    /// A view at an offset.
    struct Place: Hashable, Sendable {
        let view: Int
        let offset: Int
    }

    /// Layers that see one token, in one column and at one offset; those that see the token's edge as well take it as
    /// inner and are corrected at both ends of a sequence.
    struct TokenTerm: Sendable {
        let column: Int
        let offset: Int
        var layers: [Int] = []
        var hasEdges = false
    }

    /// Layers that see the same views at the same distances from each other.
    struct Phrase: Sendable {
        /// Offsets from the first token; the smallest is 0.
        let places: [Place]
        /// Bits of each place in the key.
        let widths: [Int]
        /// What a match gives, word by word.
        var words: [Word] = []

        /// Whether the words lead to rows at neighbouring positions, in order, and fit `PhraseTable.addMatches`.
        var hasNeighbouringWords: Bool {
            words.count <= PhraseTable.mostAddedWords
                && words.enumerated().allSatisfy {
                    $1.states == nil && $1.shift == words[0].shift + $0
                }
        }
    }

    /// One word of a phrase's match.
    struct Word: Sendable {
        /// Distance from the phrase's first token to the position that the word is for.
        let shift: Int
        let layer: Int
        /// Index of the states' term whose context the phrase is; nil when the word leads to a row.
        let states: Int?
    }

    /// Layers of states alone.
    struct DenseStates: Sendable {
        /// Offsets, furthest first.
        let offsets: [Int]
        var layers: [Int]
    }

    /// A layer of one or two states beside tokens.
    struct ContextStates: Sendable {
        enum Context: Sendable {
            case place(Place)
            /// A phrase and its word.
            case phrase(Int, word: Int)
        }
        let layer: Int
        var context: Context
        /// Offsets, furthest first: one or two.
        let offsets: [Int]
    }

    /// A layer of the running span and tokens beside it; its key is packed from the layer, the span and the tokens.
    struct SpanTerm: Sendable {
        let layer: Int
        /// Whether it is the layer that sees the span alone, whose word stands with the span.
        let isAlone: Bool
        /// Views, offsets and shifts in the key.
        let places: [(place: Place, shift: UInt64)]
        /// Shift of the span.
        let shift: UInt64
        /// The layer in the key.
        let key: UInt64
    }

    private(set) var forms: [LayerForm]
    private(set) var views: [View] = []
    private(set) var tokens: [TokenTerm] = []
    private(set) var phrases: [Phrase] = []
    private(set) var dense: [DenseStates] = []
    private(set) var contexts: [ContextStates] = []
    private(set) var spans: [SpanTerm] = []
    private(set) var probedStatic: [Int] = []
    private(set) var probedDynamic: [Int] = []

    /// Bits that a phrase's key may have.
    static let keyBits = 62
    /// Values that a state may have for masks over them to fit a word.
    static let mostMaskedStates = 64
    /// Entries that a dense table of states may have.
    static let mostDenseEntries = 1 << 14
    /// Bits of a span term's number in its key, and terms that fit.
    static let spanTermBits = 4
    static let mostSpanTerms = 16
    /// Words that a match can have.
    static let mostWords = 14

    init(frame: TokenModelFrame) {
        let layers = frame.layout.layers
        forms = Array(repeating: .probed, count: layers.count)
        for layer in layers.indices {
            let parts = layers[layer].parts
            forms[layer] = layers[layer].isDynamic ? planDynamic(layer, frame) : planStatic(layer, frame)
            guard forms[layer] == .probed else { continue }
            for part in parts {
                _ = part.column.map { view(column: $0, part) }
                if case .due(let column) = part.source { addView(View(column: column - 1, view: .token)) }
            }
            if parts.contains(where: { $0.source == .span }) {
                addView(View(column: 0, view: .token))
            }
            if layers[layer].isDynamic { probedDynamic.append(layer) } else { probedStatic.append(layer) }
        }
        // Then the words of a match belong to neighbouring places in their order, where layers allow it. The words of
        // states are known by their number.
        for phrase in phrases.indices where phrases[phrase].words.allSatisfy({ $0.states == nil }) {
            phrases[phrase].words.sort { $0.shift < $1.shift }
        }
        // What rows are subtracted from is part of the token's own row.
        if frame.start == .weights { _ = term(column: 0, offset: 0) }
    }

    /// Layers that are probed.
    var probed: [Int] { probedStatic + probedDynamic }

    /// The number of a view that some layer looks at; its column counts from 1.
    func number(of view: TokenView, column: Int) -> Int {
        views.firstIndex(of: View(column: column - 1, view: view)) ?? 0
    }

    // MARK: - Layers of the input

    private mutating func planStatic(_ layer: Int, _ frame: TokenModelFrame) -> LayerForm {
        let parts = frame.layout.layers[layer].parts
        let columns = Set(parts.compactMap(\.column))
        let offsets = Set(parts.map(\.offset))
        if columns.count <= 1 && offsets.count <= 1 {
            addToken(layer, column: columns.first ?? 0, offset: offsets.first ?? 0, parts: parts)
            return .token
        }
        guard !parts.contains(where: { $0.source == .edge }) else { return .probed }
        return addPhrase(layer, parts: parts, frame, states: nil) == nil ? .probed : .phrase
    }

    private mutating func addToken(_ layer: Int, column: Int, offset: Int, parts: [ContextPart]) {
        for part in parts { _ = part.column.map { view(column: $0, part) } }
        let index = term(column: column, offset: offset)
        tokens[index].layers.append(layer)
        if parts.contains(where: { $0.source == .edge }) { tokens[index].hasEdges = true }
    }

    private mutating func term(column: Int, offset: Int) -> Int {
        if let known = tokens.firstIndex(where: { $0.column == column && $0.offset == offset }) {
            return known
        }
        tokens.append(TokenTerm(column: column, offset: offset))
        return tokens.count - 1
    }

    /// Adds a word for `layer` to the phrase of its input parts; nil when the key would be too long or the match too
    /// wide.
    private mutating func addPhrase(
        _ layer: Int, parts: [ContextPart], _ frame: TokenModelFrame, states: Int?
    ) -> (phrase: Int, word: Int)? {
        let first = parts.map(\.offset).min() ?? 0
        let widths = parts.map { SignatureLayout.bits(for: frame.valueCount(of: $0.source)) }
        guard widths.reduce(0, +) <= Self.keyBits else { return nil }
        let places = parts.map { part in
            Place(view: view(column: part.column ?? 0, part), offset: part.offset - first)
        }
        let known = phrases.firstIndex { $0.places == places && $0.words.count < Self.mostWords }
        let index = known ?? phrases.count
        if known == nil { phrases.append(Phrase(places: places, widths: widths)) }
        phrases[index].words.append(Word(shift: -first, layer: layer, states: states))
        return (index, phrases[index].words.count - 1)
    }

    /// The number of the view that a part of the input looks at.
    private mutating func view(column: Int, _ part: ContextPart) -> Int {
        guard case .column(_, let view) = part.source else { return -1 }
        return addView(View(column: column, view: view))
    }

    @discardableResult
    private mutating func addView(_ view: View) -> Int {
        if let known = views.firstIndex(of: view) { return known }
        views.append(view)
        return views.count - 1
    }

    // MARK: - Layers of states

    private mutating func planDynamic(_ layer: Int, _ frame: TokenModelFrame) -> LayerForm {
        let parts = frame.layout.layers[layer].parts
        let input = parts.filter { !$0.isDynamic }
        let offsets = parts.filter { $0.source == .output }.map(\.offset)
        let stateCount = frame.valueCount(of: .output)
        if let term = spanTerm(layer, frame) {
            spans.append(term)
            addView(View(column: 0, view: .token))
            return .span
        }
        guard parts.allSatisfy({ $0.source == .output || $0.column != nil }),
            Set(offsets).count == offsets.count
        else { return .probed }
        if input.isEmpty { return planDense(layer, offsets: offsets.sorted(), stateCount: stateCount) }
        guard offsets.count <= 2, stateCount <= Self.mostMaskedStates else { return .probed }
        let term = ContextStates(
            layer: layer, context: .place(Place(view: 0, offset: 0)), offsets: offsets.sorted())
        if input.count == 1 {
            let place = Place(view: view(column: input[0].column ?? 0, input[0]), offset: input[0].offset)
            contexts.append(term)
            contexts[contexts.count - 1].context = .place(place)
        } else {
            guard let found = addPhrase(layer, parts: input, frame, states: contexts.count) else {
                return .probed
            }
            contexts.append(term)
            contexts[contexts.count - 1].context = .phrase(found.phrase, word: found.word)
        }
        return .statesOfContext
    }

    private mutating func spanTerm(_ layer: Int, _ frame: TokenModelFrame) -> SpanTerm? {
        let parts = frame.layout.layers[layer].parts
        let tokens = parts.filter { $0.source != .span }
        guard tokens.count == parts.count - 1,
            parts.contains(where: { $0.source == .span && $0.offset == 0 }),
            tokens.allSatisfy({ $0.column != nil }), spans.count < Self.mostSpanTerms
        else { return nil }
        let spanWidth = SignatureLayout.bits(for: frame.spans.valueCount)
        var shift = UInt64(spanWidth + Self.spanTermBits)
        let widths = tokens.map { UInt64(SignatureLayout.bits(for: frame.valueCount(of: $0.source))) }
        guard widths.reduce(shift, +) <= UInt64(Self.keyBits) else { return nil }
        let places = zip(tokens, widths).map { part, width in
            defer { shift += width }
            return (
                place: Place(view: view(column: part.column ?? 0, part), offset: part.offset), shift: shift
            )
        }
        return SpanTerm(
            layer: layer, isAlone: tokens.isEmpty && !spans.contains(where: \.isAlone), places: places,
            shift: UInt64(Self.spanTermBits), key: UInt64(spans.count))
    }

    /// Layers over some of a dense table's states become part of it.
    private mutating func planDense(_ layer: Int, offsets: [Int], stateCount: Int) -> LayerForm {
        func isSmall(_ count: Int) -> Bool {
            var entries = 1
            for _ in 0..<count {
                entries *= stateCount
                if entries > Self.mostDenseEntries { return false }
            }
            return true
        }
        guard isSmall(offsets.count) else { return .probed }
        for index in dense.indices {
            let union = Set(dense[index].offsets).union(offsets).sorted()
            if union.count <= max(dense[index].offsets.count, offsets.count), isSmall(union.count) {
                dense[index] = DenseStates(offsets: union, layers: dense[index].layers + [layer])
                return .states
            }
        }
        dense.append(DenseStates(offsets: offsets, layers: [layer]))
        return .states
    }
}

extension ContextPart {
    /// The input column, counting from 0.
    var column: Int? {
        if case .column(let column, _) = source { column - 1 } else { nil }
    }
}
