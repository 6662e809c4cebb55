/// A nearest key and how far away it is.
@frozen
public struct KeyMatch: Sendable, Hashable {
    /// Index of the nearest key; of several equally near ones the lowest.
    public let index: Int
    /// Its distance.
    public let distance: UInt64

    /// A match.
    @inlinable
    public init(index: Int, distance: UInt64) {
        self.index = index
        self.distance = distance
    }
}
