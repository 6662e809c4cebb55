import Platform
import Synchronization

/// A part of a file that consists of whole records: what one of many processes reads, none of which needs to read the
/// others' parts.
///
/// A record belongs to the part in which the line before it ends (`LineBlocks.Boundary.line`), or to the part in which the
/// first blank line after the cut ends; so the parts of all numbers, one after another, are the file.
public final class FileShard: ByteSource {
    /// The path of the file.
    public var name: String { file.name }
    /// Where the part's first line stands in the file.
    public let origin: LineOrigin

    private let file: FileInput
    /// What is left to read.
    private var rest: Range<Int>

    /// A part of a file.
    ///
    /// - Parameters:
    ///   - file: a regular file that nobody changes meanwhile.
    ///   - shard: which part.
    ///   - boundary: where records end.
    /// - Throws: `InvalidStructure` for a pipe or terminal; `SystemError` when the file cannot be read.
    /// - Complexity: O(size of a record).
    public init(_ file: FileInput, _ shard: Shard, boundary: LineBlocks.Boundary) throws {
        guard let size = try file.size() else {
            throw InvalidStructure(
                "\(file.name): only a file has parts; give its path, or cut the stream before it comes here")
        }
        let range = shard.range(of: size)
        let seeker = RecordSeeker(file: file, size: size)
        let start = try seeker.firstRecord(from: range.lowerBound, boundary)
        let end = try seeker.firstRecord(from: range.upperBound, boundary)
        self.file = file
        rest = start..<end
        let counted = Mutex<Int?>(nil)
        origin =
            start == 0
            ? .start
            : .after {
                counted.withLock { count in
                    // Where the file cannot be read any more, numbers count from the part's start.
                    let lines = count ?? (try? seeker.lines(before: start)) ?? 0
                    count = lines
                    return lines
                }
            }
    }

    /// Reads the next bytes of the part; see ``ByteSource/read(into:)``.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, rest.count)])
        let count = try file.read(at: rest.lowerBound, into: room)
        rest = (rest.lowerBound + count)..<rest.upperBound
        return count
    }
}

/// Finds where records start in a file, from any place of it.
private struct RecordSeeker: Sendable {
    let file: FileInput
    let size: Int

    private static let chunk = 1 << 16

    /// The start of the first record that is not before `offset` by the rule of ``FileShard``; the end of the file
    /// when none follows.
    func firstRecord(from offset: Int, _ boundary: LineBlocks.Boundary) throws(SystemError) -> Int {
        if offset == 0 || offset >= size { return min(offset, size) }
        // A line feed directly before the offset ends the line before it.
        var seesLineStart = false
        var isBlank = true
        var found: Int?
        try forEachByte(from: offset - 1, to: size) { position, byte in
            if byte == 0x0A {
                if boundary == .line || (seesLineStart && isBlank) { found = position + 1 }
                (seesLineStart, isBlank) = (true, true)
            } else if byte != 0x20 && byte != 0x09 && byte != 0x0D {
                isBlank = false
            }
            return found == nil
        }
        return found ?? size
    }

    /// The number of lines that end before `offset`.
    func lines(before offset: Int) throws(SystemError) -> Int {
        var lines = 0
        try forEachByte(from: 0, to: offset) { _, byte in
            lines += byte == 0x0A ? 1 : 0
            return true
        }
        return lines
    }

    /// Calls `body` for each byte until it returns false.
    private func forEachByte(
        from start: Int, to end: Int, _ body: (_ position: Int, _ byte: UInt8) -> Bool
    ) throws(SystemError) {
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        var position = start
        while position < end {
            let result = bytes.withUnsafeMutableBytes { buffer in
                Result { () throws(SystemError) in try file.read(at: position, into: buffer) }
            }
            let count = min(try result.get(), end - position)
            guard count > 0 else { return }
            for (place, byte) in bytes[..<count].enumerated() where !body(position + place, byte) { return }
            position += count
        }
    }
}
