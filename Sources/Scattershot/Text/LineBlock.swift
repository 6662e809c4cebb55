import Platform

/// How a line ends.
public enum LineTerminator: Sendable, Equatable {
    /// The file ends without a line end.
    case none
    /// A line feed.
    case lineFeed
    /// A carriage return and a line feed.
    case carriageReturnLineFeed
}

/// The ranges of the lines of a block.
public struct LineRanges: RandomAccessCollection, Sendable, Equatable {
    let places: [BytePlace]

    /// The ranges of lines, in order.
    ///
    /// - Complexity: O(lines).
    public init(_ ranges: some Sequence<Range<Int>>) { places = ranges.map { BytePlace($0) } }

    init(places: [BytePlace]) { self.places = places }

    /// The first line.
    public var startIndex: Int { 0 }
    /// The number of lines.
    public var endIndex: Int { places.count }
    /// The range of a line.
    public subscript(line: Int) -> Range<Int> { places[line].range }
}

/// A piece of a file that consists of whole lines.
///
/// The blocks of a file, put one after another, are the file's bytes (without a byte order mark at its start).
public struct LineBlock: Sendable, Equatable {
    /// The bytes, line ends included.
    public var bytes: [UInt8]

    /// The number of the block in its file, from 0.
    public var index: Int

    /// The number of the block's first line in its file, from 1.
    public var firstLine: Int

    /// The range of each line's content in ``bytes``, without its line end.
    public var lines: LineRanges

    /// Makes a block from its parts.
    ///
    /// - Parameters:
    ///   - bytes: Whole lines, less than 4 GiB of them.
    ///   - index: The number of the block in its file, from 0.
    ///   - firstLine: The number of its first line, from 1.
    ///   - lines: The range of each line's content, in order.
    public init(bytes: [UInt8], index: Int, firstLine: Int, lines: LineRanges) {
        precondition(bytes.count <= BytePlace.longestBuffer, "a block is shorter than 4 GiB")
        self.bytes = bytes
        self.index = index
        self.firstLine = firstLine
        self.lines = lines
    }

    /// How the line with the given index in ``lines`` ends.
    ///
    /// - Complexity: O(1).
    public func terminator(ofLine line: Int) -> LineTerminator {
        let next = line + 1 < lines.count ? lines[line + 1].lowerBound : bytes.count
        return switch next - lines[line].upperBound {
        case 0: .none
        case 1: .lineFeed
        default: .carriageReturnLineFeed
        }
    }

    /// Whether the line with the given index has no content but spaces and tabs.
    ///
    /// - Complexity: O(1) for a line that starts with anything else.
    public func isBlank(line: Int) -> Bool {
        bytes.withUnsafeBufferPointer { LineBlock.isBlank($0, lines[line]) }
    }

    /// Whether a range of bytes holds only spaces and tabs.
    @inline(__always)
    static func isBlank(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        for position in range where !isBlank(bytes[position]) { return false }
        return true
    }

    /// Whether a byte is a space or a tab.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
