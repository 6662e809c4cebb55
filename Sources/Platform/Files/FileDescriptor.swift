import Glibc

/// Loops around `read` and `write` that hide interrupted calls, short writes and non-blocking descriptors.
enum FileDescriptor {
    /// Reads once, at least one byte unless the file has ended.
    ///
    /// - Returns: The number of bytes read, 0 at the end of the file, or nil with the reason in `errno`.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard retry(descriptor, waitingFor: Int16(POLLIN)) else { return nil }
        }
    }

    /// Reads once at a place of the file.
    ///
    /// - Returns: As for reading on.
    static func read(_ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int?
    {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { return nil }
        }
    }

    /// Writes all bytes.
    ///
    /// - Returns: Whether every byte was written; if not, the reason is in `errno`.
    static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(descriptor, base + done, bytes.count - done)
            if count > 0 {
                done += count
            } else if count == 0 {
                // POSIX leaves this case open for regular files; without an error it would repeat for ever.
                errno = EIO
                return false
            } else if !retry(descriptor, waitingFor: Int16(POLLOUT)) {
                return false
            }
        }
        return true
    }

    /// Calls `operation` until it is not interrupted by a signal.
    ///
    /// - Returns: Its result; -1 means failure with the reason in `errno`.
    static func uninterrupted(_ operation: () -> Int32) -> Int32 {
        while true {
            let result = operation()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// Whether the call that has just failed should be made again; waits when the descriptor is non-blocking.
    private static func retry(_ descriptor: Int32, waitingFor events: Int16) -> Bool {
        switch errno {
        case EINTR:
            return true
        case EAGAIN:
            // A terminal or pipe that another process has made non-blocking: wait instead of failing.
            var request = pollfd(fd: descriptor, events: events, revents: 0)
            return poll(&request, 1, -1) >= 0 || errno == EINTR
        default:
            return false
        }
    }
}
