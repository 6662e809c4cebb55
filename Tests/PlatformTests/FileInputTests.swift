import Glibc
import Platform
import TestSupport
import Testing

@Suite struct FileInputTests {
    private func readAll(_ input: FileInput, chunk: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try input.read(into: $0) }
            if count == 0 { return all }
            all += chunk[..<count]
        }
    }

    @Test(arguments: [1, 7, 100_000]) func readsAFileInPieces(chunk: Int) throws {
        let scratch = try ScratchDirectory()
        var generator = SeededGenerator(seed: 1)
        let bytes = generator.bytes(1000)
        let path = try scratch.put("file", bytes)
        let input = try FileInput(path)
        #expect(input.name == path)
        #expect(try readAll(input, chunk: chunk) == bytes)
        #expect(try readAll(input, chunk: chunk) == [])
    }

    @Test func anEmptyBufferReadsNothing() throws {
        let scratch = try ScratchDirectory()
        let input = try FileInput(try scratch.put("file", [1]))
        #expect(try input.read(into: UnsafeMutableRawBufferPointer(start: nil, count: 0)) == 0)
        #expect(try readAll(input, chunk: 4) == [1])
    }

    @Test func namesAMissingFile() throws {
        let error = #expect(throws: SystemError.self) { try FileInput("no such file") }
        #expect(error?.description == "cannot open 'no such file': No such file or directory")
        #expect(error?.errno == ENOENT)
    }

    @Test func refusesADirectory() throws {
        let scratch = try ScratchDirectory()
        let error = #expect(throws: SystemError.self) { try FileInput(scratch.path) }
        #expect(error?.description == "cannot read '\(scratch.path)': Is a directory")
    }

    @Test func closesItself() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("file", [1])
        // Far more than the usual limit of open files.
        for _ in 0..<5000 { _ = try FileInput(path) }
    }

    @Test func readsAPipeThatDelivers1ByteAtATimeAndSaysWhenItIsClosed() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(write(ends[1], "ab", 2) == 2)
        close(ends[1])
        let input = try FileInput("/dev/fd/\(ends[0])")
        close(ends[0])
        #expect(try readAll(input, chunk: 1) == Array("ab".utf8))
    }

    @Test func errorTextForAnUnknownNumberDoesNotFail() {
        let error = SystemError(operation: "open", path: "x", errno: 123_456)
        #expect(error.description.hasPrefix("cannot open 'x': "))
    }
}
