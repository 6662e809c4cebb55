import Platform

/// Why the text of a graph cannot be read.
public struct GraphTextError: Error, CustomStringConvertible, Sendable, Hashable {
    /// Line of the text, counting from 1.
    public var line = 1
    /// Place in the line, counting its Unicode scalars from 1.
    public let column: Int
    /// What is wrong, and what can be written instead.
    public let problem: String

    /// One line for people.
    public var description: String { "graph line \(line), column \(column): \(problem)".asPlainLine }

    init(column: Int, _ problem: String) {
        self.column = column
        self.problem = problem
    }
}
