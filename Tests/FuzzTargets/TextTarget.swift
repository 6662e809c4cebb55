import Platform
import Scattershot

/// What looks at single bytes of text: the check of UTF-8, grapheme clusters, white space, lines and blocks of them, all
/// against the plain way.
struct TextTarget: FuzzTarget {
    static let name = "text"

    init() throws {}

    func seeds() throws -> [[UInt8]] {
        [
            "plain text of more than sixty-four bytes, so that the fast path is taken: éa\u{301} 👩‍👧 🇩🇪🇫🇷",
            "\r\n\n\r\u{FEFF}\u{2028}\u{3000} \t\u{85}\u{A0}\u{E0020}", "क्षि ᄀ각ᆨ กำ \u{600}1",
            "a\tb\n\nc\td\r\ne", "the\tDET\ncat\tNOUN\n",
        ].map { Array($0.utf8) } + [[0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xC3]]
    }

    func run(_ bytes: [UInt8]) throws {
        bytes.withUnsafeBufferPointer { bytes in
            let invalid = UTF8Check.firstInvalidOffset(in: bytes)
            let text = String(validating: bytes, as: UTF8.self)
            require((invalid == nil) == (text != nil), "UTF-8 is judged in two ways")
            let valid = bytes[..<(invalid ?? bytes.count)]
            require(String(validating: valid, as: UTF8.self) != nil, "not valid before \(invalid ?? 0)")
            checkClusters(of: bytes, isValid: invalid == nil)
        }
        try checkBlocks(of: bytes)
        do {
            let (format, source) = try DataFormat.detectTags(in: PiecewiseSource(bytes, piece: 5))
            require(format.kind == .tags, "\(format.kind) was detected")
            require(try Self.all(of: source) == bytes, "detection has taken bytes away")
        } catch let error as InputError {
            checkRefusal(error)
        }
    }

    private func checkClusters(of bytes: UnsafeBufferPointer<UInt8>, isValid: Bool) {
        let ranges = GraphemeClusters.ranges(in: bytes)
        require(ranges.allSatisfy { !$0.isEmpty }, "an empty cluster")
        require(
            ranges.first?.lowerBound ?? 0 == 0 && ranges.last?.upperBound ?? 0 == bytes.count
                && zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound },
            "clusters with gaps")
        guard isValid else { return }
        let characters = Array(String(decoding: bytes, as: UTF8.self))
        require(ranges.count == characters.count, "\(ranges.count) clusters of \(characters.count)")
        for (range, character) in zip(ranges, characters) {
            require(bytes[range].elementsEqual(character.utf8), "the cluster at \(range) is another one")
            let isSpace = character.unicodeScalars.allSatisfy(\.properties.isWhitespace)
            require(WhiteSpace.isWhiteSpace(bytes, at: range) == isSpace, "white space at \(range)")
        }
    }

    /// Blocks of any size, read in any pieces, are the lines of the text.
    private func checkBlocks(of bytes: [UInt8]) throws {
        var wanted: [ArraySlice<UInt8>] = []
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        while !text.isEmpty {
            let end = text.firstIndex(of: 0x0A) ?? text.endIndex
            var line = text[..<end]
            if line.last == 0x0D && end < text.endIndex { line = line.dropLast() }
            wanted.append(line)
            text = text[min(end + 1, text.endIndex)...]
        }
        for (boundary, size, piece) in [
            (LineBlocks.Boundary.line, 1, 1), (.line, 1 << 18, 1 << 18), (.blankLine, 1, 7),
            (.blankLine, 64, 1 << 18),
        ] {
            let blocks = LineBlocks(
                PiecewiseSource(bytes, piece: piece),
                options: .init(boundary: boundary, targetBytes: size, isEager: piece == 7))
            var found: [[UInt8]] = []
            while let block = try blocks.next() {
                require(block.firstLine == found.count + 1, "a block that begins at line \(block.firstLine)")
                found += block.lines.map { Array(block.bytes[$0]) }
            }
            require(
                found.elementsEqual(wanted) { $0.elementsEqual($1) },
                "other lines in blocks of \(size) bytes")
        }
    }

    private static func all(of source: any ByteSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 100)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
