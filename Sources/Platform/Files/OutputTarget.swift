import Glibc

/// Where the bytes of an ``AtomicFile`` go: a temporary name in an open directory, or a path written directly.
///
/// The directory is held open, so that a later change of the working directory does not matter.
final class OutputTarget {
    /// The path as the user gave it, for messages.
    private let path: String
    /// Descriptor of the final path's directory, or -1 when the path is written directly.
    private let directory: Int32
    private let finalName: String
    private let oldMode: mode_t?
    /// The temporary file's name in the directory while it exists, and its place in ``TemporaryFiles``.
    private var temporaryName: String?
    private var slot: Int?

    /// Whether the path is written directly.
    var isDirect: Bool { directory < 0 }

    init(_ path: String) throws(SystemError) {
        self.path = path
        func refusal(_ error: Int32) -> SystemError {
            SystemError(operation: "write to", path: path, errno: error)
        }
        guard !path.isEmpty, !path.utf8.contains(0) else { throw refusal(ENOENT) }
        var status = stat()
        let exists = stat(path, &status) == 0
        if !exists, errno != ENOENT { throw refusal(errno) }
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw refusal(EISDIR) }
        let isRegular = !exists || status.st_mode & S_IFMT == S_IFREG
        guard isRegular, Self.inheritedDescriptor(path) == nil else {
            directory = -1
            finalName = ""
            oldMode = nil
            return
        }
        // A file protected against writing is not replaced: renaming alone would not notice the protection.
        if exists, access(path, W_OK) != 0 { throw refusal(errno) }

        guard let place = Self.withoutLink(path) else { throw refusal(ELOOP) }
        let (parent, name) = Self.split(place)
        guard !name.isEmpty else { throw refusal(EISDIR) }
        finalName = name
        oldMode = exists ? status.st_mode & 0o7777 : nil
        directory = FileDescriptor.uninterrupted { Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard directory >= 0 else { throw refusal(errno) }
    }

    deinit {
        if directory >= 0 { _ = close(directory) }
    }

    /// Opens the destination for writing; creates the temporary file if there is one to be.
    func open() throws(SystemError) -> Int32 {
        guard directory >= 0 else { return try openDirectly() }
        for _ in 0..<100 {
            let candidate = Self.temporaryName(for: finalName)
            let mode = oldMode.map { $0 & 0o777 } ?? 0o666
            // Registered first: an interrupt right after the creation must find the name.
            slot = TemporaryFiles.register(candidate, in: directory)
            let descriptor = FileDescriptor.uninterrupted {
                openat(directory, candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            }
            if descriptor >= 0 {
                // The umask may have taken away what the old file allows. Failing to restore it does no harm.
                if let oldMode { _ = fchmod(descriptor, oldMode & 0o777) }
                temporaryName = candidate
                return descriptor
            }
            let error = errno
            unregister()
            guard error == EEXIST else { throw SystemError(operation: "write to", path: path, errno: error) }
        }
        throw SystemError(operation: "write to", path: path, errno: EEXIST)
    }

    /// Finds out whether ``open()`` would succeed, and leaves everything as it is.
    ///
    /// What is written directly is not opened: whoever reads a fifo would take the closing for the end.
    func check() throws(SystemError) {
        guard isDirect else {
            _ = close(try open())
            return removeTemporary()
        }
        if let inherited = Self.inheritedDescriptor(path) {
            let flags = fcntl(inherited, F_GETFL)
            guard flags >= 0 else { throw .last("write to", path) }
            guard flags & O_ACCMODE != O_RDONLY else {
                throw SystemError(operation: "write to", path: path, errno: EBADF)
            }
        } else if access(path, W_OK) != 0 {
            throw .last("write to", path)
        }
    }

    /// Renames the temporary file to the final name.
    func rename() throws(SystemError) {
        guard let temporaryName else { return }
        guard renameat(directory, temporaryName, directory, finalName) == 0 else {
            throw .last("replace", path)
        }
        self.temporaryName = nil
        unregister()
    }

    /// Makes a rename survive a power failure.
    func syncDirectory() throws(SystemError) {
        guard directory >= 0, FileDescriptor.uninterrupted({ fsync(directory) }) != 0 else { return }
        // Some file systems cannot sync directories; they say so with EINVAL.
        if errno != EINVAL { throw .last("sync the directory of", path) }
    }

    /// Removes the temporary file, if there is one.
    func removeTemporary() {
        guard let temporaryName else { return }
        unlinkat(directory, temporaryName, 0)
        self.temporaryName = nil
        unregister()
    }

    private func unregister() {
        if let slot { TemporaryFiles.unregister(slot) }
        slot = nil
    }

    private func openDirectly() throws(SystemError) -> Int32 {
        let descriptor = FileDescriptor.uninterrupted {
            if let inherited = Self.inheritedDescriptor(path) {
                // Opening /dev/stdout anew would truncate a redirected file and forget its position.
                return fcntl(inherited, F_DUPFD_CLOEXEC, 0)
            }
            return Glibc.open(path, O_WRONLY | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw .last("write to", path) }
        return descriptor
    }

    /// The descriptor that a path such as `/dev/stdout` or `/dev/fd/3` stands for.
    private static func inheritedDescriptor(_ path: String) -> Int32? {
        switch path {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default: break
        }
        for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
            if let number = Int32(path.dropFirst(prefix.count)), number >= 0 { return number }
        }
        return nil
    }

    /// The path that a symbolic link leads to, over further links, whether or not there is a file; the path itself when
    /// it is no link; nil when links go in a circle.
    private static func withoutLink(_ path: String) -> String? {
        var path = path
        for _ in 0..<mostLinks {
            let target = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
                guard let text = buffer.baseAddress else { return String?.none }
                let count = readlink(path, text, buffer.count - 1)
                guard count >= 0 else { return nil }
                text[count] = 0
                return String(validatingCString: text)
            }
            guard let target else { return path }
            path = target.hasPrefix("/") ? target : split(path).parent + "/" + target
        }
        return nil
    }

    /// As many links as the kernel follows.
    private static let mostLinks = 40

    /// The directory and the name in it.
    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let parent = path[..<slash]
        return (parent.isEmpty ? "/" : String(parent), String(path[path.utf8.index(after: slash)...]))
    }

    /// `.name.<16 random hexadecimal digits>.tmp`, the name shortened so that the whole fits into 255 bytes.
    private static func temporaryName(for name: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = String(generator.next() as UInt64, radix: 16)
        let suffix = "." + String(repeating: "0", count: 16 - digits.count) + digits + ".tmp"
        var stem = Substring(name)
        while stem.utf8.count + suffix.utf8.count + 1 > 255 { stem.removeLast() }
        return "." + stem + suffix
    }
}
