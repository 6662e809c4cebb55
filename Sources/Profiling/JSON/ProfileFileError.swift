import Platform

/// Why bytes are not a profile report, or a report cannot be written as JSON.
public struct ProfileFileError: Error, CustomStringConvertible, Sendable, Hashable {
    /// One line for people: the file's name, the member concerned, and what is wrong with it.
    public let description: String

    init(name: String, _ problem: String) {
        description = "\(name): \(problem)".asPlainLine
    }
}
