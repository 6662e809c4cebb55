import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// Lets this thread receive signals; the threads that run tests block them.
private func unblockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, nil)
}

@Suite struct TemporaryFilesTests {
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXCPU])
    func aSignalThatEndsTheProcessRemovesTheTemporaryFiles(number: Int32) async throws {
        let scratch = try ScratchDirectory()
        _ = try scratch.put("out", [7])
        let directory = scratch.path
        await #expect(processExitsWith: .signal(number)) {
            [directory = directory as String, number = number as Int32] in
            // A shell that starts jobs in the background lets them ignore some.
            signal(number, SIG_DFL)
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(4), &none)
            unblockSignals()
            TemporaryFiles.removeOnInterrupt()
            let file = try AtomicFile(directory + "/out")
            let other = try AtomicFile(directory + "/other")
            try file.write("x")
            try other.write("y")
            guard try FileManager.default.contentsOfDirectory(atPath: directory).count == 3 else { exit(10) }
            withExtendedLifetime((file, other)) {
                raise(number)
                exit(11)
            }
        }
        #expect(try scratch.names() == ["out"])
        #expect(try scratch.get("out") == [7])
    }

    /// The second of two requests ends the process, and any other signal has to wait until the files are gone.
    @Test(arguments: [SIGINT, SIGTERM]) func theSecondRequestRemovesTheTemporaryFiles(number: Int32)
        async throws
    {
        let scratch = try ScratchDirectory()
        let directory = scratch.path
        await #expect(processExitsWith: .signal(number)) {
            [directory = directory as String, number = number as Int32] in
            for each in [SIGINT, SIGTERM, SIGHUP] { signal(each, SIG_DFL) }
            unblockSignals()
            TemporaryFiles.removeOnInterrupt()
            InterruptRequest.begin()
            let requests = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE]
            for each in requests.prefix(3) {
                var action = sigaction()
                sigaction(each, nil, &action)
                for other in requests {
                    guard sigismember(&action.sa_mask, other) == 1 else { exit(10) }
                }
            }
            let file = try AtomicFile(directory + "/out")
            try file.write("x")
            // A terminal that is closed tells it twice.
            raise(SIGHUP)
            raise(SIGHUP)
            guard InterruptRequest.exitCode == 129 else { exit(11) }
            withExtendedLifetime(file) {
                raise(number)
                exit(12)
            }
        }
        #expect(try scratch.names() == [])
    }

    /// The limit on sizes is an error of the call, without anybody ignoring the signal.
    @Test func aFileThatIsTooLargeIsAnError() async throws {
        let scratch = try ScratchDirectory()
        let directory = scratch.path
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            unblockSignals()
            TemporaryFiles.removeOnInterrupt()
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            guard setrlimit(__rlimit_resource_t(1), &limit) == 0 else { exit(10) }
            let file = try AtomicFile(directory + "/out")
            do {
                try file.write([UInt8](repeating: 1, count: 300_000))
                exit(11)
            } catch let error as SystemError {
                guard error.errno == EFBIG else { exit(12) }
            }
        }
        #expect(try scratch.names() == [])
    }

    /// Notes to nobody are lost and nothing else; a pipe that carries the result ends the process as ever.
    @Test func aClosedStandardErrorEndsNothing() async throws {
        await #expect(processExitsWith: .signal(SIGPIPE)) {
            unblockSignals()
            TemporaryFiles.removeOnInterrupt()
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0, dup2(ends[1], STDERR_FILENO) >= 0 else { exit(10) }
            close(ends[0])
            for _ in 0..<3 { Terminal.writeError(String(repeating: "x", count: 200_000)) }
            let threads = (0..<4).map { _ in Thread { Terminal.writeError("y") } }
            for thread in threads { thread.start() }
            while !threads.allSatisfy(\.isFinished) { usleep(1000) }
            _ = write(ends[1], "z", 1)
            exit(11)
        }
    }

    @Test func anIgnoredInterruptStaysIgnored() async throws {
        await #expect(processExitsWith: .success) {
            signal(SIGHUP, SIG_IGN)
            unblockSignals()
            TemporaryFiles.removeOnInterrupt()
            raise(SIGHUP)
        }
    }

    @Test func committedFilesSurviveTheRemovalAndSlotsAreUsedAgain() async throws {
        let scratch = try ScratchDirectory()
        let directory = scratch.path
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            TemporaryFiles.prepare()
            // More than the table holds, one after another and at the same time.
            for number in 0..<200 { try AtomicFile(directory + "/\(number)").commit() }
            var open: [AtomicFile] = []
            for number in 200..<300 { open.append(try AtomicFile(directory + "/\(number)")) }
            for file in open { try file.commit() }
            let last = try AtomicFile(directory + "/last")
            TemporaryFiles.removeAll()
            guard (try? last.commit()) == nil else { exit(10) }
        }
        #expect(try scratch.names().sorted() == (0..<300).map(String.init).sorted())
    }
}
