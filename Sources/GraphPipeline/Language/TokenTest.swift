/// How two tokens or two quantities are compared.
public enum Relation: String, Sendable, Hashable, CaseIterable {
    /// The same.
    case equal = "="
    /// Not the same.
    case unequal = "!="
    /// The left one comes first.
    case less = "<"
    /// The left one comes first, or both are the same.
    case atMost = "<="
    /// The left one comes last.
    case greater = ">"
    /// The left one comes last, or both are the same.
    case atLeast = ">="

    /// Whether the relation holds between a left and a right side.
    ///
    /// - Complexity: one or two comparisons.
    @inlinable
    public func holds<Side: Comparable>(_ left: Side, _ right: Side) -> Bool {
        switch self {
        case .equal: left == right
        case .unequal: left != right
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        }
    }
}

/// What a token is compared with: `= VERB`, `= {VERB AUX}`, `> out[1]`.
///
/// With several tokens `=` asks for one of them, and every other relation must hold for all of them. A cell outside its
/// window, on either side, is unequal to everything, and no other relation holds.
public struct TokenTest: Sendable, Hashable {
    /// The right side of a comparison.
    public enum Operand: Sendable, Hashable {
        /// Some tokens, at least one.
        case symbols([GraphSymbol])
        /// The token of a cell, seen from the position that the condition is about.
        case cell(WindowCell)
    }

    /// How the token is compared.
    public let relation: Relation
    /// With what.
    public let operand: Operand

    /// Most tokens of an operand.
    public static let mostSymbols = 32

    /// A test.
    ///
    /// - Complexity: O(1).
    public init(_ relation: Relation = .equal, _ operand: Operand) {
        self.relation = relation
        self.operand = operand
    }

    /// A test against one token.
    ///
    /// - Complexity: O(1).
    public init(_ relation: Relation = .equal, _ symbol: GraphSymbol) {
        self.init(relation, .symbols([symbol]))
    }

    /// A test against a cell.
    ///
    /// - Complexity: O(1).
    public init(_ relation: Relation = .equal, _ cell: WindowCell) {
        self.init(relation, .cell(cell))
    }
}
