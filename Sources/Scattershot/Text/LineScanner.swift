import Platform

/// The state of ``LineBlocks``: a buffer of bytes and the lines found in it.
///
/// A structure, since the compiler checks every access to a class's variables for overlaps, which costs more than
/// finding a short line.
struct LineScanner: ~Copyable {
    private let options: LineBlocks.Options

    /// The buffer: `filled` bytes are data, of which the first `scanned` contain no line end after `lineStart`.
    private var buffer: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var scanned = 0
    private var lineStart = 0

    /// The complete lines in the buffer, and how many of them and of their bytes are up to the last boundary.
    private var lines: [Range<Int>] = []
    private var completeLines = 0
    private var completeBytes = 0

    private var blockCount = 0
    private var firstLine = 1
    private var isAtStart = true
    private var isAtEnd = false
    private var failure: (any Error)?

    init(_ options: LineBlocks.Options) {
        self.options = options
        buffer = .allocate(byteCount: min(max(options.targetBytes, 16), 1 << 30), alignment: 64)
    }

    deinit { buffer.deallocate() }

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
                try findLines(name: source.name)
            } catch {
                failure = error
            }
        }
    }

    /// Reads once; notes the end.
    private mutating func fill(from source: any ByteSource) throws {
        if filled == buffer.count { grow() }
        let space = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        // A source that claims more than the buffer holds must not lead past its end.
        let count = min(max(try source.read(into: space), 0), space.count)
        filled += count
        isAtEnd = count == 0
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        buffer.deallocate()
        buffer = larger
    }

    /// Appends the lines that the new bytes complete.
    private mutating func findLines(name: String) throws {
        if isAtStart, !dropByteOrderMark() { return }
        while let offset = ByteScan.firstOffset(
            of: 0x0A, in: UnsafeRawBufferPointer(rebasing: buffer[scanned..<filled])
        ) {
            let lineFeed = scanned + offset
            let hasReturn = lineFeed > lineStart && buffer[lineFeed - 1] == 0x0D
            try endLine(lineStart..<(hasReturn ? lineFeed - 1 : lineFeed), nextLine: lineFeed + 1, name: name)
        }
        scanned = filled
        if isAtEnd {
            if filled > lineStart { try endLine(lineStart..<filled, nextLine: filled, name: name) }
            // The last record needs no blank line after it.
            completeLines = lines.count
            completeBytes = filled
        } else if filled - lineStart > options.maxLineBytes {
            // One byte over the limit may still prove to be a carriage return before a line feed.
            let isCertain = filled - lineStart > options.maxLineBytes + 1 || buffer[filled - 1] != 0x0D
            if isCertain { throw tooLong(line: lines.count, name) }
        }
    }

    private mutating func endLine(_ content: Range<Int>, nextLine: Int, name: String) throws {
        guard content.count <= options.maxLineBytes else { throw tooLong(line: lines.count, name) }
        let isBoundary: Bool
        switch options.boundary {
        case .line:
            isBoundary = true
        case .blankLine:
            isBoundary = LineBlock.isBlank(UnsafeRawBufferPointer(buffer), content)
            guard isBoundary || lines.count - completeLines < options.maxRecordLines else {
                throw LineBlockError.recordTooLong(
                    source: name, firstLine: firstLine + completeLines, limit: options.maxRecordLines
                )
            }
        }
        lines.append(content)
        lineStart = nextLine
        scanned = nextLine
        if isBoundary {
            completeLines = lines.count
            completeBytes = nextLine
        }
    }

    /// - Returns: Whether it is settled if there is a mark.
    private mutating func dropByteOrderMark() -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let known = min(filled, mark.count)
        let matches = buffer[..<known].elementsEqual(mark[..<known])
        if matches, known < mark.count, !isAtEnd { return false }
        isAtStart = false
        if matches, known == mark.count {
            filled -= mark.count
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: buffer[mark.count..<(mark.count + filled)]))
        }
        return true
    }

    /// Cuts off what is complete and moves the rest to the front.
    private mutating func takeBlock() -> LineBlock {
        let block = LineBlock(
            bytes: Array(buffer[..<completeBytes]), index: blockCount, firstLine: firstLine,
            lines: completeLines == lines.count ? lines : Array(lines[..<completeLines])
        )
        let cut = completeBytes
        let rest = UnsafeRawBufferPointer(rebasing: buffer[cut..<filled])
        if rest.count > 0 { buffer.copyMemory(from: rest) }
        lines = lines[completeLines...].map { ($0.lowerBound - cut)..<($0.upperBound - cut) }
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
