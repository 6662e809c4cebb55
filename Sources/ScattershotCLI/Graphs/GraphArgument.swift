import ArgumentParser
import GraphPipeline
import Platform
import Scattershot

/// Graphs as arguments and in files.
enum GraphArgument {
    /// The graph of a text.
    static func graph(_ text: String) throws -> Graph {
        do {
            return try Graph(text: text)
        } catch {
            throw InputError(source: "graph", line: 1, problem: "column \(error.column): \(error.problem)")
        }
    }

    /// The graphs of a file.
    static func lines(ofFile path: String) throws -> [GraphLines.Line] {
        let file = try FileInput(path)
        guard let text = String(validating: try file.readAll(), as: UTF8.self) else {
            throw InputError(source: file.name, line: 1, problem: "the file is not valid UTF-8")
        }
        do {
            return try GraphLines(text: text).lines
        } catch {
            throw InputError(
                source: file.name, line: error.line, problem: "column \(error.column): \(error.problem)")
        }
    }
}
