import DigitKeys
import Platform

/// `DerivedColumn.Rule.path`. A path is packed into a word, token by token, and the word is looked up.
final class PathRule: ColumnRule {
    private let side: DerivedColumn.Side
    private let goals: TokenSet
    private let skipping: TokenSet
    private let column: Int
    private let number: Int
    private let entryOfPath: [UInt64: UInt32]

    /// Bits of a token in a packed path; a path has at most one more token than `DerivedColumn.longestPath`.
    private static let bits: UInt64 = 10
    /// Stand for the edge of the sequence, and for any token without a number; those of the dictionary count from 2.
    private static let edge: UInt64 = 1
    private static let unknown: UInt64 = (1 << bits) - 1
    private static let first: UInt64 = 2

    init(
        side: DerivedColumn.Side, goals: [String], column: Int, skipping: [String], number: Int,
        dictionaries: [TokenDictionary]
    ) throws(InvalidStructure) {
        let tokens = dictionaries[column]
        guard UInt64(tokens.count) + Self.first < Self.unknown else {
            throw InvalidStructure(
                "paths need a column of fewer than \(Self.unknown - Self.first) different tokens, not \(tokens.count)"
            )
        }
        self.side = side
        self.goals = TokenSet(goals, in: tokens)
        self.skipping = TokenSet(skipping, in: tokens)
        (self.column, self.number) = (column, number)
        var entries: [UInt64: UInt32] = [:]
        if number < dictionaries.count {
            for path in 0..<dictionaries[number].count {
                entries[Self.packed(dictionaries[number][path], tokens: tokens)] = UInt32(path)
            }
        }
        entryOfPath = entries
    }

    func derive(_ entries: [UnsafeMutablePointer<UInt32>], _ sequence: Range<Int>, resolver: TokenResolver) {
        for position in sequence {
            let path = path(entries[column], from: position, in: sequence)
            entries[number][position] = entryOfPath[path] ?? resolver.unknownEntry(column: number)
        }
    }

    /// The packed path of a position, the token nearest to the position lowest.
    func path(_ tokens: UnsafePointer<UInt32>, from position: Int, in sequence: Range<Int>) -> UInt64 {
        let step = side == .left ? -1 : 1
        var (path, shift, last) = (UInt64(0), UInt64(0), UInt64(0))
        var place = position + step
        while shift < UInt64(DerivedColumn.longestPath) * Self.bits {
            guard sequence.contains(place) else { return path | Self.edge << shift }
            let token = tokens[place]
            place += step
            if skipping.contains(token) { continue }
            let number = min(UInt64(token) + Self.first, Self.unknown)
            if number == last { continue }
            path |= number << shift
            if goals.contains(token) { return path }
            last = number
            shift += Self.bits
        }
        return path
    }

    /// A packed path as text.
    static func text(_ path: UInt64, tokens: TokenDictionary) -> String {
        var (words, rest) = ([String](), path)
        while rest != 0 {
            let number = rest & ((1 << bits) - 1)
            rest >>= bits
            switch number {
            case edge: words.append(DerivedColumn.edge)
            case unknown: words.append("")
            default: words.append(tokens[Int(number - first)])
            }
        }
        return words.joined(separator: String(DerivedColumn.pathSeparator))
    }

    /// The packed form of a path's text.
    private static func packed(_ text: String, tokens: TokenDictionary) -> UInt64 {
        var (path, shift) = (UInt64(0), UInt64(0))
        for word in text.split(separator: DerivedColumn.pathSeparator, omittingEmptySubsequences: false)
            .prefix(DerivedColumn.longestPath + 1)
        {
            let number =
                tokens.index(of: String(word)).map { UInt64($0) + first }
                ?? (word == DerivedColumn.edge ? edge : unknown)
            path |= number << shift
            shift += bits
        }
        return path
    }
}

/// Numbers the paths that occur in training data.
public enum PathDictionary {
    /// The dictionary of a column of paths; nil for other columns.
    ///
    /// - Parameters:
    ///   - dictionaries: of the columns before it.
    ///   - columns: entries of the columns before it, all sequences one after another.
    /// - Complexity: O(positions · path).
    public static func dictionary(
        of column: DerivedColumn, dictionaries: [TokenDictionary], columns: [[UInt32]], sequenceEnds: [Int],
        keySource: KeySource
    ) throws(InvalidStructure) -> TokenDictionary? {
        guard case .path(let side, let goals, let source, let skipping) = column.rule else { return nil }
        let rule = try PathRule(
            side: side, goals: goals, column: source - 1, skipping: skipping, number: column.number - 1,
            dictionaries: dictionaries)
        let builder = TokenDictionaryBuilder(keySource: keySource)
        var known: Set<UInt64> = []
        columns[source - 1].withUnsafeBufferPointer { tokens in
            guard let base = tokens.baseAddress else { return }
            var start = 0
            for end in sequenceEnds {
                for position in start..<end {
                    let path = rule.path(base, from: position, in: start..<end)
                    if known.insert(path).inserted {
                        _ = builder.intern(PathRule.text(path, tokens: dictionaries[source - 1]))
                    }
                }
                start = end
            }
        }
        return builder.finished()
    }
}
