/// The whole number that stands for one part of a context in a signature.
public enum PartValue {
    /// The position lies before the first or after the last token, or nothing was emitted there yet.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var outside: UInt32 { 0 }
    /// The token is in no dictionary; a layer that sees it has no row.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var unknown: UInt32 { 1 }

    /// The value of a dictionary's entry.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static func known(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: index) &+ 2 }

    /// Number of different values when the dictionary has `count` entries.
    ///
    /// - Complexity: O(1).
    public static func valueCount(for count: Int) -> Int { count + 2 }

    /// The values of `edge`: outside is 0.
    public enum Edge {
        /// Neither first nor last.
        public static let inner: UInt32 = 2
        /// First of several.
        public static let first: UInt32 = 3
        /// Last of several.
        public static let last: UInt32 = 4
        /// First and last.
        public static let only: UInt32 = 5
        /// Entries that a dictionary of edges would have.
        public static let count = 4
    }
}
