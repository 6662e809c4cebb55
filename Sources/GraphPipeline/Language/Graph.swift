/// A small symbolic program that edits the value window after the token decoder; what each case means is told in the
/// article *Graphs*.
///
/// Every action looks at the windows as they were when it began, so the order in which it visits positions does not
/// matter, except that matches are taken from left to right and do not overlap.
public indirect enum Graph: Sendable, Hashable {
    /// *substitute* (one rewrite) and *map* (several at once; the first whose pattern matches counts), where the
    /// condition holds.
    case rewrite([Rewrite], at: Condition?)
    /// *continue*: writes on past the end, where the condition, asked about the position after the last, holds.
    case append([TemplateTerm], at: Condition?)
    /// *bias*: brings a token nearer, or further away for a negative weight, where the condition holds, and decodes again.
    case bias(GraphSymbol, BiasWeight, at: Condition?)
    /// *exactly*: the number of occurrences of a token that must hold, now and after every later bias.
    case exactly(GraphSymbol, ClosedRange<Int>)
    /// *when … then … else*: the condition is asked about position 0.
    case choose(Condition, then: Graph, else: Graph?)
    /// *sequence*: one after the other.
    case sequence([Graph])
    /// *repeat*: again, until nothing changes.
    case repeated(Graph)

    /// Most rewrites of a map.
    public static let mostRewrites = 32
    /// Most graphs of a sequence.
    public static let mostSteps = 32
    /// Counts that `exactly` can ask for.
    public static let counts = 0...999
    /// Deepest that graphs and conditions can be nested.
    public static let deepestNesting = 32
    /// Most graph tokens of a graph.
    public static let mostTokens = 256
}

extension Graph {
    /// How deep graphs and conditions are nested; 1 for an action without a condition.
    ///
    /// - Complexity: O(size).
    public var nesting: Int {
        switch self {
        case .rewrite(_, let condition), .append(_, let condition), .bias(_, _, let condition):
            1 + (condition?.nesting ?? 0)
        case .exactly: 1
        case .choose(let condition, let first, let second):
            1 + max(condition.nesting, first.nesting, second?.nesting ?? 0)
        case .sequence(let graphs): 1 + (graphs.map(\.nesting).max() ?? 0)
        case .repeated(let graph): 1 + graph.nesting
        }
    }
}

extension Condition {
    /// How deep conditions are nested; 1 for one without parts.
    ///
    /// - Complexity: O(size).
    public var nesting: Int {
        switch self {
        case .match, .compare, .modulo: 1
        case .not(let inner): 1 + inner.nesting
        case .and(let left, let right), .or(let left, let right): 1 + max(left.nesting, right.nesting)
        }
    }
}
