import Platform

/// Somewhere bytes can be read from, one after another.
public protocol ByteSource: AnyObject {
    /// What to call the source in messages: the path, or a description such as `standard input`.
    var name: String { get }

    /// Reads the next bytes into the start of the buffer.
    ///
    /// - Returns: Their number, at least 1, or 0 at the end of the source (and for an empty buffer).
    /// - Throws: Whatever keeps the source from being read.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// Where the source's first byte stands; at the start of its file unless it is a part of one.
    var origin: LineOrigin { get }
}

extension ByteSource {
    /// The start of the file.
    public var origin: LineOrigin { .start }
}

extension FileInput: ByteSource {}

/// Bytes in memory, read like a file.
public final class MemorySource: ByteSource {
    /// What to call the source in messages.
    public let name: String

    private let bytes: [UInt8]
    private var position = 0

    /// A source of the given bytes.
    ///
    /// - Parameters:
    ///   - bytes: What is read.
    ///   - name: What to call it in messages.
    public init(_ bytes: [UInt8], name: String = "memory") {
        self.bytes = bytes
        self.name = name
    }

    /// A source of a text's UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - text: What is read.
    ///   - name: What to call it in messages.
    public convenience init(_ text: String, name: String = "memory") {
        self.init(Array(text.utf8), name: name)
    }

    /// Copies the next bytes; see ``ByteSource/read(into:)``.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)]))
        }
        position += count
        return count
    }
}
