import Platform

/// Writes sections to a file that appears under its name only when it is complete.
struct SectionWriter {
    private var sections: [(name: String, write: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void)] =
        []

    /// Adds a section. The bytes are asked for twice: for the checksum, and for writing.
    mutating func add<Element>(_ name: String, _ slab: Slab<Element>) { add(name, pieces: [slab]) }

    /// Adds a section of several arrays, one after another.
    mutating func add<Element>(_ name: String, pieces: [Slab<Element>]) {
        precondition(name.utf8.count <= SectionTable.nameBytes, "section name '\(name)' is too long")
        sections.append((name, { body in for piece in pieces { try piece.withUnsafeBytes(body) } }))
    }

    /// Adds a section of bytes.
    mutating func add(_ name: String, _ bytes: [UInt8]) { add(name, Slab(bytes)) }

    /// Writes the file: to a temporary one beside it, synced and renamed.
    func write(to path: String) throws {
        let tableEnd = SectionTable.headerBytes + sections.count * SectionTable.entryBytes
        var offset = SectionTable.aligned(tableEnd)
        var entries: [SectionTable.Entry] = []
        for section in sections {
            var (length, checksum) = (0, CRC32C())
            try section.write { bytes in
                length += bytes.count
                checksum.add(bytes)
            }
            entries.append(
                SectionTable.Entry(
                    name: section.name, offset: offset, length: length, checksum: checksum.value))
            offset = SectionTable.aligned(offset + length)
        }
        let length = entries.last.map { $0.offset + $0.length } ?? tableEnd
        let file = try AtomicFile(path)
        do {
            try file.write(Self.head(entries, fileLength: length))
            var written = tableEnd
            for (section, entry) in zip(sections, entries) {
                try file.write([UInt8](repeating: 0, count: entry.offset - written))
                try section.write { try file.write($0) }
                written = entry.offset + entry.length
            }
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
    }

    /// Header and table.
    static func head(_ entries: [SectionTable.Entry], fileLength: Int) -> [UInt8] {
        var head = SectionTable.magic
        head.append(SectionTable.version)
        head.append(SectionTable.byteOrder)
        head.append(UInt64(fileLength))
        head.append(UInt32(entries.count))
        head.append(UInt32(0))
        head += [UInt8](repeating: 0, count: SectionTable.headerBytes - head.count)
        for entry in entries {
            let name = Array(entry.name.utf8)
            head += name + [UInt8](repeating: 0, count: SectionTable.nameBytes - name.count)
            head.append(UInt64(entry.offset))
            head.append(UInt64(entry.length))
            head.append(entry.checksum)
            head.append(UInt32(0))
        }
        var checksum: [UInt8] = []
        checksum.append(CRC32C.checksum(head))
        head.replaceSubrange(28..<32, with: checksum)
        return head
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
