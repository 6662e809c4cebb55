import Glibc

/// The bytes of a whole file, read-only, either mapped or read into memory.
///
/// A mapped file costs no copy and is shared between processes. Its price: if another process *truncates* the
/// file while it is mapped, touching the missing pages ends this process with SIGBUS. Replace such files by
/// renaming a new one over them (as ``AtomicFile`` does), or use ``init(reading:)``.
public final class MappedFile: Sendable {
    /// How a mapped file is going to be read; advice to the kernel's read-ahead, without effect on results.
    public enum Access: Sendable {
        /// All of it soon, in any order: start reading it in now.
        case wholeSoon
        /// Once, from front to back.
        case sequential
        /// Here and there: no read-ahead.
        case random
    }

    /// The path, as given.
    public let path: String

    /// Whether the bytes are a mapping of the file (not a copy of it).
    public let isMapped: Bool

    private let memory: Memory

    /// The bytes. Valid only while the object lives: keep a reference, or use ``withBytes(_:)``.
    ///
    /// At least 64-byte aligned. Never nil-based, also for an empty file.
    public var bytes: UnsafeRawBufferPointer { memory.bytes }

    /// Maps a file.
    ///
    /// What is not a regular file (a pipe, a device) cannot be mapped and is read instead.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - access: How it is going to be read.
    /// - Throws: ``SystemError`` when the file cannot be opened or mapped, or is a directory.
    public init(_ path: String, access: Access = .wholeSoon) throws(SystemError) {
        let file = try OpenFile(path)
        self.path = path
        guard file.isRegular, file.size > 0 else {
            // Files in /proc say they are empty and are not; reading is right for them too.
            isMapped = false
            memory = try Memory(reading: file)
            return
        }
        isMapped = true
        memory = try Memory(mapping: file, access)
    }

    /// Reads a file into 64-byte-aligned memory.
    ///
    /// - Parameter path: The file; pipes work too.
    /// - Throws: ``SystemError`` when the file cannot be opened or read, is a directory, or is too large.
    public init(reading path: String) throws(SystemError) {
        self.path = path
        isMapped = false
        memory = try Memory(reading: OpenFile(path))
    }

    /// Calls `body` with the bytes, which are valid during the call.
    public func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withExtendedLifetime(self) { try body(memory.bytes) }
    }
}

/// An open file with its size, closed at the end of its scope.
private struct OpenFile: ~Copyable {
    let path: String
    let descriptor: Int32
    let size: Int
    let isRegular: Bool

    init(_ path: String) throws(SystemError) {
        self.path = path
        descriptor = FileDescriptor.uninterrupted { open(path, O_RDONLY | O_CLOEXEC) }
        let openError = errno
        var status = stat()
        let examined = fstat(descriptor, &status)
        size = Int(status.st_size)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        // All fields are set before anything is thrown, so `deinit` runs and closes the descriptor.
        guard descriptor >= 0 else { throw SystemError(operation: "open", path: path, errno: openError) }
        guard examined == 0 else { throw .last("examine", path) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw SystemError(operation: "read", path: path, errno: EISDIR)
        }
    }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }
}

/// The owner of the memory. Nothing writes to it after `init`, hence `@unchecked Sendable`.
private final class Memory: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let mappedSize: Int?

    init(mapping file: borrowing OpenFile, _ access: MappedFile.Access) throws(SystemError) {
        let address = mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0)
        guard let address, address != MAP_FAILED else { throw .last("map", file.path) }
        let advice =
            switch access {
            case .wholeSoon: MADV_WILLNEED
            case .sequential: MADV_SEQUENTIAL
            case .random: MADV_RANDOM
            }
        _ = madvise(address, file.size, Int32(advice))
        bytes = UnsafeRawBufferPointer(start: address, count: file.size)
        mappedSize = file.size
    }

    /// Reads until the file ends, whatever its size was said to be: it may grow, shrink or be a pipe.
    init(reading file: borrowing OpenFile) throws(SystemError) {
        // One byte more than expected, so that the read that finds the end needs no larger buffer.
        var capacity = max(file.isRegular ? file.size : 0, 65_535).addingReportingOverflow(1).partialValue
        var block = try Self.allocate(capacity, file.path)
        var count = 0
        while true {
            if count == capacity {
                let (doubled, overflow) = capacity.multipliedReportingOverflow(by: 2)
                guard !overflow else { Self.release(block); throw Self.noMemory(file.path) }
                let larger: UnsafeMutableRawPointer
                do { larger = try Self.allocate(doubled, file.path) } catch {
                    Self.release(block); throw error
                }
                larger.copyMemory(from: block, byteCount: count)
                Self.release(block)
                block = larger
                capacity = doubled
            }
            let space = UnsafeMutableRawBufferPointer(start: block + count, count: capacity - count)
            guard let read = FileDescriptor.read(file.descriptor, into: space) else {
                let failure = SystemError.last("read", file.path)
                Self.release(block)
                throw failure
            }
            guard read > 0 else { break }
            count += read
        }
        bytes = UnsafeRawBufferPointer(start: block, count: count)
        mappedSize = nil
    }

    deinit {
        let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        if let mappedSize, let address { _ = munmap(address, mappedSize) } else { free(address) }
    }

    private static func allocate(_ size: Int, _ path: String) throws(SystemError) -> UnsafeMutableRawPointer {
        var block: UnsafeMutableRawPointer?
        guard size > 0, posix_memalign(&block, 64, size) == 0, let block else { throw noMemory(path) }
        return block
    }

    private static func release(_ block: UnsafeMutableRawPointer) { free(block) }

    private static func noMemory(_ path: String) -> SystemError {
        SystemError(operation: "read", path: path, errno: ENOMEM)
    }
}
