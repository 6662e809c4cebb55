import Platform

/// Finds the tokens of a dictionary by looking at all of them, one after another: what a hashed look-up is compared with.
///
/// Immutable and safe to share.
public struct TokenScan: Sendable {
    /// The dictionary.
    public let dictionary: TokenDictionary

    // The first eight bytes of each key, and the rest; padded to whole vectors with keys of no token.
    private let lows: [UInt64]
    private let highs: [UInt64]
    private let sizes: [UInt8]

    private static let lanes = 8

    /// A scan over `dictionary`.
    ///
    /// - Complexity: O(bytes of the dictionary).
    public init(_ dictionary: TokenDictionary) {
        self.dictionary = dictionary
        let text = dictionary.text.base
        let keys = (0..<dictionary.count).map { token in
            let (start, end) = (Int(dictionary.starts[token]), Int(dictionary.starts[token + 1]))
            return TokenKey(text + start, length: end - start, available: dictionary.text.count - start)
        }
        let padding = (Self.lanes - keys.count % Self.lanes) % Self.lanes
        lows = keys.map(\.low) + Array(repeating: 0, count: padding)
        highs = keys.map(\.high) + Array(repeating: 0, count: padding)
        sizes = keys.map(\.size) + Array(repeating: 0, count: padding)
    }

    /// The index of a token in the dictionary, or `TokenIndex.absent`.
    ///
    /// - Parameter kernel: `.scalar` compares one key at a time, anything else eight.
    /// - Complexity: O(tokens of the dictionary).
    public func find(_ token: UnsafeBufferPointer<UInt8>, kernel: Kernel = .preferred) -> UInt32 {
        let nothing: StaticString = ""
        let key = TokenKey(
            token.baseAddress ?? nothing.utf8Start, length: token.count, available: token.count)
        return kernel.includes(.simd) ? findByLanes(key, token) : findOneByOne(key, token)
    }

    private func findOneByOne(_ key: TokenKey, _ token: UnsafeBufferPointer<UInt8>) -> UInt32 {
        lows.withUnsafeBufferPointer { lows in
            for index in lows.indices where lows[index] == key.low && isEqual(index, key, token) {
                return UInt32(index)
            }
            return TokenIndex.absent
        }
    }

    private func findByLanes(_ key: TokenKey, _ token: UnsafeBufferPointer<UInt8>) -> UInt32 {
        lows.withUnsafeBytes { bytes in
            let wanted = SIMD8<UInt64>(repeating: key.low)
            for start in stride(from: 0, to: lows.count, by: Self.lanes) {
                let some = bytes.loadUnaligned(fromByteOffset: 8 &* start, as: SIMD8<UInt64>.self)
                guard any(some .== wanted) else { continue }
                for index in start..<start + Self.lanes
                where some[index - start] == key.low && isEqual(index, key, token) {
                    return UInt32(index)
                }
            }
            return TokenIndex.absent
        }
    }

    private func isEqual(_ index: Int, _ key: TokenKey, _ token: UnsafeBufferPointer<UInt8>) -> Bool {
        guard highs[index] == key.high, sizes[index] == key.size else { return false }
        // Long keys are hashes.
        return key.size != TokenKey.long
            || dictionary.withBytes(of: index) { $0.elementsEqual(token) }
    }
}
