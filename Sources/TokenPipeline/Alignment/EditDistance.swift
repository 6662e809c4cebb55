/// The Levenshtein distance: the least number of insertions, deletions and substitutions that turn one sequence
/// into another.
///
/// Source: V. Levenshtein, *Binary codes capable of correcting deletions, insertions, and reversals*, 1966; the
/// two-row form of the table of Wagner and Fischer, *The String-to-String Correction Problem*, 1974.
public enum EditDistance {
    /// The distance between two sequences.
    ///
    /// - Complexity: O(n · m) time for what is left after the common start and end are removed, O(min(n, m)) memory.
    public static func between<Element: Equatable>(_ first: [Element], _ second: [Element]) -> Int {
        var (longer, shorter) =
            first.count >= second.count ? (first[...], second[...]) : (second[...], first[...])
        while let left = shorter.first, let right = longer.first, left == right {
            shorter = shorter.dropFirst()
            longer = longer.dropFirst()
        }
        while let left = shorter.last, let right = longer.last, left == right {
            shorter = shorter.dropLast()
            longer = longer.dropLast()
        }
        guard !shorter.isEmpty else { return longer.count }
        // One row suffices: the value it is about to lose is kept as the diagonal.
        var row = Array(0...shorter.count)
        for (above, element) in longer.enumerated() {
            var diagonal = above
            var left = above + 1
            row[0] = left
            for (column, other) in shorter.enumerated() {
                let up = row[column + 1]
                left = min(diagonal + (element == other ? 0 : 1), up + 1, left + 1)
                row[column + 1] = left
                diagonal = up
            }
        }
        return row[shorter.count]
    }
}
