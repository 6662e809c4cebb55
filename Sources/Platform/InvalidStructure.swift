/// Why stored or configured data cannot be used: a size, an index or a parameter is out of range or contradicts another.
public struct InvalidStructure: Error, CustomStringConvertible, Sendable, Hashable {
    /// One line for people.
    public let description: String

    /// An error with this text.
    ///
    /// - Complexity: O(1).
    public init(_ description: String) {
        self.description = description.asPlainLine
    }
}
