import Platform
import TokenPipeline

extension TokenAutoencoder {
    /// Writes what was encoded.
    ///
    /// - Parameters:
    ///   - code: the contents of a file that `encode` made.
    ///   - name: what to call it in messages.
    ///   - sink: receives the bytes; it is not finished.
    ///   - progress: told the tokens decoded and how many there are.
    /// - Returns: the number of tokens and bytes written.
    /// - Throws: `CodeFileError` for bytes that are no code, of another version, truncated or damaged, whatever they are; the
    ///   errors of the sink.
    /// - Complexity: O(n), and a search for each different pair of tokens.
    public static func decode(
        _ code: [UInt8], name: String = "code", to sink: any ByteSink,
        progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> (tokens: Int, bytes: Int) {
        do {
            let file = try CodeFile(code)
            var decoding = try Decoding(file)
            let total = file.codes.reduce(0) { $0 + $1.tokens }
            while let piece = try decoding.nextPiece() {
                try sink.write(piece)
                try progress(decoding.tokens, total)
            }
            return (decoding.tokens, decoding.bytes)
        } catch let error as InvalidStructure {
            throw CodeFileError(source: name, problem: error.description)
        }
    }
}

/// Decodes a file some tokens at a time.
private struct Decoding {
    private let file: CodeFile
    private var first: ChannelDecoder?
    private var second: ChannelDecoder?
    /// The number of the token before.
    private var before: UInt32
    private let lineFeed: UInt32?
    private var line: [UInt32] = []
    /// What is left to write of a pair: its input, then its output, each with the number of its dictionary.
    private var pair: [(side: ArraySlice<UInt32>, dictionary: Int)] = []
    private var left: Int
    private var outputsLeft: Int
    private(set) var tokens = 0
    private(set) var bytes = 0

    /// Bytes in a piece, about.
    private static let pieceBytes = 1 << 16

    init(_ file: CodeFile) throws(InvalidStructure) {
        self.file = file
        let counts = file.dictionaries.map(\.count)
        before = UInt32(truncatingIfNeeded: counts[0])
        lineFeed = file.dictionaries[0].firstIndex(of: CodeMaterial.lineFeed).map { UInt32($0) }
        left = file.codes[0].tokens
        outputsLeft = file.format == .pairs ? file.codes[1].tokens : 0
        first = try Self.decoder(file, channel: 0)
        second = file.format == .pairs ? try Self.decoder(file, channel: 1) : nil
    }

    private static func decoder(_ file: CodeFile, channel: Int) throws(InvalidStructure) -> ChannelDecoder? {
        guard file.codes[channel].tokens > 0 else { return nil }
        return try ChannelDecoder(
            channel: NoiseChannel(
                inputs: (0, file.dictionaries[0].count),
                outputs: (UInt64(channel), file.dictionaries[channel].count), settings: file.settings),
            code: file.codes[channel].bytes)
    }

    /// The next bytes, nil at the end.
    mutating func nextPiece() throws(InvalidStructure) -> [UInt8]? {
        guard left > 0 || !pair.isEmpty else {
            guard outputsLeft == 0, line.isEmpty else {
                throw InvalidStructure("outputs without inputs; encode again")
            }
            return nil
        }
        var piece: [UInt8] = []
        while piece.count < Self.pieceBytes {
            if !pair.isEmpty {
                writePair(to: &piece)
                continue
            }
            guard left > 0, let token = try first?.next(after: before) else { break }
            before = token
            left -= 1
            tokens += 1
            if file.format == .text {
                piece += file.dictionaries[0][Int(token)]
            } else if token == lineFeed {
                try finishLine()
            } else {
                line.append(token)
            }
        }
        bytes += piece.count
        return piece
    }

    /// Finds the outputs of a line whose inputs are known; the pair is then to be written.
    private mutating func finishLine() throws(InvalidStructure) {
        guard line.count <= outputsLeft else {
            throw InvalidStructure("inputs without outputs; encode again")
        }
        outputsLeft -= line.count
        var outputs: [UInt32] = []
        for input in line {
            if let output = try second?.next(after: input) { outputs.append(output) }
        }
        tokens += outputs.count
        pair = [(line[...], 0), (outputs[...], 1)]
        line = []
    }

    /// Writes a piece of the pair, which may be much longer than its code.
    private mutating func writePair(to piece: inout [UInt8]) {
        while piece.count < Self.pieceBytes, let token = pair[0].side.popFirst() {
            let isFirst = pair[0].side.startIndex == 1
            if !isFirst { piece += file.tokens.separator }
            piece += file.dictionaries[pair[0].dictionary][Int(token)]
        }
        guard pair[0].side.isEmpty else { return }
        pair.removeFirst()
        if !pair.isEmpty {
            piece.append(0x09)
        } else if left > 0 || file.endsWithLineFeed {
            piece += CodeMaterial.lineFeed
        }
    }
}
