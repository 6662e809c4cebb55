import NoiseSampling
import Platform
import TokenPipeline

/// Why bytes are not decoded.
public struct CodeFileError: Error, CustomStringConvertible, Sendable, Hashable {
    /// The file, or `standard input`.
    public let source: String
    /// What is wrong, and the remedy.
    public let problem: String

    /// One line: source, problem and remedy.
    public var description: String { "\(source): \(problem)".asPlainLine }
}

/// What a file of codes holds. All numbers are little-endian; a count is written seven bits a byte, the lowest first, the
/// high bit set on all bytes but the last (LEB128).
///
///      0  magic "SCATCODE"
///      8  version, UInt32
///     12  CRC-32C of all that follows, UInt32
///     16  length of the file, UInt64
///     24  format, tokens, colour, end: a byte each; seed, UInt64; amplitude, Float64; counts of streams and of samples
///     46… dictionaries: the number of tokens, then length and bytes of each, in the order of their keys
///         codes: the number of tokens, the number of bytes, the bytes
///
/// A text has one dictionary and one code: each token from the one before it. Pairs have two of each: the inputs as a text in which
/// every line ends in a line feed, and each output from its input.
struct CodeFile {
    var format: CodeFormat
    var tokens: DataFormat.Tokens
    var settings: AutoencoderSettings
    /// False when the last line has no line feed.
    var endsWithLineFeed: Bool
    /// Texts of tokens by the numbers of their keys.
    var dictionaries: [[[UInt8]]]
    var codes: [(tokens: Int, bytes: ArraySlice<UInt8>)]

    private static let magic = Array("SCATCODE".utf8)
    private static let version: UInt32 = 1
    private static let headBytes = 24

    /// The bytes of the file, and how many of them are dictionaries.
    func encoded() -> (bytes: [UInt8], dictionaryBytes: Int) {
        var writer = FieldWriter()
        writer.append(UInt8(Self.place(format)))
        writer.append(UInt8(Self.place(tokens)))
        writer.append(UInt8(Self.place(settings.colour)))
        writer.append(UInt8(endsWithLineFeed ? 1 : 0))
        writer.append(settings.seed)
        writer.append(settings.amplitude.bitPattern)
        writer.append(count: settings.streams)
        writer.append(count: settings.mostSamples)
        let before = writer.bytes.count
        for dictionary in dictionaries {
            writer.append(count: dictionary.count)
            for token in dictionary {
                writer.append(count: token.count)
                writer.bytes += token
            }
        }
        let dictionaryBytes = writer.bytes.count - before
        for code in codes {
            writer.append(count: code.tokens)
            writer.append(count: code.bytes.count)
            writer.bytes += code.bytes
        }
        var length = FieldWriter()
        length.append(UInt64(Self.headBytes + writer.bytes.count))
        var head = FieldWriter()
        head.bytes = Self.magic
        head.append(Self.version)
        head.append(CRC32C.checksum(length.bytes + writer.bytes))
        return (head.bytes + length.bytes + writer.bytes, dictionaryBytes)
    }

    /// Reads a file; every field is checked.
    ///
    /// - Throws: `InvalidStructure` with what is wrong and the remedy.
    init(_ bytes: [UInt8]) throws(InvalidStructure) {
        guard bytes.starts(with: Self.magic), bytes.count >= Self.headBytes else {
            throw InvalidStructure("not a code; give a file that 'scattershot encode' wrote")
        }
        var reader = FieldReader(bytes[Self.magic.count...])
        let version: UInt32 = try reader.number()
        guard version == Self.version else {
            throw InvalidStructure(
                "format version \(version), but this program reads version \(Self.version); "
                    + (version > Self.version ? "install a newer Scattershot" : "encode again"))
        }
        let checksum: UInt32 = try reader.number()
        let sealed = Array(bytes[(Self.headBytes - 8)...])
        let length: UInt64 = try reader.number()
        guard length == UInt64(bytes.count), CRC32C.checksum(sealed) == checksum else {
            throw InvalidStructure("the file is truncated or damaged; copy or encode it again")
        }
        format = try reader.choice()
        tokens = try reader.choice()
        settings = AutoencoderSettings()
        settings.colour = try reader.choice()
        endsWithLineFeed = try reader.number() as UInt8 == 1
        settings.seed = try reader.number()
        settings.amplitude = Double(bitPattern: try reader.number())
        settings.streams = try reader.count()
        settings.mostSamples = try reader.count()
        dictionaries = []
        codes = []
        for _ in 0..<format.channels {
            // Every token takes a byte at least, so a number of them that cannot be there is not made room for.
            let count = try reader.count(atMost: reader.remaining)
            var dictionary: [[UInt8]] = []
            for _ in 0..<count { dictionary.append(Array(try reader.bytes(try reader.count()))) }
            dictionaries.append(dictionary)
        }
        for _ in 0..<format.channels {
            // A token takes a bit at least.
            let count = try reader.count(atMost: 8 * reader.remaining)
            codes.append((count, try reader.bytes(try reader.count())))
        }
        guard reader.remaining == 0 else { throw InvalidStructure("bytes after the code; encode again") }
    }

    /// A file from its parts.
    init(
        format: CodeFormat, tokens: DataFormat.Tokens, settings: AutoencoderSettings, endsWithLineFeed: Bool,
        dictionaries: [[[UInt8]]], codes: [(tokens: Int, bytes: ArraySlice<UInt8>)]
    ) {
        self.format = format
        self.tokens = tokens
        self.settings = settings
        self.endsWithLineFeed = endsWithLineFeed
        self.dictionaries = dictionaries
        self.codes = codes
    }

    private static func place<Choice: CaseIterable & Equatable>(_ choice: Choice) -> Int {
        Choice.allCases.enumerated().first { $0.element == choice }?.offset ?? 0
    }
}

/// Writes the fields of a file.
private struct FieldWriter {
    var bytes: [UInt8] = []

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(count: Int) {
        var rest = UInt64(count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Reads the fields of a file that may hold anything.
private struct FieldReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var remaining: Int { rest.count }

    mutating func bytes(_ count: Int) throws(InvalidStructure) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw InvalidStructure("a field leaves the file; encode again") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func number<Number: FixedWidthInteger>() throws(InvalidStructure) -> Number {
        try bytes(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    mutating func count(atMost most: Int = .max) throws(InvalidStructure) -> Int {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte: UInt8 = try number()
            guard shift < 63 else { throw InvalidStructure("a count is too large; encode again") }
            value |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 { break }
        }
        guard value <= UInt64(most) else { throw InvalidStructure("a count is too large; encode again") }
        return Int(value)
    }

    mutating func choice<Choice: CaseIterable>() throws(InvalidStructure) -> Choice {
        let place: UInt8 = try number()
        guard let choice = Array(Choice.allCases).dropFirst(Int(place)).first else {
            throw InvalidStructure("a choice that there is not; install a newer Scattershot or encode again")
        }
        return choice
    }
}
