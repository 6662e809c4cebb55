/// What a graph asks about a position of the value window. The query window is seen from the position with the same
/// number.
public indirect enum Condition: Sendable, Hashable {
    /// *match*: the token of a cell passes a test.
    case match(WindowCell, TokenTest)
    /// Two quantities compare so: *count*, *present*, *absent*, *nearest*, *order*, and places and lengths.
    case compare(Quantity, Relation, Quantity)
    /// A quantity leaves this remainder: *modulo*. Infinite quantities leave none.
    case modulo(Quantity, Int, remainder: Int)
    /// The condition does not hold.
    case not(Condition)
    /// Both hold.
    case and(Condition, Condition)
    /// At least one holds.
    case or(Condition, Condition)

    /// Divisors that `modulo` can have.
    public static let divisors = 2...64

    /// A region has a token that passes the test.
    ///
    /// - Complexity: O(1).
    public static func present(_ region: WindowRegion, _ view: WindowView, _ test: TokenTest) -> Condition {
        .compare(.count(region, view, test), .atLeast, .number(1))
    }

    /// A region has no token that passes the test.
    ///
    /// - Complexity: O(1).
    public static func absent(_ region: WindowRegion, _ view: WindowView, _ test: TokenTest) -> Condition {
        .compare(.count(region, view, test), .equal, .number(0))
    }

    /// On one side the nearest token that passes the first test is nearer than the nearest that passes the second; one that
    /// there is not is infinitely far.
    ///
    /// - Complexity: O(1).
    public static func order(
        _ side: WindowSide, _ nearer: (WindowView, TokenTest), _ further: (WindowView, TokenTest)
    ) -> Condition {
        .compare(.nearest(side, nearer.0, nearer.1), .less, .nearest(side, further.0, further.1))
    }
}
