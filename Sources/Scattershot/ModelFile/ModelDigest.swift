import Platform

/// Tells one model file from another without reading it: its length and the checksum of its header, which covers the
/// checksums of all sections.
public struct ModelDigest: Sendable, Hashable, CustomStringConvertible {
    private let length: UInt64
    private let checksum: UInt32

    /// The digest of a file.
    ///
    /// - Throws: `ModelFileError` for a file that is no model; `SystemError` for one that cannot be read.
    /// - Complexity: O(1).
    public init(ofFile path: String) throws {
        let input = try FileInput(path)
        var header = [UInt8](repeating: 0, count: SectionTable.headerBytes)
        var count = 0
        while count < header.count {
            let place = count
            let got = try header.withUnsafeMutableBytes {
                try input.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[place...]))
            }
            if got == 0 { break }
            count += got
        }
        guard count == header.count, header.starts(with: SectionTable.magic) else {
            throw ModelFileError(
                path: path,
                problem: "not a Scattershot model; give a file that 'scattershot train' wrote")
        }
        (length, checksum) = header.withUnsafeBytes {
            ($0.number(at: 16, as: UInt64.self), $0.number(at: 28, as: UInt32.self))
        }
    }

    /// Length in bytes and checksum in hexadecimal.
    public var description: String {
        let digits = String(checksum, radix: 16)
        return "\(length)-" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
