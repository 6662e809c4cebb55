/// What may stand in the value window: a token of the data, or a marker that only graphs see.
public enum GraphSymbol: Sendable {
    /// A token, as it is written in the data.
    case token(String)
    /// An ephemeral token: rewriting sets and reads it, and what is left of it when all graphs have run is never printed.
    case marker(Int)

    /// Numbers that a marker can have.
    public static let markers = 0...15

    /// The token's text; nil for a marker.
    public var text: String? { if case .token(let text) = self { text } else { nil } }

    /// True for a marker.
    public var isMarker: Bool { if case .marker = self { true } else { false } }
}

extension GraphSymbol: ExpressibleByStringLiteral {
    /// The token with this text.
    public init(stringLiteral text: String) { self = .token(text) }
}

/// Tokens are bytes to all of the engine: texts that Unicode calls equivalent are different tokens.
extension GraphSymbol: Hashable {
    /// True for markers of one number, and for tokens of the same bytes.
    public static func == (left: GraphSymbol, right: GraphSymbol) -> Bool {
        switch (left, right) {
        case (.token(let left), .token(let right)): left.utf8.elementsEqual(right.utf8)
        case (.marker(let left), .marker(let right)): left == right
        default: false
        }
    }

    /// Adds the bytes.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .token(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .marker(let number): hasher.combine(number)
        }
    }
}

/// The order in which `<` and `>` compare: markers by number, then whole numbers by size, then all other tokens byte by byte.
extension GraphSymbol: Comparable {
    /// True when `left` comes before `right`.
    ///
    /// - Complexity: O(bytes).
    public static func < (left: GraphSymbol, right: GraphSymbol) -> Bool {
        let (leftGroup, rightGroup) = (left.group, right.group)
        guard leftGroup.rank == rightGroup.rank else { return leftGroup.rank < rightGroup.rank }
        guard leftGroup.number == rightGroup.number else { return leftGroup.number < rightGroup.number }
        return (left.text ?? "").utf8.lexicographicallyPrecedes((right.text ?? "").utf8)
    }

    private var group: (rank: Int, number: Int) {
        switch self {
        case .marker(let number): (0, number)
        case .token(let text): Int(text).map { (1, $0) } ?? (2, 0)
        }
    }
}
