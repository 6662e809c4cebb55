#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The small text files in which a kernel describes the machine, under /proc and /sys. They cannot be mapped, and their
/// size is not known before they are read.
enum SystemText {
    /// The text of a file, up to 64 KiB, nil when it cannot be read.
    static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var filled = 0
        while filled < bytes.count {
            let space = bytes.count - filled
            let got = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + filled }, space)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            filled += got
        }
        return String(decoding: bytes.prefix(filled), as: UTF8.self)
    }

    /// What follows `name` in the first line that has it, after a colon or blanks, without blanks around it.
    static func value(of name: String, in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(name) {
            let rest = line.dropFirst(name.count)
            // A longer name can start the same way.
            guard let next = rest.first, next == ":" || next.isWhitespace else { continue }
            var value = rest.drop { $0.isWhitespace }
            if value.first == ":" { value = value.dropFirst().drop { $0.isWhitespace } }
            while value.last?.isWhitespace == true { value.removeLast() }
            return String(value)
        }
        return nil
    }

    /// The size in bytes that follows `name` in kibibytes, which these files write as "kB".
    static func bytes(of name: String, in text: String) -> Int? {
        guard let kibibytes = value(of: name, in: text)?.split(separator: " ").first.flatMap({ Int($0) }),
            kibibytes >= 0
        else { return nil }
        let (bytes, isTooLarge) = kibibytes.multipliedReportingOverflow(by: 1024)
        return isTooLarge ? nil : bytes
    }
}
