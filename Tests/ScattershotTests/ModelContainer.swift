import Platform

/// A model file taken apart by the description of its layout, and put together again with right checksums whatever
/// was done to its sections.
struct ModelContainer {
    struct Section {
        var name: String
        var bytes: [UInt8]
    }

    var version: UInt32
    var byteOrder: UInt32
    var sections: [Section]

    /// The parts of a file; nil for bytes whose header and table do not say where sections are.
    init?(_ file: [UInt8]) {
        func number(_ offset: Int, _ size: Int) -> Int {
            file[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard file.count >= 64, file.count >= 64 + 64 * number(24, 4) else { return nil }
        version = UInt32(number(8, 4))
        byteOrder = UInt32(number(12, 4))
        sections = []
        for index in 0..<number(24, 4) {
            let entry = 64 + 64 * index
            let (offset, length) = (number(entry + 40, 8), number(entry + 48, 8))
            guard (0...file.count).contains(offset), (0...file.count - offset).contains(length) else {
                return nil
            }
            sections.append(
                Section(
                    name: String(decoding: file[entry..<entry + 40].prefix { $0 != 0 }, as: UTF8.self),
                    bytes: Array(file[offset..<offset + length])))
        }
    }

    /// The bytes of the section with this name.
    subscript(name: String) -> [UInt8] {
        get { sections.first { $0.name == name }?.bytes ?? [] }
        set {
            for index in sections.indices where sections[index].name == name {
                sections[index].bytes = newValue
            }
        }
    }

    /// The whole file.
    func sealed() -> [UInt8] {
        var body: [UInt8] = []
        var table: [UInt8] = []
        let bodyStart = 64 + 64 * sections.count
        for section in sections {
            while (bodyStart + body.count) % 64 != 0 { body.append(0) }
            let name = Array(section.name.utf8.prefix(40))
            table += name + [UInt8](repeating: 0, count: 40 - name.count)
            table += little(UInt64(bodyStart + body.count)) + little(UInt64(section.bytes.count))
            table += little(CRC32C.checksum(section.bytes)) + little(UInt32(0))
            body += section.bytes
        }
        let start = Array("SCATRSHT".utf8) + little(version) + little(byteOrder)
        let counts = little(UInt64(bodyStart + body.count)) + little(UInt32(sections.count))
        let zeros = [UInt8](repeating: 0, count: 32)
        let checksum = CRC32C.checksum(start + counts + little(UInt32(0)) + zeros + table)
        return start + counts + little(checksum) + zeros + table + body
    }

    private func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
