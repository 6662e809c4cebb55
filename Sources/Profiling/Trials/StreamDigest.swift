import Platform

/// A 64-bit digest of a stream of bytes, the same however the stream is cut into pieces. It tells outputs of one program
/// apart; it is no protection against anybody.
///
/// Each word of eight bytes is multiplied into the state and the state rotated, after the manner of MurmurHash (Appleby):
/// several times as fast as a table-driven checksum, so that taking it does not weigh on what is timed.
public struct StreamDigest: Sendable, Equatable {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// Bytes of a word that is not complete, lowest first.
    private var rest: UInt64 = 0
    /// Bytes added so far.
    public private(set) var byteCount = 0

    /// The digest of no bytes.
    public init() {}

    /// Adds bytes.
    ///
    /// - Complexity: O(n).
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var place = 0
        while place < bytes.count, byteCount & 7 != 0 { addByte(bytes[place], &place) }
        var state = state
        let words = (bytes.count &- place) / 8
        for _ in 0..<words {
            state = Self.mix(
                state, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
            place &+= 8
        }
        self.state = state
        byteCount += words * 8
        while place < bytes.count { addByte(bytes[place], &place) }
    }

    /// The digest of the bytes added so far and their number.
    ///
    /// - Complexity: O(1).
    public var value: UInt64 {
        var word = Self.mix(Self.mix(state, rest), UInt64(byteCount))
        word = (word ^ (word >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        return word ^ (word >> 33)
    }

    private mutating func addByte(_ byte: UInt8, _ place: inout Int) {
        rest |= UInt64(byte) &<< UInt64(8 &* (byteCount & 7))
        byteCount += 1
        place += 1
        if byteCount & 7 == 0 {
            state = Self.mix(state, rest)
            rest = 0
        }
    }

    @inline(__always)
    private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let mixed = (state ^ word) &* 0x9FB2_1C65_1E98_DF25
        return mixed &<< 29 | mixed &>> 35
    }
}

/// A sink that keeps the digest of what it gets, and nothing else.
final class DigestSink: ByteSink {
    let name = "digest"
    private(set) var digest = StreamDigest()

    func write(_ bytes: UnsafeRawBufferPointer) { digest.add(bytes) }
    func finish() {}
}

/// A sink that keeps everything.
final class MemorySink: ByteSink {
    let name = "memory"
    private(set) var bytes: [UInt8] = []

    func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
    func finish() {}
}
