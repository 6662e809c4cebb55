import Glibc

/// A file, pipe or standard input opened for reading from its beginning to its end.
///
/// The descriptor is closed when the last reference goes away; standard input is left open.
public final class FileInput: Sendable {
    /// What to call the input in messages: the path, or `standard input`.
    public let name: String

    private let descriptor: Int32
    private let closesDescriptor: Bool

    /// Opens a file for reading.
    ///
    /// - Parameter path: The path, or `-` for standard input.
    /// - Throws: ``SystemError`` when the file cannot be opened or is a directory.
    public init(_ path: String) throws(SystemError) {
        if path == "-" {
            name = "standard input"
            descriptor = STDIN_FILENO
            closesDescriptor = false
        } else {
            name = path
            descriptor = FileDescriptor.uninterrupted { open(path, O_RDONLY | O_CLOEXEC) }
            guard descriptor >= 0 else { throw .last("open", path) }
            closesDescriptor = true
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last("examine", name) }
        // Linux opens directories for reading and fails only at the first read, with a less helpful place.
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw SystemError(operation: "read", path: name, errno: EISDIR)
        }
        // Advice only: a pipe or an old kernel refuses it without harm.
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        if closesDescriptor { _ = close(descriptor) }
    }

    /// Reads the next bytes, waiting for at least one; calls interrupted by signals are repeated.
    ///
    /// - Parameter buffer: Where the bytes go; they fill it from its start.
    /// - Returns: The number of bytes read, between 1 and the buffer's size, or 0 at the end of the input (and
    ///   for an empty buffer).
    /// - Throws: ``SystemError`` when reading fails.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        guard buffer.count > 0 else { return 0 }
        guard let count = FileDescriptor.read(descriptor, into: buffer) else { throw .last("read", name) }
        return count
    }

    /// The number of bytes of a regular file; nil for pipes, terminals and other streams.
    ///
    /// - Throws: ``SystemError`` when the file cannot be examined.
    /// - Complexity: O(1).
    public func size() throws(SystemError) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last("examine", name) }
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// Reads bytes at a place of a regular file, and leaves the place where ``read(into:)`` goes on as it is.
    ///
    /// - Parameters:
    ///   - offset: Where the first byte stands, at least 0.
    ///   - buffer: Where the bytes go; they fill it from its start.
    /// - Returns: The number of bytes read, 0 at the end of the file (and for an empty buffer).
    /// - Throws: ``SystemError`` when reading fails.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        guard buffer.count > 0 else { return 0 }
        guard let count = FileDescriptor.read(descriptor, at: offset, into: buffer) else {
            throw .last("read", name)
        }
        return count
    }

    /// Everything that is left to read.
    ///
    /// - Throws: ``SystemError`` when reading fails.
    /// - Complexity: O(bytes).
    public func readAll() throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let result = chunk.withUnsafeMutableBytes { buffer in
                Result { () throws(SystemError) in try read(into: buffer) }
            }
            let count = try result.get()
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
