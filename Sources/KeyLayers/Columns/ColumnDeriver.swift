import DigitKeys
import Platform

/// Computes the derived columns of sequences, entry by entry. Each worker has its own.
public final class ColumnDeriver {
    /// In order of their numbers.
    public let columns: [DerivedColumn]
    private let rules: [any ColumnRule]
    private let spanLengths: SpanLengths?

    /// A deriver for the columns of a model.
    ///
    /// - Parameters:
    ///   - columns: in order of their numbers, which follow those of the data.
    ///   - dictionaries: of all columns, derived ones included.
    ///   - spans: the spans that `span` rules look for.
    ///   - clusters: of the columns with a `cluster` rule, in order.
    /// - Throws: `InvalidStructure` when a number is not the next one, a rule looks at a column that the data does not
    ///   have, or there are other clusters than columns of them.
    /// - Complexity: O(tokens of the columns).
    public init(
        columns: [DerivedColumn], dictionaries: [TokenDictionary], spans: SpanIndex,
        clusters: [SequenceClusters] = []
    ) throws(InvalidStructure) {
        self.columns = columns
        let dataColumns = dictionaries.count - columns.count
        var rules: [any ColumnRule] = []
        var clustersOfColumn: [Int: SequenceClusters] = [:]
        func membership(
            _ column: DerivedColumn, _ goals: [String], _ source: Int, keepsToken: Bool
        ) -> MembershipRule {
            MembershipRule(
                goals: goals, column: source - 1, number: column.number - 1, keepsToken: keepsToken,
                dictionaries: dictionaries)
        }
        for (index, column) in columns.enumerated() {
            guard column.number == dataColumns + index + 1 else {
                throw InvalidStructure(
                    "'\(column)': the data has \(dataColumns) columns, so this one is number \(dataColumns + index + 1)"
                )
            }
            guard column.sources.allSatisfy((1...dataColumns).contains) else {
                throw InvalidStructure("'\(column)' looks at a column that the data does not have")
            }
            // Values that are not counted are tokens, of which there is one at least.
            guard column.valueCount ?? 1 <= dictionaries[column.number - 1].count else {
                throw InvalidStructure("'\(column)' has more values than its dictionary")
            }
            switch column.rule {
            case .nearest(let side, let goals, let source, let take):
                rules.append(
                    NearestRule(
                        side: side, goals: goals, column: source - 1, take: take - 1,
                        number: column.number - 1,
                        dictionaries: dictionaries))
            case .path(let side, let goals, let source, let skipping):
                rules.append(
                    try PathRule(
                        side: side, goals: goals, column: source - 1, skipping: skipping,
                        number: column.number - 1, dictionaries: dictionaries))
            case .only(let goals, let source):
                rules.append(membership(column, goals, source, keepsToken: true))
            case .among(let goals, let source):
                rules.append(membership(column, goals, source, keepsToken: false))
            case .runs(let side, let goals, let source):
                rules.append(
                    RunsRule(
                        side: side, goals: goals, column: source - 1, number: column.number - 1,
                        dictionaries: dictionaries))
            case .cluster(_, let source):
                guard clustersOfColumn.count < clusters.count else {
                    throw InvalidStructure("there are no clusters for '\(column)'")
                }
                let clusters = clusters[clustersOfColumn.count]
                guard clusters.count <= column.valueCount ?? 0 else {
                    throw InvalidStructure("there are more clusters than '\(column)' has")
                }
                clustersOfColumn[column.number] = clusters
                rules.append(
                    ClusterRule(clusters: clusters, column: source - 1, number: column.number - 1))
            case .length(let number):
                guard let clusters = clustersOfColumn[number] else {
                    throw InvalidStructure("'\(column)': column \(number) is no column of clusters before it")
                }
                rules.append(
                    LengthRule(clusters: clusters, column: number - 1, number: column.number - 1))
            case .span: continue
            case .pass:
                guard index == columns.count - 1 else {
                    throw InvalidStructure("'\(column)' must be the last column")
                }
            }
        }
        guard clustersOfColumn.count == clusters.count else {
            throw InvalidStructure("there are clusters without a column")
        }
        self.rules = rules
        spanLengths = SpanLengths(columns: columns, spans: spans)
    }

    /// Fills the derived columns but that of a first pass, which sees the others.
    ///
    /// - Parameters:
    ///   - entries: of all columns, all of one length; those of derived columns are written.
    ///   - sequenceEnds: where each sequence ends.
    ///   - ownEnds: in training, whether a span of the data ends at each position: what a sequence says of spans itself is
    ///     left out. Nil otherwise.
    /// - Complexity: O(positions · (columns + longest span)).
    public func derive(
        _ entries: [UnsafeMutablePointer<UInt32>], sequenceEnds: UnsafeBufferPointer<Int>,
        resolver: TokenResolver, ownEnds: UnsafePointer<Bool>? = nil
    ) {
        guard !columns.isEmpty else { return }
        var start = 0
        for end in sequenceEnds {
            for rule in rules { rule.derive(entries, start..<end, resolver: resolver) }
            spanLengths?.derive(entries, start..<end, resolver: resolver, ownEnds: ownEnds)
            start = end
        }
    }

    /// The dictionary of a derived column whose values do not depend on the data; nil for paths and first passes.
    ///
    /// - Parameter dictionaries: of the columns before it.
    /// - Complexity: O(tokens).
    public static func dictionary(
        of column: DerivedColumn, dictionaries: [TokenDictionary], keySource: KeySource
    ) -> TokenDictionary? {
        let builder = TokenDictionaryBuilder(keySource: keySource)
        switch column.rule {
        case .nearest(_, _, _, let take), .only(_, let take):
            _ = builder.intern(DerivedColumn.nothing)
            let tokens = dictionaries[take - 1]
            for token in 0..<tokens.count { _ = tokens.withBytes(of: token) { builder.intern($0) } }
        case .span:
            for length in 0...SpanIndex.longest { _ = builder.intern("\(length)") }
        case .among:
            for text in [DerivedColumn.nothing, DerivedColumn.something] { _ = builder.intern(text) }
        case .runs:
            for count in 0...DerivedColumn.mostRuns { _ = builder.intern("\(count)") }
        case .cluster(let count, _):
            for cluster in 0..<count { _ = builder.intern("\(cluster)") }
        case .length:
            for length in 0...DerivedColumn.mostLength { _ = builder.intern("\(length)") }
        case .path, .pass: return nil
        }
        return builder.finished()
    }
}

/// A rule made ready for the columns of a model.
protocol ColumnRule: AnyObject {
    /// Writes the entries of the rule's column for one sequence.
    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver)
}

/// A set of tokens of a dictionary.
struct TokenSet {
    private var members: [Bool]

    init(_ tokens: [String], in dictionary: TokenDictionary) {
        members = Array(repeating: false, count: dictionary.count)
        for token in tokens { if let index = dictionary.index(of: token) { members[index] = true } }
    }

    /// Whether the token of an entry is a member; unknown ones are not.
    func contains(_ entry: UInt32) -> Bool { Int(entry) < members.count && members[Int(entry)] }
}
