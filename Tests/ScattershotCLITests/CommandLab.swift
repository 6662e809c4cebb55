import Foundation
import TestSupport
import Testing

/// A scratch directory in which shell scripts call the command `scattershot` that was built with the tests.
final class CommandLab: Sendable {
    /// What a script did.
    struct Outcome {
        var status: Int32
        var isSignal: Bool
        var output: String
        var error: String

        /// The lines on standard error.
        var errorLines: [Substring] { error.split(separator: "\n") }
    }

    let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.command),
            "\(Self.command) is missing: build the whole package ('swift build --build-tests') before these tests"
        )
    }

    /// The command lies beside the test bundle.
    static let command =
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/scattershot"

    /// Runs a script of the shell; `scattershot` is the command under test.
    func run(_ script: String) throws -> Outcome {
        let process = try start(["/bin/sh", "-c", script])
        process.waitUntilExit()
        return try outcome(of: process)
    }

    /// Starts a program with its streams in the files `.in`, `.out` and `.err`.
    func start(_ arguments: [String], input: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        var environment = ProcessInfo.processInfo.environment
        let directory = URL(fileURLWithPath: Self.command).deletingLastPathComponent().path
        environment["PATH"] = directory + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        environment["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = environment
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.put(".out", [])))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.put(".err", [])))
        // Threads of the test runner block signals, and a child inherits that.
        var (none, old) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &old)
        defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
        try process.run()
        return process
    }

    /// What a process that has ended did.
    func outcome(of process: Process) throws -> Outcome {
        Outcome(
            status: process.terminationStatus, isSignal: process.terminationReason == .uncaughtSignal,
            output: String(decoding: try scratch.get(".out"), as: UTF8.self),
            error: String(decoding: try scratch.get(".err"), as: UTF8.self))
    }

    /// Puts a text into a file.
    func write(_ name: String, _ text: String) throws { _ = try scratch.put(name, Array(text.utf8)) }

    /// The text of a file.
    func read(_ name: String) throws -> String { String(decoding: try scratch.get(name), as: UTF8.self) }

    /// The names of the files that a test or the command has made.
    func names() throws -> [String] { try scratch.names().filter { $0 != ".out" && $0 != ".err" } }

    /// Trains models from the sample texts: `spacing.model`, `tags.model` and so on.
    @discardableResult
    func train(_ samples: SampleText...) throws -> CommandLab {
        for sample in samples {
            try write("\(sample).txt", sample.training)
            let trained = try run(
                "scattershot train --quiet \(sample.options) --model \(sample).model \(sample).txt")
            try #require(trained.status == 0, "\(trained.error)")
        }
        return self
    }

    /// Waits until `condition` holds; false when it never does.
    func wait(_ condition: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<6000 {
            if try condition() { return true }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return false
    }
}
