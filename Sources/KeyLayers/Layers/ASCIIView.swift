extension TokenView {
    /// Longer tokens take the way over `String`.
    private static let longestASCII = 64

    /// Gives `body` the UTF-8 bytes of the view of a token: those of `applied(to:)`, without making a `String` for
    /// short tokens of ASCII characters.
    ///
    /// - Parameter token: valid UTF-8.
    /// - Complexity: O(characters).
    package func withBytes<Result>(
        of token: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard token.count <= Self.longestASCII, token.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) else {
            var text = applied(to: String(decoding: token, as: UTF8.self))
            return text.withUTF8(body)
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestASCII) { view in
            let count = writeASCII(token, into: view)
            return body(UnsafeBufferPointer(rebasing: view[..<count]))
        }
    }

    /// Writes the view of a token without carriage returns, whose characters are therefore its bytes.
    private func writeASCII(
        _ token: UnsafeBufferPointer<UInt8>, into view: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        switch self {
        case .token, .prefix:
            let count = if case .prefix(let length) = self { min(length, token.count) } else { token.count }
            for index in 0..<count { view[index] = token[index] }
            return count
        case .lower, .suffix, .lexicon:
            let count = if case .suffix(let length) = self { min(length, token.count) } else { token.count }
            for index in 0..<count { view[index] = Self.lowered(token[token.count - count + index]) }
            return count
        case .shape:
            var count = 0
            for byte in token {
                let kind = Self.kind(of: byte)
                if count == 0 || view[count - 1] != kind {
                    view[count] = kind
                    count += 1
                }
            }
            return count
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func kind(of byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(ascii: "X")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(ascii: "x")
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(ascii: "d")
        default: byte
        }
    }
}
