import Platform

/// A sink that takes the digest of what it passes on.
final class DigestingSink: ByteSink {
    /// Where the bytes go.
    var sink: (any ByteSink)?
    private(set) var digest = StreamDigest()

    var name: String { sink?.name ?? "digest" }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        digest.add(bytes)
        try sink?.write(bytes)
    }

    func finish() throws(SystemError) { try sink?.finish() }
}

extension StreamDigest {
    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
