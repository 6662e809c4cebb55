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
    ///   - file: a regular file that nobody changes meanwhile; where it becomes shorter, that is noticed.
    ///   - shard: which part.
    ///   - boundary: where records end.
    /// - Throws: `InvalidStructure` for a pipe or terminal, or a file that becomes shorter; `SystemError` when the file cannot be read.
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
    ///
    /// - Throws: `SystemError` when reading fails, and `InvalidStructure` when the file has become shorter than the part.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, rest.count)])
        let count = try file.read(at: rest.lowerBound, into: room)
        if count == 0, !room.isEmpty { throw file.becameShorter(than: rest.upperBound) }
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
    func firstRecord(from offset: Int, _ boundary: LineBlocks.Boundary) throws -> Int {
        if offset == 0 || offset >= size { return min(offset, size) }
        // A line feed directly before the offset ends the line before it.
        var scan = BlockEndScan(boundary, startsLine: false)
        var found: Int?
        try forEachByte(from: offset - 1, to: size) { position, byte in
            if scan.endsBlock(after: byte) { found = position + 1 }
            return found == nil
        }
        return found ?? size
    }

    /// The number of lines that end before `offset`.
    func lines(before offset: Int) throws -> Int {
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
    ) throws {
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        var position = start
        while position < end {
            let read = try bytes.withUnsafeMutableBytes { try file.read(at: position, into: $0) }
            guard read > 0 else { throw file.becameShorter(than: end) }
            let count = min(read, end - position)
            for (place, byte) in bytes[..<count].enumerated() where !body(position + place, byte) { return }
            position += count
        }
    }
}

extension FileInput {
    /// What there is to say about a file that ends too early: to take that for the end of its records would lose some.
    fileprivate func becameShorter(than size: Int) -> InvalidStructure {
        InvalidStructure(
            "\(name): became shorter than \(size) bytes while it was read; start again when nobody changes it any more"
        )
    }
}
