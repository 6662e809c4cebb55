import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    @Test func appearsOnlyWhenCommitted() throws {
        let scratch = try ScratchDirectory()
        let file = try AtomicFile(scratch.file("out"))
        #expect(!file.isDirect)
        try file.write("hello")
        #expect(try scratch.names().count == 1)
        #expect(try !scratch.names().contains("out"))
        try file.commit()
        #expect(try scratch.names() == ["out"])
        #expect(try scratch.get("out") == Array("hello".utf8))
        try file.commit()
        #expect(throws: SystemError.self) { try file.write("late") }
        #expect(try scratch.get("out") == Array("hello".utf8))
    }

    @Test func replacesAnOldFileAtOnceAndKeepsItsMode() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("out", Array("old".utf8))
        chmod(path, 0o640)
        let file = try AtomicFile(path)
        try file.write("new")
        #expect(try scratch.get("out") == Array("old".utf8))
        try file.finish()
        #expect(try scratch.get("out") == Array("new".utf8))
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
    }

    @Test func aNewFileObeysTheUmask() throws {
        let scratch = try ScratchDirectory()
        let reference = open(scratch.file("reference"), O_CREAT | O_WRONLY, 0o666)
        close(reference)
        let file = try AtomicFile(scratch.file("out"))
        try file.commit()
        var (expected, found) = (stat(), stat())
        #expect(stat(scratch.file("reference"), &expected) == 0)
        #expect(stat(scratch.file("out"), &found) == 0)
        #expect(found.st_mode == expected.st_mode)
    }

    @Test func discardingAndDroppingLeaveNothing() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("out", [7])
        let file = try AtomicFile(path)
        try file.write([1, 2, 3])
        file.discard()
        file.discard()
        #expect(throws: SystemError.self) { try file.write([1]) }
        do {
            let dropped = try AtomicFile(path)
            try dropped.write([UInt8](repeating: 1, count: 200_000))
        }
        #expect(try scratch.names() == ["out"])
        #expect(try scratch.get("out") == [7])
    }

    @Test func keepsOrderAcrossBufferSizes() throws {
        let scratch = try ScratchDirectory()
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let file = try AtomicFile(scratch.file("out"))
        var expected: [UInt8] = []
        for _ in 0..<100 {
            let size = [0, 1, 1000, 65_535, 65_536, 65_537, 150_000].randomElement(using: &generator) ?? 0
            let piece = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: size)
            try file.write(piece)
            expected += piece
        }
        try file.commit()
        #expect(try scratch.get("out") == expected, "seed \(seed)")
    }

    @Test func aVeryLongNameStillFits() throws {
        let scratch = try ScratchDirectory()
        let name = String(repeating: "é", count: 127)
        let file = try AtomicFile(scratch.file(name))
        try file.commit()
        #expect(try scratch.names() == [name])
    }

    @Test func followsALinkToAFile() throws {
        let scratch = try ScratchDirectory()
        _ = try scratch.put("target", [1])
        #expect(symlink("target", scratch.file("link")) == 0)
        let file = try AtomicFile(scratch.file("link"))
        try file.write([2])
        try file.commit()
        #expect(try scratch.get("target") == [2])
        var status = stat()
        #expect(lstat(scratch.file("link"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    /// The file appears where the link leads, whole or not at all, over further links and from another directory.
    @Test func followsALinkToNothing() throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(
            atPath: scratch.file("sub"), withIntermediateDirectories: false)
        #expect(symlink("../target", scratch.file("sub/link")) == 0)
        #expect(symlink("sub/link", scratch.file("first")) == 0)
        let file = try AtomicFile(scratch.file("first"))
        #expect(!file.isDirect)
        try file.write("half")
        #expect(!FileManager.default.fileExists(atPath: scratch.file("target")))
        file.discard()
        #expect(try scratch.names() == ["first", "sub"])
        let again = try AtomicFile(scratch.file("first"))
        try again.write("whole")
        try again.commit()
        #expect(try scratch.get("target") == Array("whole".utf8))
        var status = stat()
        #expect(lstat(scratch.file("first"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        #expect(try scratch.names() == ["first", "sub", "target"])
    }

    @Test func refusesLinksInACircleAndIntoNothing() throws {
        let scratch = try ScratchDirectory()
        #expect(symlink("b", scratch.file("a")) == 0)
        #expect(symlink("a", scratch.file("b")) == 0)
        #expect(symlink("none/c", scratch.file("c")) == 0)
        for (name, number) in [("a", ELOOP), ("c", ENOENT)] {
            let error = #expect(throws: SystemError.self) { try AtomicFile(scratch.file(name)) }
            #expect(error == SystemError(operation: "write to", path: scratch.file(name), errno: number))
        }
    }

    @Test func checkingLeavesEverythingAsItIs() throws {
        let scratch = try ScratchDirectory()
        _ = try scratch.put("old", [7])
        #expect(symlink("target", scratch.file("link")) == 0)
        #expect(mkfifo(scratch.file("fifo"), 0o600) == 0)
        let reader = open(scratch.file("fifo"), O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        for name in ["old", "new", "link", "fifo"] { try AtomicFile.checkWritable(scratch.file(name)) }
        for path in ["/dev/null", "/dev/full", "/dev/stderr"] { try AtomicFile.checkWritable(path) }
        #expect(try scratch.names() == ["fifo", "link", "old"])
        #expect(try scratch.get("old") == [7])
        // Somebody who had opened and closed the fifo would have hung it up.
        var request = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        #expect(poll(&request, 1, 0) == 0)
        for path in [scratch.path, scratch.file("none/x"), scratch.file("old/x"), "/dev/fd/999"] {
            let error = #expect(throws: SystemError.self) { try AtomicFile.checkWritable(path) }
            #expect(error?.operation == "write to")
        }
    }

    @Test func writesDevicesAndPipesDirectly() throws {
        let null = try AtomicFile("/dev/null")
        #expect(null.isDirect)
        try null.write("gone")
        try null.commit()
        #expect(FileManager.default.fileExists(atPath: "/dev/null"))

        let scratch = try ScratchDirectory()
        #expect(mkfifo(scratch.file("fifo"), 0o600) == 0)
        let reader = open(scratch.file("fifo"), O_RDONLY | O_NONBLOCK)
        let fifo = try AtomicFile(scratch.file("fifo"))
        #expect(fifo.isDirect)
        try fifo.write("through")
        try fifo.commit()
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = read(reader, &bytes, bytes.count)
        #expect(count == 7 && Array(bytes[..<7]) == Array("through".utf8))
        close(reader)
        #expect(try scratch.names() == ["fifo"])
    }

    @Test func anInheritedDescriptorKeepsWhatWasWritten() throws {
        let scratch = try ScratchDirectory()
        let descriptor = open(scratch.file("log"), O_CREAT | O_WRONLY, 0o666)
        #expect(write(descriptor, "before ", 7) == 7)
        let file = try AtomicFile("/dev/fd/\(descriptor)")
        try file.write("after")
        try file.commit()
        close(descriptor)
        #expect(try scratch.get("log") == Array("before after".utf8))
    }

    @Test func aFullDeviceIsAnErrorThatStays() throws {
        let file = try AtomicFile("/dev/full")
        try file.write("waits in the buffer")
        let error = #expect(throws: SystemError.self) { try file.commit() }
        #expect(error?.description == "cannot write to '/dev/full': No space left on device")
        #expect(throws: SystemError.self) { try file.commit() }
        #expect(throws: SystemError.self) { try file.write("more") }
    }

    @Test func refusesDirectoriesAndMissingDirectories() throws {
        let scratch = try ScratchDirectory()
        let error = #expect(throws: SystemError.self) { try AtomicFile(scratch.path) }
        #expect(error?.errno == EISDIR)
        let missing = #expect(throws: SystemError.self) { try AtomicFile(scratch.file("a/b")) }
        #expect(missing?.description == "cannot write to '\(scratch.file("a/b"))': No such file or directory")
        #expect(throws: SystemError.self) { try AtomicFile("") }
        #expect(throws: SystemError.self) { try AtomicFile(scratch.file("new/")) }
        #expect(try scratch.names() == [])
    }

    /// The limit on file sizes stands in for a full disk: writes are cut short and then fail.
    @Test func aFailedWriteLeavesTheOldFileAndNothingElse() async {
        await #expect(processExitsWith: .success) {
            let scratch = try ScratchDirectory()
            let path = try scratch.put("out", [7])
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            guard setrlimit(__rlimit_resource_t(1), &limit) == 0 else { exit(10) }
            let file = try AtomicFile(path)
            do {
                for _ in 0..<10 { try file.write([UInt8](repeating: 1, count: 30_000)) }
                exit(11)
            } catch let error as SystemError {
                guard error.errno == EFBIG, error.path == path else { exit(12) }
            }
            guard try scratch.names() == ["out"], try scratch.get("out") == [7] else { exit(13) }
            guard (try? file.commit()) == nil else { exit(14) }
            guard try scratch.names() == ["out"], try scratch.get("out") == [7] else { exit(15) }
        }
    }
}
