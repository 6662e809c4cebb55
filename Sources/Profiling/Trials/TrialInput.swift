import Platform
import Scattershot

/// Input for trials: whole records in memory, read again and again as one stream.
public struct TrialInput: Sendable {
    /// What to call it in messages.
    public let name: String
    /// Whole records.
    public private(set) var bytes: [UInt8]
    /// Bytes at the start of `bytes` that one repetition reads, whole records.
    public private(set) var usedBytes = 0
    /// How often a trial reads them, at least once.
    public private(set) var repetitions = 1
    /// Bytes at the start of `bytes` that are whole records, enough to warm up with.
    public private(set) var warmUpBytes = 0

    private let boundary: LineBlocks.Boundary

    /// The first records of a source.
    ///
    /// - Parameters:
    ///   - source: Read until its end, or until there are `mostBytes` bytes.
    ///   - mostBytes: Most bytes to keep, at least 1; the record that would exceed them is left out.
    ///   - model: Whose records they are.
    /// - Throws: `InputError` when there is no whole record; the errors of the source.
    /// - Complexity: O(`mostBytes`).
    public init(reading source: any ByteSource, mostBytes: Int, for model: Model) throws {
        var bytes = try Self.read(source, atMost: mostBytes + 1)
        // In the middle of a stream it would not be a mark any more.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        try self.init(bytes, name: source.name, mostBytes: mostBytes, for: model)
    }

    package init(_ bytes: [UInt8], name: String, mostBytes: Int, for model: Model) throws(InputError) {
        self.name = name
        self.bytes = bytes
        boundary = model.format.kind == .tags ? .blankLine : .line
        if bytes.count > mostBytes {
            let end = Self.recordEnd(in: bytes, before: mostBytes, boundary)
            guard end > 0 else {
                throw InputError(
                    source: name, line: 1,
                    problem: "no record ends within \(mostBytes) bytes; allow more with --input-mib")
            }
            self.bytes.removeLast(bytes.count - end)
        }
        guard self.bytes.contains(where: { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }) else {
            throw InputError(
                source: name, line: 1, problem: "nothing to time; give a file with records of the model")
        }
        if self.bytes.last != 0x0A { self.bytes.append(0x0A) }
        // The last record may lack its blank line, which the next repetition needs.
        if Self.recordEnd(in: self.bytes, before: self.bytes.count, boundary) < self.bytes.count {
            self.bytes.append(0x0A)
        }
        resize(to: self.bytes.count)
    }

    /// Makes trials read about `count` bytes: the records that fit, at least the first one; or all of them, repeated.
    ///
    /// - Complexity: O(bytes).
    public mutating func resize(to count: Int) {
        (usedBytes, repetitions) = (bytes.count, 1)
        if count >= bytes.count {
            repetitions = Int((Double(count) / Double(bytes.count)).rounded())
        } else {
            // Where the first record is longer, twice as many bytes, and so on.
            var limit = max(count, 1)
            var end = 0
            while end == 0, limit < 2 * bytes.count {
                end = Self.recordEnd(in: bytes, before: min(limit, bytes.count - 1), boundary)
                limit *= 2
            }
            if end > 0 { usedBytes = end }
        }
        let end = Self.recordEnd(in: bytes, before: min(usedBytes, Self.mostWarmUpBytes), boundary)
        warmUpBytes = end > 0 ? end : usedBytes
    }

    /// Bytes that a trial reads.
    public var byteCount: Int { usedBytes * repetitions }

    /// A stream of all repetitions, so many times over.
    ///
    /// - Complexity: O(1).
    public func source(times: Int = 1) -> some ByteSource {
        RepeatingSource(bytes, count: usedBytes, repetitions: repetitions * times, name: name)
    }

    /// A stream of one repetition.
    ///
    /// - Complexity: O(1).
    public func sourceOfOneRepetition() -> some ByteSource {
        RepeatingSource(bytes, count: usedBytes, repetitions: 1, name: name)
    }

    /// A stream of the records to warm up with.
    ///
    /// - Complexity: O(1).
    public func warmUpSource() -> some ByteSource {
        RepeatingSource(bytes, count: warmUpBytes, repetitions: 1, name: name)
    }

    private static let mostWarmUpBytes = 1 << 18

    private static func read(_ source: any ByteSource, atMost count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < count {
            let got = try chunk.withUnsafeMutableBytes { buffer in
                try source.read(
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: buffer[..<min(buffer.count, count - bytes.count)]))
            }
            if got == 0 { break }
            bytes.append(contentsOf: chunk[..<got])
        }
        return bytes
    }

    /// Where the last record that ends at or before `limit` ends; 0 when none does.
    private static func recordEnd(in bytes: [UInt8], before limit: Int, _ boundary: LineBlocks.Boundary)
        -> Int
    {
        // Backwards, line by line, since what is left out is less than a record.
        var end = bytes[..<min(limit, bytes.count)].lastIndex(of: 0x0A)
        while let lineFeed = end {
            end = bytes[..<lineFeed].lastIndex(of: 0x0A)
            var scan = BlockEndScan(boundary)
            for byte in bytes[((end ?? -1) + 1)...lineFeed] where scan.endsBlock(after: byte) {
                return lineFeed + 1
            }
        }
        return 0
    }
}

/// Bytes in memory, read several times over.
private final class RepeatingSource: ByteSource {
    let name: String
    private let bytes: [UInt8]
    private let count: Int
    private var repetitionsLeft: Int
    private var position = 0

    init(_ bytes: [UInt8], count: Int, repetitions: Int, name: String) {
        self.bytes = bytes
        self.count = count
        self.name = name
        repetitionsLeft = repetitions
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if position == count {
            position = 0
            repetitionsLeft -= 1
        }
        guard repetitionsLeft > 0 else { return 0 }
        let taken = min(buffer.count, count - position)
        bytes.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + taken]))
        }
        position += taken
        return taken
    }
}
