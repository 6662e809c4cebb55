import Platform

/// Why a file is not loaded as a model.
public struct ModelFileError: Error, CustomStringConvertible, Sendable, Hashable {
    /// Path of the file.
    public let path: String
    /// What is wrong, and the remedy.
    public let problem: String

    /// One line: path, problem and remedy.
    public var description: String { "\(path): \(problem)".asPlainLine }
}
