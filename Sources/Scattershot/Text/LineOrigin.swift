/// Where the first line of a source stands in its file, so that messages name the file's lines.
public struct LineOrigin: Sendable {
    /// Whether it is the file's first line.
    public let isStart: Bool
    private let linesBefore: @Sendable () -> Int

    /// The start of a file.
    public static let start = LineOrigin(isStart: true) { 0 }

    /// Somewhere after the start.
    ///
    /// - Parameter linesBefore: counts the lines before; called when a line is named in a message, by any thread.
    public static func after(_ linesBefore: @escaping @Sendable () -> Int) -> LineOrigin {
        LineOrigin(isStart: false, linesBefore)
    }

    private init(isStart: Bool, _ linesBefore: @escaping @Sendable () -> Int) {
        (self.isStart, self.linesBefore) = (isStart, linesBefore)
    }

    /// The number in the file, from 1, of a line of the source.
    ///
    /// - Parameter number: in the source, from 1.
    /// - Complexity: what counting the lines before costs.
    public func line(_ number: Int) -> Int { linesBefore() + number }
}
