import Foundation

/// A directory for one test, removed with everything in it when the object goes away.
public final class ScratchDirectory: Sendable {
    /// Path of the directory.
    public let path: String

    /// Makes the directory.
    public init() throws {
        path = FileManager.default.temporaryDirectory.path + "/scattershot-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the directory.
    public func file(_ name: String) -> String { path + "/" + name }

    /// The names in the directory, sorted.
    public func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Creates a file.
    public func put(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// The bytes of a file.
    public func get(_ name: String) throws -> [UInt8] {
        // Not `Data(contentsOf:)`, which loses a buffer for an empty file; leak checkers complain.
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file(name)))
        return Array(try handle.readToEnd() ?? Data())
    }
}
