import ArgumentParser
import DigitKeys
import GraphPipeline
import Platform
import Scattershot

/// `scattershot graph invert`
struct GraphInvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invert",
        abstract: "Find a phrase of words that carries one graph to another, as noise on its graph tokens.",
        discussion: """
            The first graph's tokens have keys, and so have words. Subtracting a word's key from that of a graph token leads to another \
            graph token, the nearest one. A phrase has one word, or a few, for each graph token, and past the end of the \
            first graph for ⟨stop⟩: so it can make the sequence shorter or longer. What is printed is the phrase, and what it does when it \
            is applied.

            With --phrase that phrase is applied instead of looking for one. Seed and model must be those that it was found with, and \
            so must the second graph, whose tokens are part of the dictionary.
            """)

    @Argument(help: "The graph to begin with.")
    var source: String

    @Argument(help: "The graph to come to; with --phrase it may be left out.")
    var target: String?

    @Option(
        name: [.short, .long],
        help: "Take the words from the tokens of this model's input. Default: graph tokens are the words.",
        completion: .file(extensions: ["model"]))
    var model: String?

    @Option(help: "Apply this phrase instead of looking for one.")
    var phrase: String?

    @Option(
        help:
            "Words a token: with --phrase how many it has (default: 1), otherwise how many are tried at most (default: 3)."
    )
    var words: Int?

    @Option(help: "Seed of the keys of graph tokens, and of the draws. Default: 1, or that of the model.")
    var seed: UInt64?

    @Option(help: "Combinations of words that are tried for a token and a number of words.")
    var budget = 1 << 17

    @Flag(help: "Print as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress.")
    var quiet = false

    func validate() throws {
        guard target != nil || phrase != nil else {
            throw ValidationError("give the graph to come to, or a phrase to apply through --phrase")
        }
        if let words, !GraphPhrase.allowedWordsPerToken.contains(words) {
            throw ValidationError(
                "--words must be 1 to \(GraphPhrase.allowedWordsPerToken.upperBound), not \(words)")
        }
        guard (1...PhraseSearch.largestBudget).contains(budget) else {
            throw ValidationError("--budget must be 1 to \(PhraseSearch.largestBudget), not \(budget)")
        }
    }

    mutating func run() throws {
        let graphs = try ([source] + (target.map { [$0] } ?? [])).map { try GraphArgument.graph($0) }
        let loaded = try model.map { try Model(contentsOf: $0) }
        let usedSeed = seed ?? loaded?.provenance.seed ?? 1
        let tokens = GraphDictionary.containing(graphs, seed: usedSeed)
        let noise = try PhraseNoise(
            graphTokens: tokens, words: loaded?.tokens.frame.columns[0].tokens ?? tokens)
        guard let from = tokens.indices(of: graphs[0]) else { return }
        var report = InversionReport(from: graphs[0], to: graphs.dropFirst().first, seed: usedSeed)
        let found: GraphPhrase
        if let phrase {
            found = try Self.read(phrase, wordsPerToken: words ?? 1, in: noise.words)
        } else {
            guard let to = graphs.dropFirst().first.flatMap({ tokens.indices(of: $0) }) else { return }
            let progress = ProgressLine(isSilent: quiet)
            var search = PhraseSearch(noise)
            search.seed = usedSeed
            search.budget = budget
            search.mostWordsPerToken = words ?? 3
            (found, report.tried) = try search.phrase(from: from, to: to) { place, places, count in
                progress.show(
                    "place \(place + 1) of \(places), \(count) word(s) a token",
                    fraction: Double(place) / Double(places))
            }
            ProgressLine.clear()
        }
        let applied = noise.applying(found, to: from)
        report.finish(found, noise, applied.steps, result: try? tokens.graph(of: applied.tokens))
        if json { return try JSONReport.print(report) }
        let output = FileOutput.standardOutput()
        try output.write(report.text)
        try output.finish()
    }

    /// The phrase of a text.
    private static func read(
        _ text: String, wordsPerToken: Int, in dictionary: TokenDictionary
    ) throws -> GraphPhrase {
        let indices = try text.split(whereSeparator: \.isWhitespace).map { word in
            guard let index = dictionary.index(of: String(word)) else {
                throw InvalidStructure("the dictionary has no word '\(word)'")
            }
            return UInt32(index)
        }
        guard let phrase = GraphPhrase(words: indices, wordsPerToken: wordsPerToken) else {
            throw InvalidStructure(
                "a phrase of \(indices.count) words cannot have \(wordsPerToken) for each token")
        }
        return phrase
    }
}

/// What `graph invert --json` prints.
struct InversionReport: Encodable {
    /// One place of the sequence.
    struct Step: Encodable {
        var from: String
        var words: [String]
        var to: String
    }

    var from: String
    /// The graph to come to; nil where none was given.
    var to: String?
    /// `compress`, `expand` or `replace`, by the numbers of graph tokens.
    var direction: String?
    var seed: UInt64
    var phrase = ""
    var wordsPerToken = 1
    /// Combinations of words that were tried.
    var tried = 0
    var steps: [Step] = []
    /// The graph that the phrase leads to; nil where the tokens make none.
    var result: String?
    /// Whether it is the wanted one; nil where none was given.
    var isRight: Bool?

    init(from: Graph, to: Graph?, seed: UInt64) {
        self.from = from.description
        self.to = to?.description
        self.seed = seed
        let before = from.tokens.count
        direction = to.map { $0.tokens.count }.map {
            $0 < before ? "compress" : $0 > before ? "expand" : "replace"
        }
    }

    mutating func finish(_ phrase: GraphPhrase, _ noise: PhraseNoise, _ steps: [PhraseStep], result: Graph?) {
        self.phrase = phrase.words.map { noise.words[Int($0)] }.joined(separator: " ")
        wordsPerToken = phrase.wordsPerToken
        self.steps = steps.map { Step(from: $0.from, words: $0.words, to: $0.to) }
        self.result = result?.description
        isRight = to.map { $0 == self.result }
    }

    /// For people.
    var text: String {
        let width = steps.map(\.from.count).max() ?? 0
        let middle = steps.map { $0.words.joined(separator: " ").count }.max() ?? 0
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let lines = steps.map { step in
            "\(padded(step.from, width))  −  \(padded(step.words.joined(separator: " "), middle))  →  \(step.to)\n"
        }
        return "\(phrase)\n\n\(lines.joined())\n\(result ?? "the graph tokens make no graph")\n"
    }
}
