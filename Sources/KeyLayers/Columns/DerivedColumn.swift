/// A column that is not in the data but computed from those that are, for layers that look further than some offsets.
/// Its values depend on the input alone; layers see them like those of any column.
public struct DerivedColumn: Sendable, Hashable {
    /// A direction in which positions are searched.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// Toward the first position.
        case left
        /// Toward the last position.
        case right
    }

    /// Which end of a span a position is.
    public enum SpanEnd: String, Sendable, Hashable, CaseIterable {
        /// The span's first position.
        case from
        /// The span's last position.
        case to
    }

    /// What the values are.
    public enum Rule: Sendable, Hashable {
        /// The token that column `take` has at the nearest position on one side, itself left out, whose token in `column` is
        /// one of `goals`.
        case nearest(Side, goals: [String], column: Int, take: Int)
        /// The tokens of `column` on the way to the nearest of `goals`, this one included: tokens in `skipping` left out,
        /// equal neighbours merged, at most `longestPath` of them.
        case path(Side, goals: [String], column: Int, skipping: [String])
        /// The token of `column` where it is one of `goals`, and nothing elsewhere: the pattern of some tokens, such as vowels.
        case only(goals: [String], column: Int)
        /// Whether the token of `column` is one of `goals`.
        case among(goals: [String], column: Int)
        /// Number of runs of `goals` in `column` that begin on one side, seen from here, at most `mostRuns`: with vowels,
        /// how many syllables there are before or after.
        case runs(Side, goals: [String], column: Int)
        /// The cluster, of at most `count`, that the whole sequence belongs to by the tokens of `column`: see
        /// `SequenceClusters`.
        case cluster(count: Int, column: Int)
        /// How many tokens the whole sequence is expected to emit, by its cluster in the derived column `clusters` and its
        /// length.
        case length(clusters: Int)
        /// Length of the longest span of column 1 with this end here that training saw at least `minimum` times.
        case span(SpanEnd, minimum: Int)
        /// What a first pass over the sequence decided at the position; the last of all columns.
        case pass
    }

    /// The column's number; columns count from 1, derived ones after those of the data.
    public let number: Int
    /// What the values are.
    public let rule: Rule

    /// Most tokens of a path.
    public static let longestPath = 5
    /// Most runs that are counted.
    public static let mostRuns = 7
    /// Most clusters of sequences.
    public static let mostClusters = 4096
    /// Largest expected length that has a value.
    public static let mostLength = 1023
    /// Stands where a token is among the goals.
    public static let something = "+"
    /// What stands where nothing was found.
    public static let nothing = "·"
    /// Stands at the end of a path that ends at the edge of the sequence.
    static let edge = "|"
    /// Stands between the tokens of a path; no token contains it.
    static let pathSeparator: Character = "\t"

    /// A column.
    ///
    /// - Complexity: O(1).
    public init(number: Int, rule: Rule) {
        self.number = number
        self.rule = rule
    }

    /// Values that a rule numbers by itself, from 0; nil where a dictionary says what they are.
    var valueCount: Int? {
        switch rule {
        case .among: 2
        case .runs: Self.mostRuns + 1
        case .span: SpanIndex.longest + 1
        case .cluster(let count, _): count
        case .length: Self.mostLength + 1
        case .nearest, .path, .only, .pass: nil
        }
    }

    /// The columns of the data that the rule looks at, counting from 1.
    ///
    /// - Complexity: O(1).
    public var sources: [Int] {
        switch rule {
        case .nearest(_, _, let column, let take): [column, take]
        case .path(_, _, let column, _), .only(_, let column), .among(_, let column),
            .runs(_, _, let column), .cluster(_, let column):
            [column]
        case .span: [1]
        case .length, .pass: []
        }
    }
}
