import Platform

/// Why the text of a layer cannot be read.
public struct LayerTextError: Error, CustomStringConvertible, Sendable, Hashable {
    /// Line of the text, counting from 1.
    public var line = 1
    /// What is wrong.
    public let problem: String

    /// One line for people.
    public var description: String { "layer line \(line): \(problem)".asPlainLine }

    init(_ problem: String) {
        self.problem = problem
    }
}

/// The text form of layers.
///
///     layer = "bias" | part { " " part }
///     part  = [ column "." ] source "[" offset [ ".." offset ] "]"
///     source = "token" | "@" lexicon | "lower" | "shape" | "prefixN" | "suffixN" | "edge" | "out" | "span" | "unit" | "seen" | "due"
///
/// `token[-1..1]` is short for `token[-1] token[0] token[1]`; column 1 is meant where none is named.
extension ContextLayer: CustomStringConvertible {
    /// The canonical text: runs of neighbouring offsets are merged. Parsing it gives the same layer.
    public var description: String {
        guard !parts.isEmpty else { return "bias" }
        var words: [String] = []
        var first = 0
        while first < parts.count {
            var last = first
            while last + 1 < parts.count, parts[last + 1].source == parts[first].source,
                parts[last + 1].offset == parts[last].offset + 1
            {
                last += 1
            }
            let (from, to) = (parts[first].offset, parts[last].offset)
            words.append("\(parts[first].source)[\(from == to ? "\(from)" : "\(from)..\(to)")]")
            first = last + 1
        }
        return words.joined(separator: " ")
    }

    /// Reads one layer.
    ///
    /// - Throws: `LayerTextError` naming the part that cannot be read.
    /// - Complexity: O(characters).
    public init(text: some StringProtocol) throws(LayerTextError) {
        var parts: [ContextPart] = []
        let words = text.split(whereSeparator: \.isWhitespace)
        if words != ["bias"] {
            for word in words { parts += try Self.parts(of: String(word)) }
            guard !parts.isEmpty else {
                throw LayerTextError("an empty layer; write 'bias' for the layer without parts")
            }
        }
        guard parts.count <= Self.mostParts else {
            throw LayerTextError("a layer of \(parts.count) parts; at most \(Self.mostParts) are allowed")
        }
        self.init(parts: parts)
    }

    private static func parts(of word: String) throws(LayerTextError) -> [ContextPart] {
        let unreadable = LayerTextError(
            "cannot read '\(word)'; a part looks like lower[-1], 2.token[0], token[-2..1], out[-1] or span[0]"
        )
        guard word.hasSuffix("]"), let bracket = word.firstIndex(of: "[") else { throw unreadable }
        guard let source = ContextPart.Source(String(word[..<bracket])) else { throw unreadable }
        let range = word[word.index(after: bracket)..<word.index(before: word.endIndex)]
        let ends = range.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let from = ends[0], let to = ends[ends.count - 1], from <= to,
            case (let steps, let overflow) = to.subtractingReportingOverflow(from), !overflow,
            steps < mostParts
        else { throw unreadable }
        var parts: [ContextPart] = []
        for offset in from...to {
            guard let part = ContextPart(source: source, offset: offset) else {
                throw LayerTextError("'\(word)' looks too far or to a side where nothing is known")
            }
            parts.append(part)
        }
        return parts
    }
}

extension ContextPart.Source: CustomStringConvertible, LosslessStringConvertible {
    /// The name that stands before the bracket.
    public var description: String {
        switch self {
        case .column(1, let view): view.description
        case .column(let column, let view): "\(column).\(view)"
        case .edge: "edge"
        case .output: "out"
        case .span: "span"
        case .unit: "unit"
        case .seen: "seen"
        case .due(let column): "\(column).due"
        }
    }

    /// The source with this name, or nil.
    ///
    /// - Complexity: O(characters).
    public init?(_ name: String) {
        switch name {
        case "edge": self = .edge
        case "out": self = .output
        case "span": self = .span
        case "unit": self = .unit
        case "seen": self = .seen
        default:
            let pieces = name.split(separator: ".", omittingEmptySubsequences: false)
            if pieces.count == 2, pieces[1] == "due", let column = Int(pieces[0]),
                Self.columns.contains(column)
            {
                self = .due(column)
                return
            }
            guard let last = pieces.last, let view = TokenView(String(last)) else { return nil }
            if pieces.count == 1 {
                self = .column(1, view)
            } else {
                guard pieces.count == 2, let column = Int(pieces[0]), column > 1,
                    Self.columns.contains(column)
                else {
                    return nil
                }
                self = .column(column, view)
            }
        }
    }
}
