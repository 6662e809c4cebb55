import Platform

/// Writes whole numbers as bits, the lowest bit of a byte first.
package struct BitWriter {
    package private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingCount = 0

    /// Nothing written.
    package init() {}

    /// Appends the lowest `count` bits of `value`, at most 32.
    package mutating func write(_ value: UInt64, bits count: Int) {
        pending |= (value & ((1 << UInt64(count)) - 1)) << UInt64(pendingCount)
        pendingCount += count
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Appends the bits that are left, filled up with zeros.
    package mutating func finish() {
        if pendingCount > 0 { write(0, bits: 8 - pendingCount) }
    }
}

/// Reads what a `BitWriter` wrote.
package struct BitReader {
    private let bytes: ArraySlice<UInt8>
    private var next: Int
    private var pending: UInt64 = 0
    private var pendingCount = 0

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    /// The next `count` bits, at most 32.
    ///
    /// - Throws: `InvalidStructure` when they are not there.
    package mutating func read(bits count: Int) throws(InvalidStructure) -> UInt64 {
        while pendingCount < count {
            guard next < bytes.endIndex else { throw InvalidStructure("the code ends too early") }
            pending |= UInt64(bytes[next]) << UInt64(pendingCount)
            pendingCount += 8
            next += 1
        }
        let value = pending & ((1 << UInt64(count)) - 1)
        pending >>= UInt64(count)
        pendingCount -= count
        return value
    }
}

/// Golomb's code for numbers that fall off like a geometric distribution, with powers of two (Rice): `value >> parameter` ones
/// and a zero, then the lower bits. What would take many ones is written out whole instead.
///
/// How many samples a hit costs is such a number. Sources: Golomb, "Run-length encodings", IEEE Trans. Inf. Theory 1966;
/// Rice, JPL Publication 79-22; the limit as in JPEG-LS (ITU-T T.87).
package enum RiceCode {
    /// Parameters that a code may have.
    package static let parameters = 0..<31
    private static let mostOnes = 24
    private static let wholeBits = 32

    /// Bits that `value` takes.
    package static func cost(_ value: UInt32, parameter: Int) -> Int {
        let ones = Int(value >> UInt32(parameter))
        return ones < mostOnes ? ones + 1 + parameter : mostOnes + wholeBits
    }

    package static func write(_ value: UInt32, parameter: Int, to writer: inout BitWriter) {
        let ones = Int(value >> UInt32(parameter))
        guard ones < mostOnes else {
            writer.write(.max, bits: mostOnes)
            return writer.write(UInt64(value), bits: wholeBits)
        }
        writer.write((1 << UInt64(ones)) - 1, bits: ones + 1)
        writer.write(UInt64(value), bits: parameter)
    }

    package static func read(parameter: Int, from reader: inout BitReader) throws(InvalidStructure) -> UInt32
    {
        var ones: UInt32 = 0
        while ones < mostOnes, try reader.read(bits: 1) == 1 { ones += 1 }
        if ones == mostOnes { return UInt32(try reader.read(bits: wholeBits)) }
        return ones << UInt32(parameter) | UInt32(try reader.read(bits: parameter))
    }
}

/// Elias's gamma code: as many zeros as the number has binary digits after the first, then the number from its first digit on.
///
/// Source: Elias, "Universal codeword sets and representations of the integers", IEEE Trans. Inf. Theory 1975.
package enum GammaCode {
    private static func digits(_ value: UInt32) -> Int { 32 - value.leadingZeroBitCount }

    /// Bits that `value`, at least 1, takes.
    package static func cost(_ value: UInt32) -> Int { 2 * digits(value) - 1 }

    package static func write(_ value: UInt32, to writer: inout BitWriter) {
        let more = digits(value) - 1
        writer.write(0, bits: more)
        writer.write(1, bits: 1)
        writer.write(UInt64(value), bits: more)
    }

    package static func read(from reader: inout BitReader) throws(InvalidStructure) -> UInt32 {
        var more = 0
        while try reader.read(bits: 1) == 0 {
            more += 1
            guard more < 32 else { throw InvalidStructure("a number in the code is too large") }
        }
        return 1 << UInt32(more) | UInt32(try reader.read(bits: more))
    }
}
