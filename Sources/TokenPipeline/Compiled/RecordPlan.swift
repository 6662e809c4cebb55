import KeyLayers

/// How the records of one column are made: the layers of its terms and the parts of their signatures, one after another.
/// It is flat memory, so that making a record counts no references to what all workers share.
final class RecordPlan {
    /// A view that is kept in records.
    struct View {
        /// Number in the layer plan.
        var view: Int
        /// Where its value stands among the values of an entry.
        var value: Int
        var word: Int
    }

    struct Term {
        /// Distance of the token from the place it contributes to.
        var offset: Int
        /// The sum for an inner token; those for first, last and only tokens follow it where there are edges.
        var word: Int
        var hasEdges: Bool
        /// Whether the token's own start belongs into the sum.
        var hasStart: Bool
        /// Within `layers`.
        var first: Int
        var end: Int
    }

    struct Layer {
        /// The layer's number, where a signature has it.
        var high: UInt32
        /// Within `parts`.
        var first: Int
        var end: Int
    }

    struct Part {
        /// Index into the values of an entry.
        var value: Int
        var shift: UInt32
        var isHigh: Bool
    }

    let views: UnsafeMutableBufferPointer<View>
    let terms: UnsafeMutableBufferPointer<Term>
    let layers: UnsafeMutableBufferPointer<Layer>
    let parts: UnsafeMutableBufferPointer<Part>
    /// Words of a record; word 0 says whether it was made.
    let width: Int
    /// Whether a layer sees the place in the sequence.
    let hasEdges: Bool
    /// Where the values of an entry have the place in the sequence, after the token and its views.
    let edge: Int

    init(plan: LayerPlan, frame: TokenModelFrame, column: Int) {
        let vocabulary = frame.columns[column]
        edge = 1 + vocabulary.views.count
        var word = 1
        var terms: [Term] = []
        var layers: [Layer] = []
        var parts: [Part] = []
        for term in plan.tokens where term.column == column {
            let first = layers.count
            for layer in term.layers {
                let start = parts.count
                for (part, packed) in zip(frame.layout.layers[layer].parts, frame.layout.parts(of: layer)) {
                    var value: Int? = edge
                    if case .column(_, let view) = part.source { value = vocabulary.place(of: view) }
                    guard let value else { preconditionFailure("a layer sees a view that its column lacks") }
                    parts.append(Part(value: value, shift: packed.shift, isHigh: packed.isHigh))
                }
                layers.append(Layer(high: UInt32(layer) << 24, first: start, end: parts.count))
            }
            terms.append(
                Term(
                    offset: term.offset, word: word, hasEdges: term.hasEdges,
                    hasStart: column == 0 && term.offset == 0,
                    first: first, end: layers.count))
            word += term.hasEdges ? 4 : 1
        }
        var views: [View] = []
        for (index, view) in plan.views.enumerated() where view.column == column {
            guard let value = vocabulary.place(of: view.view) else {
                preconditionFailure("the plan sees a view that its column lacks")
            }
            views.append(View(view: index, value: value, word: word))
            word += 1
        }
        // A power of two up to a cache line, so that a record does not straddle two.
        var rounded = 1
        while rounded < word { rounded *= 2 }
        width = word > 16 ? (word + 15) / 16 * 16 : rounded
        hasEdges = terms.contains(where: \.hasEdges)
        self.views = .copy(of: views)
        self.terms = .copy(of: terms)
        self.layers = .copy(of: layers)
        self.parts = .copy(of: parts)
    }

    deinit {
        views.deallocate()
        terms.deallocate()
        layers.deallocate()
        parts.deallocate()
    }
}
