/// The links of node A, which holds the emitted states, as layers see them.
public enum NodeLink: Int, Sendable, Hashable, CaseIterable {
    /// B: looks at the present state alone, which is the last decision, the last unit or what has come.
    case present
    /// C: looks at a window of states, of any length: earlier ones, the span, which reaches back to the last emission, or how
    /// many tokens were emitted.
    case window
}

extension ContextLayer {
    /// The link that the layer is part of; nil for one that depends on the input alone.
    ///
    /// - Complexity: O(parts).
    public var link: NodeLink? {
        guard isDynamic else { return nil }
        let seesPresentAlone = parts.allSatisfy { part in
            switch part.source {
            case .column, .edge, .seen: true
            case .output, .unit: part.offset == -1
            case .span, .due: false
            }
        }
        return seesPresentAlone ? .present : .window
    }
}
