import Platform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The sections of a model file. Size, header, table and all checksums are checked before any section is handed out.
struct SectionReader {
    private let file: MappedFile
    private let entries: [String: SectionTable.Entry]

    /// - Throws: `ModelFileError` for a file that is no model, of another version, truncated or damaged; `SystemError`
    ///   for one that cannot be read.
    init(path: String, isMapped: Bool) throws {
        file = isMapped ? try MappedFile(path) : try MappedFile(reading: path)
        entries = try file.withBytes { bytes in
            do throws(Problem) {
                return try Self.entries(in: bytes)
            } catch {
                throw ModelFileError(path: path, problem: error.text)
            }
        }
    }

    /// The names of all sections with their sizes in bytes, in the order of the file.
    var sizes: [(name: String, bytes: Int)] {
        // An empty section starts where the next one does.
        entries.values.sorted { ($0.offset, $0.length, $0.name) < ($1.offset, $1.length, $1.name) }
            .map { ($0.name, $0.length) }
    }

    /// A section as an array that stays in the file's memory.
    func slab<Element: BitwiseCopyable & Sendable>(
        _ name: String, of type: Element.Type
    ) throws(InvalidStructure) -> Slab<Element> {
        guard let entry = entries[name] else { throw InvalidStructure("the section '\(name)' is missing") }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[entry.offset..<entry.offset + entry.length])
        return try Slab(borrowing: bytes, owner: file)
    }

    /// Whether there is a section of this name.
    func has(_ name: String) -> Bool { entries[name] != nil }

    /// Refuses a file of another kind, which has no section of this name, and says what it is instead or what to give.
    func require(_ name: String, otherwise problem: String) throws(ModelFileError) {
        guard has(name) else { throw ModelFileError(path: file.path, problem: problem) }
    }

    /// A section of JSON.
    func decoded<Value: Decodable>(_ name: String) throws(InvalidStructure) -> Value {
        let json = try slab(name, of: UInt8.self)
        do {
            return try json.withUnsafeBytes { try JSONDecoder().decode(Value.self, from: Data($0)) }
        } catch {
            throw InvalidStructure("the section '\(name)' cannot be read")
        }
    }

    /// What `body` makes of the sections; what is wrong with them is told with the name of the file.
    ///
    /// - Throws: `ModelFileError`; `SystemError` as it is.
    func reading<Value>(_ body: (SectionReader) throws -> Value) throws -> Value {
        do {
            return try body(self)
        } catch let error as SystemError {
            throw error
        } catch let error as ModelFileError {
            throw error
        } catch {
            throw ModelFileError(path: file.path, problem: "\(error); train the model again")
        }
    }

    /// What is wrong with a file whose name the caller knows.
    private struct Problem: Error {
        var text: String
    }

    private static func entries(
        in bytes: UnsafeRawBufferPointer
    ) throws(Problem) -> [String: SectionTable.Entry] {
        guard bytes.count >= SectionTable.headerBytes, bytes.prefix(8).elementsEqual(SectionTable.magic)
        else {
            throw Problem(text: "not a Scattershot model; give a file that 'scattershot train' wrote")
        }
        guard bytes.number(at: 12, as: UInt32.self) == SectionTable.byteOrder else {
            throw Problem(text: "the header is damaged; copy or train the model again")
        }
        let version = bytes.number(at: 8, as: UInt32.self)
        guard version == SectionTable.version else {
            throw Problem(
                text: "format version \(version), but this program reads version \(SectionTable.version); "
                    + (version > SectionTable.version
                        ? "install a newer Scattershot" : "train the model again"))
        }
        let length = bytes.number(at: 16, as: UInt64.self)
        guard length == UInt64(bytes.count) else {
            throw Problem(
                text:
                    "\(bytes.count) bytes where the header says \(length); the file is truncated or damaged, copy or "
                    + "train it again")
        }
        let count = Int(bytes.number(at: 24, as: UInt32.self))
        let tableEnd = SectionTable.headerBytes + count * SectionTable.entryBytes
        guard count <= SectionTable.mostSections, tableEnd <= bytes.count,
            checksumOfHead(bytes, end: tableEnd) == bytes.number(at: 28, as: UInt32.self)
        else {
            throw Problem(text: "the header is damaged; copy or train the model again")
        }
        var entries: [String: SectionTable.Entry] = [:]
        for index in 0..<count {
            let entry = try entry(at: SectionTable.headerBytes + index * SectionTable.entryBytes, in: bytes)
            guard entries.updateValue(entry, forKey: entry.name) == nil else {
                throw Problem(text: "the section '\(entry.name)' stands there twice; train the model again")
            }
        }
        return entries
    }

    private static func entry(
        at place: Int, in bytes: UnsafeRawBufferPointer
    ) throws(Problem) -> SectionTable.Entry {
        let field = UnsafeRawBufferPointer(rebasing: bytes[place..<place + SectionTable.nameBytes])
        let name = String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
        let offset = bytes.number(at: place + 40, as: UInt64.self)
        let length = bytes.number(at: place + 48, as: UInt64.self)
        let (end, overflow) = offset.addingReportingOverflow(length)
        guard !overflow, end <= UInt64(bytes.count), offset % UInt64(SectionTable.alignment) == 0 else {
            throw Problem(text: "the section '\(name)' lies outside the file; copy or train the model again")
        }
        let entry = SectionTable.Entry(
            name: name, offset: Int(offset), length: Int(length),
            checksum: bytes.number(at: place + 56, as: UInt32.self))
        let section = UnsafeRawBufferPointer(rebasing: bytes[entry.offset..<entry.offset + entry.length])
        guard CRC32C.checksum(section) == entry.checksum else {
            throw Problem(text: "the section '\(name)' is damaged (checksum); copy or train the model again")
        }
        return entry
    }

    private static func checksumOfHead(_ bytes: UnsafeRawBufferPointer, end: Int) -> UInt32 {
        var checksum = CRC32C()
        checksum.add(UnsafeRawBufferPointer(rebasing: bytes[0..<28]))
        [UInt8](repeating: 0, count: 4).withUnsafeBytes { checksum.add($0) }
        checksum.add(UnsafeRawBufferPointer(rebasing: bytes[32..<end]))
        return checksum.value
    }
}
