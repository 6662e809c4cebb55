import Platform

/// Why recorded tables, or a page that shows them, cannot be used.
public struct RecordedTableError: Error, CustomStringConvertible, Sendable, Hashable {
    /// One line for people: the file, the line, what is wrong with it and what helps.
    public let description: String

    /// An error in a file, or in one line of it, counted from 1.
    ///
    /// - Complexity: O(length of the text).
    package init(file: String, line: Int? = nil, _ problem: String) {
        let place = line.map { "\(file):\($0)" } ?? file
        description = "\(place): \(problem)".asPlainLine
    }
}
