import KeyLayers
import Platform

/// Reads text whose tokens' neighbours are counted, labelled or not.
///
/// A file whose first line, comments not counted, has a tab is a column file as for training; its first input column is read and its sentences are
/// sequences. Anything else is plain text: a line is a sequence, tokens are separated by white space, and punctuation at
/// a token's edges is a token for each character. Tokens are counted in lower case.
struct RunningText {
    let counter = NeighbourCounter()

    /// Adds everything in `source`.
    ///
    /// - Throws: `InputError` for text that is not UTF-8 or a line that does not have as many columns as the first one;
    ///   the errors of the source.
    func read(_ source: any ByteSource, blocks options: LineBlocks.Options) throws {
        let peeked = try PeekedSource(source, count: 1 << 16)
        // Lines that start with # are comments of CoNLL-U.
        let telling = peeked.peeked.split(separator: UInt8(ascii: "\n")).first { line in
            line.first != UInt8(ascii: "#") && !line.allSatisfy { $0 == 0x20 || $0 == 0x0D }
        }
        if telling?.contains(0x09) == true {
            let (format, columns) = try DataFormat.detectTags(in: peeked)
            try read(columns, codec: format.codec, columnCount: format.inputColumns, blocks: options)
        } else {
            try readPlain(peeked, blocks: options)
        }
    }

    private func read(
        _ source: any ByteSource, codec: any RecordCodec, columnCount: Int, blocks options: LineBlocks.Options
    ) throws {
        var options = options
        options.boundary = codec.boundary
        let blocks = LineBlocks(source, options: options)
        let records = ParsedRecords(columnCount: columnCount)
        while let block = try blocks.next() {
            block.withText { text in
                BlockTransduction.parse(
                    text, codec: codec, withGold: true, stopsAtFailure: true, into: records)
                for record in 0..<records.ends.count {
                    for position in records.positions(of: record) {
                        add(String(decoding: text.piece(records.columns[0][position]), as: UTF8.self))
                    }
                    endSequence()
                }
            }
            if let failure = records.failures.first {
                throw SourcePlace(source).error(failure.error, in: block)
            }
        }
    }

    private func readPlain(_ source: any ByteSource, blocks options: LineBlocks.Options) throws {
        let blocks = LineBlocks(source, options: options)
        while let block = try blocks.next() {
            let invalid = block.withText { text in
                text.lines.indices.first { line in
                    let bytes = text.piece(text.lines[line])
                    guard UTF8Check.firstInvalidOffset(in: bytes) == nil else { return true }
                    addPlain(String(decoding: bytes, as: UTF8.self))
                    return false
                }
            }
            if let invalid {
                throw InputError(
                    source: blocks.name, line: block.firstLine + invalid,
                    problem: "not valid UTF-8; convert the file first, for example with iconv")
            }
        }
    }

    private func addPlain(_ line: String) {
        for word in line.split(whereSeparator: \.isWhitespace) {
            let end = word.lastIndex { !$0.isEdge }.map(word.index(after:)) ?? word.startIndex
            let start = word[..<end].firstIndex { !$0.isEdge } ?? end
            for mark in word[..<start] { add(String(mark)) }
            if start < end { add(String(word[start..<end])) }
            for mark in word[end...] { add(String(mark)) }
        }
        endSequence()
    }

    /// Adds the next token of a sequence.
    func add(_ token: String) {
        counter.add(TokenView.lower.applied(to: token))
    }

    /// Ends a sequence.
    func endSequence() { counter.endSequence() }
}

extension Character {
    /// Whether it is parted from a word at whose edge it stands.
    fileprivate var isEdge: Bool { isPunctuation || isSymbol }
}
