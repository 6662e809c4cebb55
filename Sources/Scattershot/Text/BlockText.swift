import Platform

/// The bytes and lines of a block for the loops that read them; valid while the block is held.
struct BlockText {
    let bytes: UnsafeBufferPointer<UInt8>
    let lines: UnsafeBufferPointer<BytePlace>
    /// First of `bytes`; of an empty block it points to a byte that is not read.
    let base: UnsafePointer<UInt8>

    private static let nothing: StaticString = ""

    init(
        bytes: UnsafeBufferPointer<UInt8>, lines: UnsafeBufferPointer<BytePlace> = .init(start: nil, count: 0)
    ) {
        self.bytes = bytes
        self.lines = lines
        base = bytes.baseAddress ?? Self.nothing.utf8Start
    }

    /// The range of a line's content.
    @inline(__always)
    func range(ofLine line: Int) -> Range<Int> { lines[line].range }

    /// The bytes of a place.
    @inline(__always)
    func piece(_ place: BytePlace) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[place.range])
    }

    /// Whether a line has no content but spaces and tabs.
    @inline(__always)
    func isBlank(line: Int) -> Bool { LineBlock.isBlank(bytes, lines[line].range) }

    /// Where the line after `line` starts.
    @inline(__always)
    func start(afterLine line: Int) -> Int { line + 1 < lines.count ? lines[line + 1].start : bytes.count }

    /// The bytes from the start of the first line to the end of the last one, line ends included.
    func byteCount(ofLines range: Range<Int>) -> Int {
        range.isEmpty ? 0 : start(afterLine: range.upperBound - 1) - lines[range.lowerBound].start
    }
}

extension LineBlock {
    /// Gives `body` the block's text; it must not leave it.
    func withText<Value, Failure: Error>(_ body: (BlockText) throws(Failure) -> Value) throws(Failure)
        -> Value
    {
        try bytes.withUnsafeBufferPointerTyped { bytes throws(Failure) in
            try lines.places.withUnsafeBufferPointerTyped { lines throws(Failure) in
                try body(BlockText(bytes: bytes, lines: lines))
            }
        }
    }
}

extension Array {
    /// `withUnsafeBufferPointer` that keeps the type of the error.
    func withUnsafeBufferPointerTyped<Value, Failure: Error>(
        _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result = withUnsafeBufferPointer { elements in
            Result { () throws(Failure) in try body(elements) }
        }
        return try result.get()
    }
}
