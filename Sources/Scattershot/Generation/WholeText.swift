import Platform

/// A text that is read as a whole: valid UTF-8, without a byte order mark at its start.
struct WholeText {
    let bytes: [UInt8]

    /// More would need more contexts than there are numbers for.
    private static let mostBytes = 1 << 28
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Reads everything in `source`.
    ///
    /// - Throws: `InputError` for a text that is empty, too long or not valid UTF-8; the errors of the source.
    init(_ source: any ByteSource) throws {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= Self.mostBytes else {
                throw InputError(
                    source: source.name, line: 1,
                    problem: "the text is longer than \(Self.mostBytes >> 20) MiB; give a part of it")
            }
        }
        if let offset = bytes.withUnsafeBufferPointer({ UTF8Check.firstInvalidOffset(in: $0) }) {
            throw InputError(
                source: source.name, line: 1 + bytes[..<offset].count { $0 == 0x0A },
                problem:
                    "the byte at offset \(offset) is not valid UTF-8; convert the text, for example with "
                    + "'iconv -f WINDOWS-1252 -t UTF-8'")
        }
        if bytes.starts(with: Self.byteOrderMark) { bytes.removeFirst(Self.byteOrderMark.count) }
        guard !bytes.isEmpty else {
            throw InputError(
                source: source.name, line: 1, problem: "the text is empty; give one with characters")
        }
        self.bytes = bytes
    }

    /// Calls `body` with the bytes of each character, in order.
    func forEachCharacter(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            GraphemeClusters.forEachCluster(in: bytes) { body(UnsafeBufferPointer(rebasing: bytes[$0])) }
        }
    }
}
