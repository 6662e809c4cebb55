import Foundation

/// A file that holds the input of an execution, in memory where the system has such a folder; TMPDIR says where else.
final class ScratchFile {
    let path: String
    private let descriptor: Int32

    init() throws {
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        path = "\(folder)/scattershot-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Replaces the content.
    func put(_ bytes: [UInt8]) throws {
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    /// The content of a file that the library wrote.
    func get(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
}
