import Platform

/// Why a sequence of graph tokens is not a graph.
public struct GraphTokenError: Error, CustomStringConvertible, Sendable, Hashable {
    /// Where in the sequence, counting from 1.
    public let place: Int
    /// What is wrong.
    public let problem: String

    /// One line for people.
    public var description: String { "graph token \(place): \(problem)".asPlainLine }
}
