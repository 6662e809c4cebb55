import Glibc

/// A file that appears under its final name only when it is complete.
///
/// The bytes go to a temporary file in the same directory. ``commit()`` flushes it, asks the kernel to put it on
/// the disk (`fsync`), renames it over the final path and syncs the directory: after a crash there is either the
/// old file or the whole new one. ``discard()``, dropping the object and every failure remove the temporary
/// file and leave the old file as it was; ``TemporaryFiles/removeAll()`` does so after an interrupt.
///
/// A new file has mode 0666 less the umask; one that replaces a file keeps that file's permissions. A symbolic
/// link is followed: the file that it leads to is made or replaced, and the link stays. Where renaming would be wrong,
/// that is for an existing path that is not a regular file (`/dev/null`, a fifo) and for `/dev/stdout`, `/dev/stderr`
/// and `/dev/fd/N`, the bytes are written directly.
public final class AtomicFile: ByteSink {
    /// The final path, as given.
    public let name: String

    /// Whether the bytes go straight to their destination, because it is not a regular file.
    public let isDirect: Bool

    private let descriptor: Int32
    private let target: OutputTarget
    private var buffer: OutputBuffer
    private var isOpen = true

    /// Opens a temporary file beside the final path.
    ///
    /// - Parameter path: The final path.
    /// - Throws: ``SystemError`` when the path is a directory or a read-only file, or when its directory is missing
    ///   or cannot be written to.
    public init(_ path: String) throws(SystemError) {
        name = path
        target = try OutputTarget(path)
        descriptor = try target.open()
        isDirect = target.isDirect
        buffer = OutputBuffer(descriptor: descriptor, name: path)
    }

    deinit { discard() }

    /// Finds out whether a file can be written, before the work that is to fill it.
    ///
    /// Nothing is left behind, no old file is touched, and what would be written directly is not opened.
    ///
    /// - Parameter path: The final path.
    /// - Throws: ``SystemError`` where ``init(_:)`` would.
    /// - Complexity: O(1); makes and removes a temporary file.
    public static func checkWritable(_ path: String) throws(SystemError) {
        try OutputTarget(path).check()
    }

    /// Whether bytes for a path go straight to their destination; nobody but its reader may then open it.
    ///
    /// - Parameter path: The final path.
    /// - Complexity: O(1).
    public static func writesDirectly(_ path: String) -> Bool { (try? OutputTarget(path).isDirect) ?? false }

    /// Appends bytes; they are passed on when 64 KiB have come together.
    ///
    /// - Throws: ``SystemError`` when writing fails (the temporary file is then removed at once, since a full disk
    ///   needs the room), or (`Bad file descriptor`) after ``commit()`` or ``discard()``.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if let failure = buffer.failure { throw failure }
        guard isOpen else { throw SystemError(operation: "write to", path: name, errno: EBADF) }
        do {
            try buffer.append(bytes)
        } catch {
            discard()
            throw error
        }
    }

    /// Completes the file and gives it its final name. A second call does nothing.
    ///
    /// - Throws: ``SystemError`` when the file could not be completed. Nothing is then left behind and the old
    ///   file is intact, except when only the last step, syncing the directory, has failed: then the new file is
    ///   in place, but may not survive a power failure.
    public func commit() throws(SystemError) {
        if let failure = buffer.failure { throw failure }
        guard isOpen else { return }
        do {
            try buffer.flush()
            if !isDirect, FileDescriptor.uninterrupted({ fsync(descriptor) }) != 0 {
                try buffer.fail(.last("write to", name))
            }
            isOpen = false
            // Closed before renaming: network file systems report failed writes here.
            if close(descriptor) != 0, errno != EINTR { try buffer.fail(.last("close", name)) }
            try target.rename()
        } catch {
            discard()
            if buffer.failure == nil { try buffer.fail(error) }
            throw error
        }
        try target.syncDirectory()
    }

    /// Completes the file: the same as ``commit()``.
    ///
    /// - Throws: ``SystemError``, see ``commit()``.
    public func finish() throws(SystemError) { try commit() }

    /// Removes the temporary file; the final path stays as it was. Does nothing after ``commit()``.
    ///
    /// What has been written directly (``isDirect``) cannot be taken back.
    public func discard() {
        if isOpen {
            isOpen = false
            _ = close(descriptor)
        }
        target.removeTemporary()
    }
}
