import Glibc

/// Buffered output to standard output or to a file descriptor that is already open.
///
/// Writing to a pipe whose reader has gone raises SIGPIPE, which ends a process quietly unless it is ignored;
/// when it is ignored, the call throws (`Broken pipe`).
public final class FileOutput: ByteSink {
    /// What to call the output in messages.
    public let name: String

    private var buffer: OutputBuffer
    private let descriptor: Int32
    private let closesDescriptor: Bool
    private var isFinished = false

    /// Output to standard output, which stays open.
    public static func standardOutput() -> FileOutput {
        FileOutput(descriptor: STDOUT_FILENO, name: "standard output", closesDescriptor: false)
    }

    /// Output to a descriptor that is open for writing.
    ///
    /// - Parameters:
    ///   - descriptor: The descriptor.
    ///   - name: What to call it in messages.
    ///   - closesDescriptor: Whether finishing (or dropping) the output closes the descriptor.
    public init(descriptor: Int32, name: String, closesDescriptor: Bool) {
        self.name = name
        self.descriptor = descriptor
        self.closesDescriptor = closesDescriptor
        buffer = OutputBuffer(descriptor: descriptor, name: name)
    }

    deinit {
        // Somebody who drops the output after an error elsewhere still wants to see what came before it.
        if !isFinished { try? finish() }
    }

    /// Appends bytes; they are passed on when 64 KiB have come together, or by ``flush()``.
    ///
    /// - Throws: ``SystemError`` when writing fails, or (`Bad file descriptor`) after ``finish()``.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        guard !isFinished else { throw SystemError(operation: "write to", path: name, errno: EBADF) }
        try buffer.append(bytes)
    }

    /// Passes on what is buffered, so that a reader sees it now.
    ///
    /// - Throws: ``SystemError`` when writing fails.
    public func flush() throws(SystemError) {
        guard !isFinished else { return }
        try buffer.flush()
    }

    /// Passes on what is buffered and closes the descriptor if the output owns it. Later calls do nothing.
    ///
    /// - Throws: ``SystemError`` when writing or closing fails.
    public func finish() throws(SystemError) {
        guard !isFinished else { return }
        isFinished = true
        defer { if closesDescriptor, buffer.failure != nil { _ = close(descriptor) } }
        try buffer.flush()
        // Network file systems report a failed write only here.
        if closesDescriptor, close(descriptor) != 0, errno != EINTR {
            throw .last("close", name)
        }
    }
}
