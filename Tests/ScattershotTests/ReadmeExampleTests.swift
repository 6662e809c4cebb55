import Foundation
import Scattershot
import TestSupport
import Testing

/// The example of the README, compiled and run; its text there must be the body of `example(path:print:)`.
@Suite struct ReadmeExampleTests {
    private func example(path: String, print: (String) -> Void) throws {
        // example: library
        let model = try Trainer(.spacing).train(["the cat sat on the mat", "the dog sat on the cat"])
        try model.write(to: path)
        let transducer = Transducer(model: try Model(contentsOf: path))
        print(try transducer.transduce("thedogsatonthemat"))  // the dog sat on the mat
        // end of example
    }

    @Test func doesWhatItsCommentSays() throws {
        let scratch = try ScratchDirectory()
        var printed: [String] = []
        try example(path: scratch.file("example.model")) { printed.append($0) }
        #expect(printed == ["the dog sat on the mat"])
    }

    @Test func standsInTheReadme() throws {
        let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let block = lines(
            of: text, after: "<!-- example: library -->", until: "```", skipping: "```swift")
        let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
        let body = lines(
            of: source, after: "// example: library", until: "// end of example", skipping: nil)
        let code = block.drop { $0 == "import Scattershot" || $0.isEmpty }
        #expect(!body.isEmpty)
        #expect(block.first == "import Scattershot", "the README lacks the example after its marker")
        #expect(Array(code) == body)
    }

    /// The lines between two marks, without their common indentation.
    private func lines(of text: String, after start: String, until end: String, skipping: String?)
        -> [String]
    {
        let all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = all.firstIndex(where: { $0.trimmingCharacters(in: .whitespaces) == start })
        else {
            return []
        }
        var found = all[(first + 1)...].drop { $0.trimmingCharacters(in: .whitespaces).isEmpty }
        if let skipping, found.first == skipping { found = found.dropFirst() }
        let body = found.prefix { $0.trimmingCharacters(in: .whitespaces) != end }
        let indent = body.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return body.map { String($0.dropFirst(indent)) }
    }
}
