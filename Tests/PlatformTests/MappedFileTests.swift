import Glibc
import Platform
import TestSupport
import Testing

@Suite struct MappedFileTests {
    @Test(arguments: [0, 1, 4095, 4096, 65_535, 65_536, 300_000])
    func mappingAndReadingGiveTheFile(size: Int) throws {
        let scratch = try ScratchDirectory()
        var generator = SeededGenerator(seed: UInt64(size))
        let bytes = generator.bytes(size)
        let path = try scratch.put("file", bytes)
        for access in [MappedFile.Access.wholeSoon, .sequential, .random] {
            let mapped = try MappedFile(path, access: access)
            #expect(mapped.isMapped == (size > 0))
            #expect(mapped.withBytes { Array($0) } == bytes)
        }
        let read = try MappedFile(reading: path)
        #expect(!read.isMapped)
        #expect(read.path == path)
        #expect(read.withBytes { Array($0) } == bytes)
        #expect(read.bytes.baseAddress.map { Int(bitPattern: $0) % 64 } == 0)
    }

    @Test func aMappingOutlivesTheReplacementOfItsFile() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("file", [1, 2, 3])
        let mapped = try MappedFile(path)
        let file = try AtomicFile(path)
        try file.write([9])
        try file.commit()
        #expect(mapped.withBytes { Array($0) } == [1, 2, 3])
        #expect(try MappedFile(path).withBytes { Array($0) } == [9])
    }

    @Test func filesThatDoNotKnowTheirSizeAreRead() throws {
        let status = try MappedFile("/proc/self/status")
        #expect(!status.isMapped)
        #expect(status.bytes.count > 0)

        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(write(ends[1], "abc", 3) == 3)
        close(ends[1])
        let piped = try MappedFile("/dev/fd/\(ends[0])")
        close(ends[0])
        #expect(piped.withBytes { Array($0) } == Array("abc".utf8))
    }

    @Test func refusesDirectoriesAndMissingFiles() throws {
        let scratch = try ScratchDirectory()
        let directory = #expect(throws: SystemError.self) { try MappedFile(scratch.path) }
        #expect(directory?.errno == EISDIR)
        let missing = #expect(throws: SystemError.self) { try MappedFile(reading: scratch.file("x")) }
        #expect(missing?.description == "cannot open '\(scratch.file("x"))': No such file or directory")
    }
}
