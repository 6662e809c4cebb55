/// Outputs that should be equal and are not.
public struct OutputDifference: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whose output it is.
    public let name: String
    /// The first line that differs, counting from 1; nil when no line of one repetition of the input does.
    public let line: Int?
    /// The line that was expected; empty when there is none.
    public let expected: String
    /// The line that stands there.
    public let found: String

    /// The first difference of two outputs.
    ///
    /// - Complexity: O(bytes).
    package init(name: String, _ expected: [UInt8], _ found: [UInt8]) {
        self.name = name
        let common = zip(expected, found).prefix { $0 == $1 }.count
        guard common < max(expected.count, found.count) else {
            (line, self.expected, self.found) = (nil, "", "")
            return
        }
        line = 1 + expected[..<common].lazy.filter { $0 == 0x0A }.count
        func lineText(_ bytes: [UInt8]) -> String {
            let start = (bytes[..<common].lastIndex(of: 0x0A) ?? -1) + 1
            let end = bytes[common...].firstIndex(of: 0x0A) ?? bytes.count
            return String(decoding: bytes[start..<end].prefix(200), as: UTF8.self)
        }
        (self.expected, self.found) = (lineText(expected), lineText(found))
    }

    /// One line: whose output differs, where and how.
    public var description: String {
        guard let line else {
            return
                "\(name): the output differs from the baseline's, but not when the input is read once; please report this"
        }
        return
            "\(name): line \(line) of the output is '\(found)', but '\(expected)' with the baseline; please report this"
    }
}
