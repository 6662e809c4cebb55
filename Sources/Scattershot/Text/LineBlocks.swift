/// Reads a source as a sequence of blocks of whole lines, in bounded memory.
///
/// A line ends at a line feed; a carriage return directly before it belongs to the line end, anywhere else to the
/// content. What the source returns at a time has no influence on the content of the lines, their numbers, or
/// what is an error. A UTF-8 byte order mark at the start is dropped. The bytes are not checked otherwise.
///
/// Memory: about twice the larger of `targetBytes` and the longest record, and 8 bytes per line.
/// Not `Sendable`: one thread at a time calls ``next()``; the blocks may go anywhere.
public final class LineBlocks {
    /// Where a block may end.
    public enum Boundary: Sendable {
        /// After any line.
        case line
        /// After a line without content but spaces and tabs, or at the end of the source; so that a sentence of a
        /// file with one token per line is never cut.
        case blankLine
    }

    /// How blocks are cut, and how much is too much.
    public struct Options: Sendable {
        /// Where a block may end.
        public var boundary: Boundary
        /// The size at which a block is handed out, in bytes (at least 1).
        public var targetBytes: Int
        /// The longest content of a line, in bytes; at most ``LineBlocks/mostLineBytes``.
        public var maxLineBytes: Int
        /// The most tokens of a line that is a record, or of either side of a pair, once it is parsed. Blocks themselves know no
        /// tokens; whoever parses their lines holds to it. A column file has a token a line, and ``maxRecordLines``.
        public var maxLineTokens: Int
        /// The most lines that a record (the lines up to a blank one) may have, with ``Boundary/blankLine``; its
        /// blank line is not counted.
        public var maxRecordLines: Int
        /// The most bytes that a record may have, with ``Boundary/blankLine``: up to the end of its last line's content; at most
        /// ``LineBlocks/mostRecordBytes``.
        public var maxRecordBytes: Int
        /// Hands out what is complete after every read, for somebody who waits for an answer to each line.
        public var isEager: Bool

        /// The options with the given values.
        ///
        /// - Parameters:
        ///   - boundary: Where a block may end.
        ///   - targetBytes: The size at which a block is handed out.
        ///   - maxLineBytes: The longest content of a line, in bytes.
        ///   - maxLineTokens: The most tokens of a line that is a record.
        ///   - maxRecordLines: The most lines that a record may have.
        ///   - maxRecordBytes: The most bytes that a record may have.
        ///   - isEager: Whether what is complete is handed out after every read.
        public init(
            boundary: Boundary = .line, targetBytes: Int = 256 << 10, maxLineBytes: Int = 1 << 20,
            maxLineTokens: Int = 1 << 20, maxRecordLines: Int = 100_000, maxRecordBytes: Int = 64 << 20,
            isEager: Bool = false
        ) {
            self.boundary = boundary
            self.targetBytes = targetBytes
            self.maxLineBytes = maxLineBytes
            self.maxLineTokens = maxLineTokens
            self.maxRecordLines = maxRecordLines
            self.maxRecordBytes = maxRecordBytes
            self.isEager = isEager
        }
    }

    /// The longest line that can be allowed, in bytes.
    public static let mostLineBytes = 1 << 30

    /// The most bytes of a record that can be allowed.
    public static let mostRecordBytes = 1 << 30

    /// The name of the source, for messages.
    public var name: String { source.name }

    private let source: any ByteSource
    private var scanner: LineScanner

    /// A reader of `source`.
    ///
    /// - Parameters:
    ///   - source: Where the bytes come from.
    ///   - options: How blocks are cut. Sizes under 1 count as 1, those above their limits as the limits.
    public init(_ source: any ByteSource, options: Options = Options()) {
        var options = options
        options.targetBytes = min(max(options.targetBytes, 1), Self.mostLineBytes)
        options.maxLineBytes = min(max(options.maxLineBytes, 1), Self.mostLineBytes)
        options.maxRecordLines = max(options.maxRecordLines, 1)
        options.maxRecordBytes = min(max(options.maxRecordBytes, 1), Self.mostRecordBytes)
        self.source = source
        scanner = LineScanner(options)
    }

    /// The next block, or nil at the end of the source.
    ///
    /// Lines before one that is in error are handed out first. After an error every further call throws it again.
    ///
    /// - Throws: ``LineBlockError`` when a line or a record is too long, or the source's own error.
    /// - Complexity: O(bytes of the block): each byte is searched once for line ends and copied at most twice.
    public func next() throws -> LineBlock? { try scanner.next(from: source) }
}
