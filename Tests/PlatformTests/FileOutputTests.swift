import Glibc
import Platform
import TestSupport
import Testing

@Suite struct FileOutputTests {
    @Test func passesBytesOnWhenFlushedAndFinished() throws {
        let scratch = try ScratchDirectory()
        let descriptor = open(scratch.file("out"), O_CREAT | O_WRONLY, 0o666)
        let output: any ByteSink = FileOutput(descriptor: descriptor, name: "out", closesDescriptor: true)
        try output.write("a")
        #expect(try scratch.get("out") == [])
        try (output as? FileOutput)?.flush()
        #expect(try scratch.get("out") == Array("a".utf8))
        try output.write([UInt8(ascii: "b")])
        try output.finish()
        try output.finish()
        #expect(try scratch.get("out") == Array("ab".utf8))
        // Closed; its number may belong to another test's file by now.
        var (open, file) = (stat(), stat())
        #expect(stat(scratch.file("out"), &file) == 0)
        #expect(fstat(descriptor, &open) != 0 || open.st_ino != file.st_ino || open.st_dev != file.st_dev)
        #expect(throws: SystemError.self) { try output.write("late") }
    }

    @Test func droppingFlushes() throws {
        let scratch = try ScratchDirectory()
        let descriptor = open(scratch.file("out"), O_CREAT | O_WRONLY, 0o666)
        do {
            let output = FileOutput(descriptor: descriptor, name: "out", closesDescriptor: false)
            try output.write("kept")
        }
        #expect(try scratch.get("out") == Array("kept".utf8))
        #expect(close(descriptor) == 0)
    }

    @Test func aPipeThatIsFullAndNonBlockingIsWaitedFor() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        #expect(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
        let size = 1_000_000
        async let received = Task.detached {
            var total = 0
            var chunk = [UInt8](repeating: 0, count: 10_000)
            while true {
                let count = read(reader, &chunk, chunk.count)
                if count <= 0 { return total }
                total += count
            }
        }.value
        let output = FileOutput(descriptor: writer, name: "pipe", closesDescriptor: true)
        try output.write([UInt8](repeating: 1, count: size))
        try output.finish()
        #expect(await received == size)
        close(reader)
    }

    @Test func reportsADescriptorThatCannotBeWritten() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        defer { close(writer) }
        let output = FileOutput(descriptor: reader, name: "nothing", closesDescriptor: true)
        try output.write("x")
        let error = #expect(throws: SystemError.self) { try output.finish() }
        #expect(error?.description == "cannot write to 'nothing': Bad file descriptor")
        // The other end notices that it was closed; its number may belong to another test's file by now.
        var other = pollfd(fd: writer, events: 0, revents: 0)
        #expect(poll(&other, 1, 0) == 1 && other.revents & Int16(POLLERR) != 0)
    }
}
