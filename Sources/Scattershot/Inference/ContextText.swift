import KeyLayers
import TokenPipeline

/// Turns the values in signatures back into text.
struct ContextText: Sendable {
    private let frame: TokenModelFrame
    private let spans: [[UInt32]]

    init(frame: TokenModelFrame) {
        self.frame = frame
        spans = frame.spans.spans()
    }

    /// What a layer saw, part by part.
    func text(layer: Int, values: [UInt32]) -> String {
        zip(frame.layout.layers[layer].parts, values).map(text).joined(separator: " ")
    }

    private func text(_ part: ContextPart, _ value: UInt32) -> String {
        if case .span = part.source { return span(value) }
        guard value >= PartValue.known(0) else { return value == PartValue.outside ? "·" : "?" }
        let index = Int(value - PartValue.known(0))
        switch part.source {
        case .column(let column, let view):
            let dictionary = frame.columns[column - 1].dictionary(of: view)
            return dictionary.flatMap { index < $0.count ? $0[index] : nil } ?? "?"
        case .edge:
            return ["inner", "first", "last", "only"][min(index, 3)]
        case .output:
            return outputText(index)
        case .span:
            return span(value)
        case .unit:
            return index < frame.units.texts.count ? frame.units.texts[index] : "?"
        case .due:
            return "\(index + EmissionMarks.dueRange.lowerBound)"
        case .seen:
            let came = frame.traits.once.enumerated().filter { index >> $0.offset & 1 == 1 }
            return came.isEmpty ? "·" : came.map { frame.outputs[$0.element] }.joined(separator: ",")
        }
    }

    /// A token of the decoder's dictionary for people: a space is seen, and so are the tokens of a chunk.
    func outputText(_ index: Int) -> String {
        guard index < frame.outputs.count else { return "?" }
        return ChunkText.units(of: frame.outputs[index]).map { $0 == " " ? "␠" : $0 }.joined(separator: " ")
    }

    private func span(_ value: UInt32) -> String {
        guard value >= 2, Int(value) < spans.count else { return value == SpanIndex.root ? "·" : "?" }
        let tokens = frame.columns[0].tokens
        return spans[Int(value)].map { token in
            let index = Int(token) - Int(PartValue.known(0))
            return index >= 0 && index < tokens.count ? tokens[index] : "?"
        }.joined()
    }
}
