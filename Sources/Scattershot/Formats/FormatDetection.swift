/// A source whose first bytes were looked at and are read again.
final class PeekedSource: ByteSource {
    private let source: any ByteSource
    private(set) var peeked: [UInt8]
    private var position = 0

    var name: String { source.name }

    /// Looks at up to `count` bytes.
    init(_ source: any ByteSource, count: Int) throws {
        self.source = source
        peeked = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = try peeked.withUnsafeMutableBytes {
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if read == 0 { break }
            filled += read
        }
        peeked.removeLast(count - filled)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard position < peeked.count else { return try source.read(into: buffer) }
        let count = min(buffer.count, peeked.count - position)
        peeked.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }
}

extension DataFormat {
    private static let peekBytes = 1 << 16

    /// The format of a column file with tags: CoNLL-U, or as many input columns as its first line has beside the tag.
    ///
    /// CoNLL-U is recognised by ten columns separated by tabs of which the first is `1`, `1-…` or `0.1`. Lines that start
    /// with `#` do not count where another line follows.
    ///
    /// - Parameter source: its beginning is read.
    /// - Returns: the format, and a source that begins where `source` began.
    /// - Throws: `InputError` when the first line of data has no second column; the source's errors.
    /// - Complexity: O(1): 64 KiB are looked at.
    public static func detectTags(
        in source: any ByteSource
    ) throws -> (format: DataFormat, source: any ByteSource) {
        let peeked = try PeekedSource(source, count: peekBytes)
        var text = peeked.peeked
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        let block = try LineBlock(text: String(decoding: text, as: UTF8.self))
        let lines = block.lines.indices.filter { !block.isBlank(line: $0) }
        // A line that starts with # is a comment or the token '#'; the line after it, if there is one, tells as much.
        let telling = lines.first { block.bytes[block.lines[$0].lowerBound] != UInt8(ascii: "#") }
        guard let line = telling ?? lines.first else { return (.tags(), peeked) }
        return (try format(ofLine: line, of: block, name: peeked.name), peeked)
    }

    private static func format(
        ofLine line: Int, of block: LineBlock, name: String
    ) throws(InputError) -> DataFormat {
        try block.bytes.withUnsafeBufferPointerTyped { bytes throws(InputError) in
            let range = block.lines[line]
            var fields: [Range<Int>] = []
            ColumnFields.split(range, of: bytes, into: &fields)
            let separator = ColumnFields.separator(of: range, in: bytes)
            let first = String(decoding: bytes[fields[0]], as: UTF8.self)
            if fields.count == 10, separator == 0x09,
                first == "1" || first.hasPrefix("1-") || first == "0.1"
            {
                return .conllu
            }
            guard let separator, (2...mostColumns + 1).contains(fields.count) else {
                throw InputError(
                    source: name, line: line + 1,
                    problem:
                        "\(fields.count) column(s); a line of tags has 2 to \(mostColumns + 1), the tag last, "
                        + "separated by tabs or spaces")
            }
            return .tags(inputColumns: fields.count - 1, separator: separator == 0x20 ? " " : "\t")
        }
    }
}
