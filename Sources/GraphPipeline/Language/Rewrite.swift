/// What one position of a pattern accepts.
public enum PatternElement: Sendable, Hashable {
    /// Any token.
    case any
    /// One of these tokens, at least one.
    case symbols([GraphSymbol])
}

/// A piece of what is written.
public enum TemplateTerm: Sendable, Hashable {
    /// A token or a marker.
    case symbol(GraphSymbol)
    /// The token of a cell, seen from the first position of the match; nothing when the cell lies outside.
    case cell(WindowCell)
    /// All tokens of a window.
    case all(WindowView)
    /// The most frequent token of a window, the earliest of equals; nothing for an empty window.
    case most(WindowView)
}

/// Consecutive tokens of the value window, and what is written in their place.
public struct Rewrite: Sendable, Hashable {
    /// One element for each token that is replaced; at least one.
    public let pattern: [PatternElement]
    /// What is written; empty to delete.
    public let template: [TemplateTerm]

    /// Most elements of a pattern.
    public static let mostElements = 8
    /// Most terms of a template.
    public static let mostTerms = 16

    /// A rewrite.
    ///
    /// - Complexity: O(1).
    public init(_ pattern: [PatternElement], to template: [TemplateTerm]) {
        self.pattern = pattern
        self.template = template
    }
}
