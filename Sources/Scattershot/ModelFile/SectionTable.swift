import Platform

/// The container of a model: a header, a table of named sections, and the sections, each on a multiple of 64 bytes with a
/// checksum of its own. All numbers are little-endian.
///
///     header, 64 bytes                      table entry, 64 bytes
///      0  magic "SCATRSHT"                   0  name, 40 bytes, padded with zeros
///      8  version, UInt32                   40  offset, UInt64
///     12  0x01020304, UInt32                48  length, UInt64
///     16  length of the file, UInt64        56  CRC-32C of the section, UInt32
///     24  number of sections, UInt32        60  zero, UInt32
///     28  CRC-32C of header (with this
///         field zero) and table, UInt32
///     32  zeros
enum SectionTable {
    static let magic = Array("SCATRSHT".utf8)
    static let version: UInt32 = 2
    static let byteOrder: UInt32 = 0x0102_0304
    static let headerBytes = 64
    static let entryBytes = 64
    static let nameBytes = 40
    static let alignment = 64
    /// More sections than any model needs; a larger number is damage.
    static let mostSections = 4096

    /// Where a section lies in its file.
    struct Entry: Equatable {
        var name: String
        var offset: Int
        var length: Int
        var checksum: UInt32
    }

    /// The next multiple of the alignment.
    static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}

extension UnsafeRawBufferPointer {
    /// The little-endian number at `offset`; the caller has checked that it lies inside.
    func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= count, "number outside the buffer")
        return Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
