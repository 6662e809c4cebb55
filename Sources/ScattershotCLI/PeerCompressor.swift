import Glibc
import Platform

/// A program that compresses, to compare with.
struct PeerCompressor {
    /// What it made of some bytes.
    struct Outcome: Encodable {
        /// The program with its options.
        var program: String
        /// Size of its output; nil where the program is not installed.
        var bytes: Int?
    }

    let arguments: [String]

    static let all = [
        PeerCompressor(arguments: ["zstd", "-q", "-19", "-c"]),
        PeerCompressor(arguments: ["gzip", "-9", "-c"]),
    ]

    /// Runs the program on `bytes`, from one temporary file without a name to another.
    ///
    /// - Throws: `SystemError` when a temporary file cannot be made or written.
    func size(of bytes: [UInt8]) throws -> Outcome {
        var outcome = Outcome(program: arguments.joined(separator: " "))
        guard let input = tmpfile(), let output = tmpfile() else {
            throw SystemError(operation: "make", path: "a temporary file", errno: errno)
        }
        defer {
            fclose(input)
            fclose(output)
        }
        guard fwrite(bytes, 1, bytes.count, input) == bytes.count, fflush(input) == 0 else {
            throw SystemError(operation: "write to", path: "a temporary file", errno: errno)
        }
        rewind(input)
        guard run(input: fileno(input), output: fileno(output)) else { return outcome }
        var status = stat()
        if fstat(fileno(output), &status) == 0 { outcome.bytes = Int(status.st_size) }
        return outcome
    }

    /// - Returns: false when the program is not there or fails.
    private func run(input: Int32, output: Int32) -> Bool {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        var pointers = arguments.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        var child: pid_t = 0
        guard posix_spawnp(&child, arguments[0], &actions, nil, pointers, environ) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return false } }
        return status == 0
    }
}
