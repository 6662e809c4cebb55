import Glibc

/// A failed call to the operating system: what was attempted, on which file, and the system's reason.
///
/// The text is one line, for example `cannot open 'x.txt': No such file or directory`.
public struct SystemError: Error, CustomStringConvertible, Sendable, Equatable {
    /// What was attempted, as a verb that reads well after "cannot", such as `open` or `write to`.
    public var operation: String

    /// The path as the caller gave it, or a description such as `standard input`.
    public var path: String

    /// The system's error number (`errno`).
    public var errno: Int32

    /// Makes an error from its parts.
    ///
    /// - Parameters:
    ///   - operation: A verb that reads well after "cannot".
    ///   - path: The path as the caller gave it.
    ///   - errno: The system's error number.
    public init(operation: String, path: String, errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    /// The error of the system call that has just failed.
    ///
    /// Must be called before anything else can change `errno`.
    static func last(_ operation: String, _ path: String) -> SystemError {
        SystemError(operation: operation, path: path, errno: Glibc.errno)
    }

    /// One line: `cannot <operation> '<path>': <reason>`.
    public var description: String {
        "cannot \(operation) '\(path)': \(reason)".asPlainLine
    }

    /// Whether there is no such file.
    public var isMissingFile: Bool { errno == ENOENT }

    /// The system's words for `errno`, such as `No space left on device`.
    public var reason: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            // `strerror_r` and not `strerror`, whose result another thread may overwrite.
            guard let base = buffer.baseAddress, strerror_r(errno, base, buffer.count) == 0 else {
                return "error \(errno)"
            }
            return String(cString: base)
        }
    }
}
