import Foundation
import GraphPipeline
import KeyLayers
import Testing

/// The examples of the article *Graphs*: what it shows is what happens.
@Suite struct GraphArticleTests {
    /// A block: lines of graphs, then lines `input → output`, and between them notes: `column 2: …`, and
    /// `distances a b: 0 10, 20 0` with the distances of the outputs at each position.
    struct Example: CustomTestStringConvertible {
        var graphs = ""
        var column: [String]?
        var distances: OutputDistances?
        var cases: [(input: [String], output: [String])] = []
        var testDescription: String { graphs }
    }

    static let article: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = root.appendingPathComponent("Sources/Scattershot/Scattershot.docc/Graphs.md")
        return (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    }()

    static let examples: [Example] = {
        var examples: [Example] = []
        var isInside = false
        for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```graphs"
                if isInside { examples.append(Example()) }
            } else if isInside, let arrow = line.range(of: " → ") {
                let tokens = { (text: Substring) in text.split(separator: " ").map(String.init) }
                examples[examples.count - 1].cases.append(
                    (tokens(line[..<arrow.lowerBound]), tokens(line[arrow.upperBound...])))
            } else if isInside, line.hasPrefix("distances ") {
                let parts = line.dropFirst(10).split(separator: ":")
                examples[examples.count - 1].distances = OutputDistances(
                    outputs: parts[0].split(separator: " ").map { .token(String($0)) }, unit: 100,
                    values: parts[1].split { $0 == " " || $0 == "," }.compactMap { Int32($0) })
            } else if isInside, line.hasPrefix("column 2: ") {
                examples[examples.count - 1].column = line.dropFirst(10).split(separator: " ").map(
                    String.init)
            } else if isInside {
                examples[examples.count - 1].graphs += line + "\n"
            }
        }
        return examples
    }()

    @Test(arguments: examples)
    func examplesDoWhatTheArticleSays(example: Example) throws {
        let graphs = try GraphLines(text: example.graphs).enabled
        #expect(!graphs.isEmpty && !example.cases.isEmpty)
        for (input, output) in example.cases {
            let query = [input] + (example.column.map { [$0] } ?? [])
            // Where nothing is meant by no token.
            let expected = output == ["(nothing)"] ? [] : output
            // With distances the value starts as the nearest outputs, and the input stands for itself.
            let windows = GraphWindows(
                query: query, value: example.distances?.nearestOutputs ?? input,
                distances: example.distances)
            #expect(windows.distances == example.distances)
            #expect(GraphExecutor(graphs).run(windows).value == expected, "\(example.graphs)")
            #expect(ReferenceExecutor(graphs).run(windows).value == expected, "\(example.graphs)")
        }
    }

    @Test func everyGraphTokenIsExplained() {
        #expect(Self.examples.count >= 20)
        let shown = Set(
            Self.examples.flatMap { (try? GraphLines(text: $0.graphs).enabled) ?? [] }.flatMap(\.tokens))
        // Signs of the token form.
        let elsewhere: Set<String> = ["to", ",", "end", "!="]
        for word in GraphDictionary.words where !elsewhere.contains(word) {
            #expect(shown.contains(word), "the article has no example of \(word)")
        }
    }
}

extension OutputDistances {
    /// The nearest output at each position, of equals the first.
    fileprivate var nearestOutputs: [String] {
        (0..<count).map { position in
            let own = values[position * outputs.count..<(position + 1) * outputs.count]
            return own.min().flatMap { own.firstIndex(of: $0) }.flatMap {
                outputs[$0 - own.startIndex].text
            } ?? ""
        }
    }
}
