/// CRC-32C (Castagnoli), the checksum of iSCSI (RFC 3720, appendix B.4) and of many storage formats.
///
/// Polynomial 0x1EDC6F41, bits reflected, first and last XOR 0xFFFFFFFF; the check value of the ASCII bytes
/// `123456789` is 0xE3069283. Computed eight bytes at a time with eight tables ("slicing-by-8": Kounavis and
/// Berry, *A Systematic Approach to Building High Performance Software-Based CRC Generators*, ISCC 2005).
public struct CRC32C: Sendable, Equatable {
    /// The state before the last XOR.
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of no bytes.
    public init() {}

    /// The checksum of the bytes added so far.
    public var value: UInt32 { ~state }

    /// The checksum of a buffer.
    ///
    /// - Complexity: O(n); one table look-up per byte.
    public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var checksum = CRC32C()
        checksum.add(bytes)
        return checksum.value
    }

    /// The checksum of an array.
    ///
    /// - Complexity: O(n); one table look-up per byte.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0) }
    }

    /// Adds bytes. Adding in pieces gives the same value as adding at once.
    ///
    /// - Complexity: O(n); one table look-up per byte.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        state = Self.tables.withUnsafeBufferPointer { tables in
            guard let table = tables.baseAddress else { return state }
            return Self.advance(state, base, bytes.count, table)
        }
    }

    private static func advance(
        _ start: UInt32, _ base: UnsafeRawPointer, _ count: Int, _ table: UnsafePointer<UInt32>
    ) -> UInt32 {
        var state = start
        var offset = 0
        while count - offset >= 8 {
            let word =
                UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                ^ UInt64(state)
            let low =
                table[7 * 256 + Int(word & 0xFF)] ^ table[6 * 256 + Int(word >> 8 & 0xFF)]
                ^ table[5 * 256 + Int(word >> 16 & 0xFF)] ^ table[4 * 256 + Int(word >> 24 & 0xFF)]
            let high =
                table[3 * 256 + Int(word >> 32 & 0xFF)] ^ table[2 * 256 + Int(word >> 40 & 0xFF)]
                ^ table[256 + Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
            state = low ^ high
            offset &+= 8
        }
        while offset < count {
            let byte = base.load(fromByteOffset: offset, as: UInt8.self)
            state = state >> 8 ^ table[Int((state ^ UInt32(byte)) & 0xFF)]
            offset &+= 1
        }
        return state
    }

    /// Entry `256 t + b`: the checksum state of byte `b` followed by `t` zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var state = UInt32(byte)
            for _ in 0..<8 { state = state >> 1 ^ (state & 1 == 0 ? 0 : 0x82F6_3B78) }
            tables[byte] = state
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = previous >> 8 ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()
}
