import Platform

/// A limit of ``LineBlocks`` that a source exceeds.
public enum LineBlockError: Error, CustomStringConvertible, Sendable, Equatable {
    /// A line has more bytes than allowed.
    case lineTooLong(source: String, line: Int, limit: Int)
    /// A record, the lines up to a blank one, has more lines than allowed.
    case recordTooLong(source: String, firstLine: Int, limit: Int)
    /// A record, the lines up to a blank one, has more bytes than allowed.
    case recordTooLarge(source: String, firstLine: Int, limit: Int)

    /// One line: the source, the line's number, what is wrong, and the remedy.
    public var description: String { text.asPlainLine }

    private var text: String {
        switch self {
        case .lineTooLong(let source, let line, let limit):
            "\(source):\(line): the line is longer than \(limit) bytes; split it or raise the limit for lines"
                + " (is this a text file?)"
        case .recordTooLong(let source, let firstLine, let limit):
            "\(source):\(firstLine): no blank line within \(limit) lines from here; put a blank line after each"
                + " sentence or raise the limit for lines per record"
        case .recordTooLarge(let source, let firstLine, let limit):
            "\(source):\(firstLine): no blank line within \(limit) bytes from here; put a blank line after each"
                + " sentence or raise the limit for bytes per record"
        }
    }

    /// The same error at the line of the file, where the source is a part of one.
    func counted(from origin: LineOrigin) -> LineBlockError {
        switch self {
        case .lineTooLong(let source, let line, let limit):
            .lineTooLong(source: source, line: origin.line(line), limit: limit)
        case .recordTooLong(let source, let firstLine, let limit):
            .recordTooLong(source: source, firstLine: origin.line(firstLine), limit: limit)
        case .recordTooLarge(let source, let firstLine, let limit):
            .recordTooLarge(source: source, firstLine: origin.line(firstLine), limit: limit)
        }
    }
}
