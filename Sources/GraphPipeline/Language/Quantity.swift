/// A whole number that the windows give, seen from a position. What does not exist is infinitely large.
public enum Quantity: Sendable, Hashable {
    /// A number as it is written.
    case number(Int)
    /// How many positions of a region pass a test.
    case count(WindowRegion, WindowView, TokenTest)
    /// Steps to the nearest position on one side, itself left out, that passes a test; infinite when there is none.
    case nearest(WindowSide, WindowView, TokenTest)
    /// The position, counted from 0.
    case place
    /// The position, counted from the end of the value window: 0 for its last token.
    case placeFromEnd
    /// Number of tokens of a window.
    case length(WindowView)
    /// The distance of an output token at the position less the smallest distance of any other one, in hundredths of the
    /// distances' unit: negative where the token is the nearest. Infinite without distances.
    case margin(GraphSymbol)

    /// Numbers that can be written.
    public static let numbers = -9_999...9_999
    /// What stands for an infinite quantity.
    public static let infinite = Int.max
}
