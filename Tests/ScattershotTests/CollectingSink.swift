import Platform

/// Output kept in memory.
final class CollectingSink: ByteSink {
    let name = "memory"
    private(set) var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) { self.bytes += bytes }
    func finish() throws(SystemError) {}
}
