import Contestants
import Foundation

/// Another program that measures itself on request; see perf/peers/README.md for what is said.
final class PeerWorker {
    private struct Listing: Decodable {
        let measurements: [Item]
        struct Item: Decodable {
            let name: String
            let keys: Int
        }
    }

    private struct Answer: Decodable {
        let items: Double
        let seconds: Double
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let questions = Pipe()
    private let answers = Pipe()
    private var unread = Data()
    private var listed: [Listing.Item] = []

    /// Starts `command`, a program and its arguments.
    init(_ command: [String]) throws {
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = questions
        process.standardOutput = answers
        try process.run()
        listed = try decoded(Listing.self).measurements
    }

    /// What it can measure with one of `sizes` keys.
    func entries(keys sizes: [Int]) -> [Entry] {
        listed.filter { sizes.contains($0.keys) }.map { item in
            Entry(item.name, keyCount(item.keys)) { try self.rate(item.name, item.keys) }
        }
    }

    /// Ends it.
    func stop() {
        try? questions.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func rate(_ name: String, _ keys: Int) throws -> Double {
        try questions.fileHandleForWriting.write(contentsOf: Data("\(name)\t\(keys)\n".utf8))
        let answer = try decoded(Answer.self)
        return answer.items / answer.seconds
    }

    private func decoded<Value: Decodable>(_: Value.Type) throws -> Value {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(unread[..<end])
                unread = Data(unread[unread.index(after: end)...])
                return try JSONDecoder().decode(Value.self, from: line)
            }
            let data = answers.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(description: "the peer ended") }
            unread += data
        }
    }
}
