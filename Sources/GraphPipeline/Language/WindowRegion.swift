/// A direction in which positions are searched.
public enum WindowSide: String, Sendable, Hashable, CaseIterable {
    /// Toward the first position.
    case left
    /// Toward the last position.
    case right
}

/// The positions of a window that are looked at, seen from a position.
public enum WindowRegion: Sendable, Hashable {
    /// All positions.
    case whole
    /// Those to the left.
    case before
    /// Those to the right.
    case after
    /// Those at most so far away, the position itself left out.
    case within(Int)
    /// So many positions (all of a shorter window), drawn without replacement from the whole window: a scattershot
    /// sample. It depends on the seed and the window's length alone.
    case sample(Int, seed: Int)

    /// Furthest that `within` looks, and most positions of a sample.
    public static let reach = 1...64
}
