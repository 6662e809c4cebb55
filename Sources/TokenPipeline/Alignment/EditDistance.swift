/// The Levenshtein distance: the least number of insertions, deletions and substitutions that turn one sequence
/// into another. A value keeps the memory of its last call for the next one.
///
/// Source: V. Levenshtein, *Binary codes capable of correcting deletions, insertions, and reversals*, 1966; the
/// table of Wagner and Fischer, *The String-to-String Correction Problem*, 1974, of which one row suffices.
public struct EditDistance: Sendable {
    @usableFromInline
    var row: [Int] = []

    /// Without memory yet.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init() {}

    /// The distance between two sequences.
    ///
    /// - Complexity: O(n · m) time for what is left after the common start and end are removed, O(min(n, m)) memory.
    @inlinable
    public static func between<Element: Equatable>(_ first: [Element], _ second: [Element]) -> Int {
        var distance = Self()
        return distance.between(first, second)
    }

    /// The distance between two sequences.
    ///
    /// - Complexity: O(n · m) time for what is left after the common start and end are removed, O(min(n, m)) memory.
    @inlinable
    public mutating func between<Element: Equatable>(_ first: [Element], _ second: [Element]) -> Int {
        let (longer, shorter) = first.count >= second.count ? (first, second) : (second, first)
        var (start, longerEnd, shorterEnd) = (0, longer.count, shorter.count)
        while start < shorterEnd, longer[start] == shorter[start] { start += 1 }
        while shorterEnd > start, longer[longerEnd - 1] == shorter[shorterEnd - 1] {
            longerEnd -= 1
            shorterEnd -= 1
        }
        if start == shorterEnd { return longerEnd - start }
        row.removeAll(keepingCapacity: true)
        row.append(contentsOf: 0...(shorterEnd - start))
        for index in start..<longerEnd {
            // The value that is about to be lost is kept as the diagonal.
            var diagonal = row[0]
            row[0] += 1
            for column in 1...(shorterEnd - start) {
                let substituted = diagonal + (longer[index] == shorter[start + column - 1] ? 0 : 1)
                diagonal = row[column]
                row[column] = min(substituted, min(diagonal, row[column - 1]) + 1)
            }
        }
        return row[shorterEnd - start]
    }
}
