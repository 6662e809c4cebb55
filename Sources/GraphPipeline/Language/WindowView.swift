import KeyLayers

/// A window and what is seen of its tokens.
public enum WindowView: Sendable, Hashable {
    /// A view of a column of the input tokens; columns count from 1.
    case query(column: Int, TokenView)
    /// The output tokens as they are now.
    case value
    /// The output tokens as the token decoder left them, before any graph ran.
    case raw
    /// The token that the distances put second at each output position; there is none without distances.
    case second

    /// Column 1 as it is written.
    public static let input = WindowView.query(column: 1, .token)
}

/// The names are those of layers: `token`, `2.token`, `suffix3`, and `out`, `raw`, `second`.
extension WindowView: CustomStringConvertible, LosslessStringConvertible {
    /// The name.
    public var description: String {
        switch self {
        case .query(let column, let view): ContextPart.Source.column(column, view).description
        case .value: "out"
        case .raw: "raw"
        case .second: "second"
        }
    }

    /// The view with this name; nil for any other text, and for the class that a lexicon gives, which belongs to layers.
    ///
    /// - Complexity: O(characters).
    public init?(_ name: String) {
        switch name {
        case "out": self = .value
        case "raw": self = .raw
        case "second": self = .second
        default:
            guard case .column(let column, let view)? = ContextPart.Source(name) else { return nil }
            if case .lexicon = view { return nil }
            self = .query(column: column, view)
        }
    }
}
