/// Somewhere bytes can be written to, one after another, until it is finished.
///
/// Not `Sendable`: one thread at a time writes to a sink.
public protocol ByteSink: AnyObject {
    /// What to call the sink in messages: the path, or a description such as `standard output`.
    var name: String { get }

    /// Appends bytes.
    ///
    /// The bytes may wait in a buffer until ``finish()``. After an error every further call throws it again.
    ///
    /// - Throws: ``SystemError`` when writing fails.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError)

    /// Writes what is still buffered and makes the output complete. The sink takes no bytes afterwards.
    ///
    /// - Throws: ``SystemError`` when the output could not be completed.
    func finish() throws(SystemError)
}

extension ByteSink {
    /// Appends an array of bytes.
    ///
    /// - Throws: ``SystemError`` when writing fails.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(SystemError) in try write(bytes) }
        }
        try result.get()
    }

    /// Appends a text as UTF-8.
    ///
    /// - Throws: ``SystemError`` when writing fails.
    public func write(_ text: String) throws(SystemError) {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(SystemError) in try write(UnsafeRawBufferPointer(bytes)) }
        }
        try result.get()
    }
}

/// Collects small writes and hands them to a file descriptor in large ones.
///
/// The first failure is kept and thrown again by every later call, so that a caller who overlooks it cannot
/// complete an output with a hole in it.
struct OutputBuffer: ~Copyable {
    private let storage: UnsafeMutableRawBufferPointer
    private var count = 0
    private let descriptor: Int32
    private let name: String
    private(set) var failure: SystemError?

    init(descriptor: Int32, name: String, capacity: Int = 1 << 16) {
        self.descriptor = descriptor
        self.name = name
        storage = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit { storage.deallocate() }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if let failure { throw failure }
        guard !bytes.isEmpty else { return }
        if bytes.count > storage.count - count {
            try flush()
            if bytes.count >= storage.count { return try send(bytes) }
        }
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func flush() throws(SystemError) {
        if let failure { throw failure }
        let waiting = UnsafeRawBufferPointer(rebasing: storage[..<count])
        count = 0
        try send(waiting)
    }

    /// Keeps an error that happened elsewhere on the same output, and throws it.
    mutating func fail(_ error: SystemError) throws(SystemError) -> Never {
        failure = failure ?? error
        throw error
    }

    private mutating func send(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        guard FileDescriptor.writeAll(descriptor, bytes) else { try fail(.last("write to", name)) }
    }
}
