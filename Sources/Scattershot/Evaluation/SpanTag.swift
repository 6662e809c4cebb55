/// A label such as `B-NP`, taken apart as conlleval does: at its first hyphen.
///
/// A label without hyphen is all position and has an empty type.
struct SpanTag {
    /// What a label says about the place of its token in a span.
    enum Position: Equatable {
        case begin, inside, end, single, outside
        /// The marks `[` and `]` of the oldest notation: spans of one token.
        case bracket
        /// `.`, which conlleval treats like `O` where types change, and nowhere else.
        case dot
        /// Anything else.
        case other(Substring)
    }

    /// The span's type, such as `NP`.
    let type: Substring
    let position: Position

    /// Outside every span; what stands before the first and after the last token.
    static let outside = SpanTag("O")

    init(_ label: String) {
        let hyphen = label.utf8.firstIndex(of: UInt8(ascii: "-"))
        let prefix = label[..<(hyphen ?? label.endIndex)]
        type = hyphen.map { label[label.utf8.index(after: $0)...] } ?? ""
        switch prefix {
        case "B": position = .begin
        case "I": position = .inside
        case "E": position = .end
        case "S": position = .single
        case "O": position = .outside
        case "[", "]": position = .bracket
        case ".": position = .dot
        default: position = .other(prefix)
        }
    }

    private var isOutsideOrDot: Bool { position == .outside || position == .dot }

    /// Whether a span ends between `previous` and this tag: conlleval's `endOfChunk`, with the cases for `S`, and
    /// for `E` before `B`, that the IOBES notation needs.
    func endsSpan(of previous: SpanTag) -> Bool {
        switch (previous.position, position) {
        case (.end, _), (.single, _), (.bracket, _): true
        case (.begin, .begin), (.begin, .single), (.begin, .outside): true
        case (.inside, .begin), (.inside, .single), (.inside, .outside): true
        default: !previous.isOutsideOrDot && previous.type != type
        }
    }

    /// Whether a span starts between `previous` and this tag: conlleval's `startOfChunk`, with the cases for `S`.
    func startsSpan(after previous: SpanTag) -> Bool {
        switch (previous.position, position) {
        case (_, .begin), (_, .single), (_, .bracket): true
        case (.end, .end), (.end, .inside), (.single, .end), (.single, .inside): true
        case (.outside, .end), (.outside, .inside): true
        default: !isOutsideOrDot && previous.type != type
        }
    }
}
