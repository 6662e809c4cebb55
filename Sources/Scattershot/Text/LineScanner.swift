import Platform

/// The state of ``LineBlocks``: a buffer of bytes and the lines found in it.
///
/// Line ends are found 64 bytes at a time. A structure, since the compiler checks every access to a class's variables for
/// overlaps, which costs more than finding a short line.
struct LineScanner: ~Copyable {
    private let options: LineBlocks.Options

    /// The buffer, `capacity` bytes and some that are read but hold no data: `filled` bytes are data, of which the first
    /// `scanned` contain no line end after `lineStart`.
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var filled = 0
    private var scanned = 0
    private var lineStart = 0

    /// The complete lines in the buffer, and how many of them and of their bytes are up to the last boundary.
    private let lines = ScratchList<BytePlace>()
    private var completeLines = 0
    private var completeBytes = 0

    private var blockCount = 0
    private var firstLine = 1
    private var isAtStart = true
    private var isAtEnd = false
    private var failure: (any Error)?

    init(_ options: LineBlocks.Options) {
        self.options = options
        capacity = min(max(options.targetBytes, 16), 1 << 30)
        buffer = Self.allocate(capacity)
    }

    deinit { buffer.deallocate() }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + ByteMask.width)
        (memory + capacity).initialize(repeating: 0, count: ByteMask.width)
        return memory
    }

    /// The next block; see ``LineBlocks/next()``.
    mutating func next(from source: any ByteSource) throws -> LineBlock? {
        while true {
            if completeLines > 0,
                failure != nil || isAtEnd || options.isEager || filled >= options.targetBytes
            {
                return takeBlock()
            }
            if let failure { throw failure }
            if isAtEnd { return nil }
            do {
                try fill(from: source)
                try findLines(name: source.name, isFileStart: source.origin.isStart)
            } catch let error as LineBlockError {
                failure = error.counted(from: source.origin)
            } catch {
                failure = error
            }
        }
    }

    /// Reads once; notes the end.
    private mutating func fill(from source: any ByteSource) throws {
        if filled == capacity { grow() }
        let space = UnsafeMutableRawBufferPointer(start: buffer + filled, count: capacity - filled)
        // A source that claims more than the buffer holds must not lead past its end.
        let count = min(max(try source.read(into: space), 0), space.count)
        filled += count
        isAtEnd = count == 0
    }

    private mutating func grow() {
        capacity *= 2
        let larger = Self.allocate(capacity)
        larger.update(from: buffer, count: filled)
        buffer.deallocate()
        buffer = larger
    }

    /// Appends the lines that the new bytes complete.
    private mutating func findLines(name: String, isFileStart: Bool) throws {
        if isAtStart, isFileStart, !dropByteOrderMark() { return }
        try findLineFeeds(name: name)
        if isAtEnd {
            if filled > lineStart { try appendLine(to: filled, nextLine: filled, name: name) }
            // The last record needs no blank line after it.
            completeLines = lines.count
            completeBytes = filled
        } else if filled - lineStart > options.maxLineBytes {
            // One byte over the limit may still prove to be a carriage return before a line feed.
            let isCertain = filled - lineStart > options.maxLineBytes + 1 || buffer[filled - 1] != 0x0D
            if isCertain { throw tooLong(line: lines.count, name) }
        }
    }

    /// Appends the lines that end at a line feed after `scanned`.
    private mutating func findLineFeeds(name: String) throws {
        let buffer = buffer
        let filled = filled
        // Where blocks may end at any line, or a record might have too many bytes, every line is looked at by itself.
        let looksAtAll = options.boundary == .line || filled &- completeBytes > options.maxRecordBytes
        var start = lineStart
        var position = scanned
        while position < filled {
            // Bytes after the data are readable but mean nothing.
            var mask = ByteMask.equal(buffer + position, to: 0x0A) & ByteMask.low(filled &- position)
            var next = lines.room(for: ByteMask.width)
            while mask != 0 {
                let lineFeed = position &+ mask.trailingZeroBitCount
                mask &= mask &- 1
                let hasReturn = lineFeed > start && buffer[lineFeed &- 1] == 0x0D
                let end = hasReturn ? lineFeed &- 1 : lineFeed
                // A line that starts with a character above the space is not blank, and a short one not too long.
                if end > start, buffer[start] > 0x20, !looksAtAll, end &- start <= options.maxLineBytes,
                    lines.count &- completeLines < options.maxRecordLines &- ByteMask.width
                {
                    next.initialize(to: BytePlace(start..<end))
                    next += 1
                } else {
                    lines.extend(to: next)
                    lineStart = start
                    try appendLine(to: end, nextLine: lineFeed &+ 1, name: name)
                    next = lines.base + lines.count
                }
                start = lineFeed &+ 1
            }
            lines.extend(to: next)
            position &+= ByteMask.width
        }
        lineStart = start
        scanned = filled
    }

    private mutating func appendLine(to end: Int, nextLine: Int, name: String) throws {
        guard end &- lineStart <= options.maxLineBytes else { throw tooLong(line: lines.count, name) }
        let isBoundary =
            options.boundary == .line
            || LineBlock.isBlank(UnsafeBufferPointer(start: buffer, count: end), lineStart..<end)
        guard isBoundary || lines.count &- completeLines < options.maxRecordLines else {
            throw LineBlockError.recordTooLong(
                source: name, firstLine: firstLine + completeLines, limit: options.maxRecordLines)
        }
        guard isBoundary || end &- completeBytes <= options.maxRecordBytes else {
            throw LineBlockError.recordTooLarge(
                source: name, firstLine: firstLine + completeLines, limit: options.maxRecordBytes)
        }
        lines.append(BytePlace(lineStart..<end))
        lineStart = nextLine
        if isBoundary {
            completeLines = lines.count
            completeBytes = nextLine
        }
    }

    /// - Returns: Whether it is settled if there is a mark.
    private mutating func dropByteOrderMark() -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let known = min(filled, mark.count)
        let matches = UnsafeBufferPointer(start: buffer, count: known).elementsEqual(mark[..<known])
        if matches, known < mark.count, !isAtEnd { return false }
        isAtStart = false
        if matches, known == mark.count {
            filled -= mark.count
            buffer.update(from: buffer + mark.count, count: filled)
        }
        return true
    }

    /// Cuts off what is complete and moves the rest to the front.
    private mutating func takeBlock() -> LineBlock {
        let block = LineBlock(
            bytes: Array(UnsafeBufferPointer(start: buffer, count: completeBytes)), index: blockCount,
            firstLine: firstLine,
            lines: LineRanges(places: Array(lines.elements[..<completeLines])))
        let cut = completeBytes
        buffer.update(from: buffer + cut, count: filled - cut)
        for line in completeLines..<lines.count {
            lines.base[line - completeLines] = BytePlace(
                offset: lines[line].offset - UInt32(cut), length: lines[line].length)
        }
        lines.truncate(to: lines.count - completeLines)
        filled -= cut
        scanned -= cut
        lineStart -= cut
        blockCount += 1
        firstLine += completeLines
        completeLines = 0
        completeBytes = 0
        return block
    }

    private func tooLong(line: Int, _ name: String) -> LineBlockError {
        .lineTooLong(source: name, line: firstLine + line, limit: options.maxLineBytes)
    }
}
