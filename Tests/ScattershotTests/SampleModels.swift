import GraphPipeline
import KeyLayers
import Scattershot

/// Small models that several suites use, each trained once.
enum SampleModels {
    static let spacing = Result { try Trainer(.spacing).train(EnglishLikeText.lines(150, seed: 1)) }
    static let tags = Result { try train(.tags(), EnglishLikeText.columns(150, seed: 2)) }
    static let chunks = Result {
        try train(.tags(inputColumns: 2), EnglishLikeText.columns(150, seed: 3, chunks: true))
    }
    static let characters = Result {
        try train(.pairs(.characters), EnglishLikeText.pairs(80, seed: 4))
    }
    /// Words to letters in reverse, step by step, with clusters of words and expected lengths.
    static let keyLayers = Result {
        try train(.pairs(.characters), EnglishLikeText.pairs(80, seed: 8)) {
            try $0.addKeyLayers(clusters: 5, for: .pairs(.characters))
        }
    }
    static let words = Result {
        try train(.pairs(.words), String(repeating: numberPairs, count: 10))
    }
    /// Layers of every kind, and two passes.
    static let structure = Result {
        try train(.tags(inputColumns: 2), EnglishLikeText.columns(150, seed: 6, chunks: true)) { settings in
            let list = try LayerList(
                text: """
                    column 3 = nearest left VERB in 2 take 1
                    column 4 = nearest right VERB,NOUN in 2 take 2
                    column 5 = path left VERB in 2 skip ADJ,DET
                    column 6 = path right PUNCT in 2
                    column 7 = cluster 3 in 2
                    column 8 = pass
                    bias
                    @known[0]
                    @known[-1..0]
                    2.@known[1]
                    @key1[0] @key2[1]
                    2.token[0] 3.lower[0]
                    4.token[0] 5.token[0]
                    6.token[-1..0]
                    seen[0] 5.token[0]
                    unit[-2..-1] token[0]
                    out[-1] unit[-1]
                    7.token[0] 2.token[0]
                    out[-1] 7.token[0]
                    8.token[-1..1]
                    out[-1] 8.token[1]
                    """)
            (settings.columns, settings.layers) = (list.columns, list.layers)
            settings.spread = .polar
            settings.epochs = 3
        }
    }
    /// Known words as layers of spacing.
    static let knownWords = Result {
        try train(.spacing, EnglishLikeText.lines(150, seed: 7).joined(separator: "\n")) { settings in
            let list = try LayerList(
                text: """
                    column 2 = span from seen 2
                    column 3 = span to seen 5
                    bias
                    token[0..1]
                    span[0] token[1]
                    2.token[1] 3.token[0]
                    3.token[-1..1]
                    """)
            (settings.columns, settings.layers) = (list.columns, list.layers)
            settings.numbers = 16
            settings.spread = .spread
        }
    }
    static let conllu = Result { try train(.conllu, conlluText(100, seed: 5)) }
    /// Counts that must hold, a list, rows, and a graph that somebody wrote: the first verb of a sentence is its root, however
    /// far away.
    static let graphs = Result {
        var generator = TextGenerator(seed: 9)
        let sentences = (0..<500).map { _ in
            ["v"]
                + (0..<Int.random(in: 5...12, using: &generator)).map { _ in generator.pick(["a", "b", "v"]) }
        }.map { $0.shuffled(using: &generator) }
        let text = sentences.map { words in
            let root = words.firstIndex(of: "v")
            return words.enumerated().map { "\($1)\t\($0 == root ? "root" : "other")\n" }.joined()
        }.joined(separator: "\n")
        var model = try train(.tags(), text) { settings in
            settings.epochs = 1
            settings.numbers = 16
            settings.graphs = .both
        }
        let written = try Graph(text: "bias other +1.50 if token[0]=b and margin root < 300")
        try model.graphs?.apply(.add(GraphLines.Line(written), before: nil))
        return model
    }
    /// Pairs with graphs that are decoded, and a graph beside them that an embedding selects: with m every a becomes b, and with
    /// n every b becomes a.
    static let decodedGraphs = Result {
        var generator = TextGenerator(seed: 4)
        let pairs = (0..<160).map { _ in
            let cue = generator.pick(["m", "n"])
            var words = (0..<6).map { _ in generator.pick(["a", "b", "c"]) }
            words[Int.random(in: 0..<6, using: &generator)] = cue
            let answer = words.map { cue == "m" && $0 == "a" ? "b" : cue == "n" && $0 == "b" ? "a" : $0 }
            return words.joined(separator: " ") + "\t" + answer.joined(separator: " ") + "\n"
        }
        var model = try train(.pairs(.words), pairs.joined()) { settings in
            settings.epochs = 1
            settings.numbers = 16
            // What each position sees of the input says nothing of the cue.
            settings.layers = [.at("token[0]")]
            settings.graphs = .list
            settings.graphChoice = .decoded
        }
        if let reach = GraphReach(point: Array(repeating: 30_000, count: 32), square: 1 << 40) {
            try model.graphs?.apply(
                .select(try Graph(text: "substitute c -> d"), by: reach, found: "nowhere"))
        }
        try model.graphs?.apply(.choose(.decoded))
        return model
    }
    /// Pairs of characters with graphs that change how many there are.
    static let characterGraphs = Result {
        var model = try characters.get()
        var graphs = ModelGraphs()
        for text in [
            "substitute 1 -> 1 1", "continue 9 if length out < 30",
            "substitute 2 -> nothing if place modulo 2 = 0",
        ] {
            try graphs.apply(.add(GraphLines.Line(try Graph(text: text)), before: nil))
        }
        model.graphs = graphs
        return model
    }

    private static let numberPairs = """
        one two three\t1 2 3
        two two\t2 2
        three one\t3 1
        one\t1
        two\t2
        three\t3
        two three one\t2 3 1

        """

    /// Trains on a text.
    static func train(
        _ format: DataFormat, _ text: String, change: (inout TrainingSettings) throws -> Void = { _ in }
    ) throws -> Model {
        var settings = TrainingSettings(for: format)
        try change(&settings)
        return try Trainer(format, settings: settings).train(MemorySource(text, name: "train.txt"))
    }

    /// CoNLL-U with comments, a range and an empty node in every sentence.
    static func conlluText(_ count: Int, seed: UInt64) -> String {
        EnglishLikeText.sentences(count, seed: seed).enumerated().map { number, words in
            var text = "# sent_id = s\(number)\n1-2\tof the\t_\t_\t_\t_\t_\t_\t_\t_\n"
            for (index, word) in words.enumerated() {
                text += "\(index + 1)\t\(word.text)\t_\t\(word.tag)\t_\t_\t0\troot\t_\tMisc=Yes\n"
                if index == 1 { text += "2.1\telided\t_\tVERB\t_\t_\t_\t_\t_\t_\n" }
            }
            return text
        }.joined(separator: "\n") + "\n"
    }
}

/// The sample models by name, for tests that run on all of them.
enum SampleModel: CaseIterable {
    case spacing, tags, chunks, characters, keyLayers, words, conllu, structure, knownWords

    var model: Model {
        get throws {
            switch self {
            case .spacing: try SampleModels.spacing.get()
            case .tags: try SampleModels.tags.get()
            case .chunks: try SampleModels.chunks.get()
            case .characters: try SampleModels.characters.get()
            case .keyLayers: try SampleModels.keyLayers.get()
            case .words: try SampleModels.words.get()
            case .conllu: try SampleModels.conllu.get()
            case .structure: try SampleModels.structure.get()
            case .knownWords: try SampleModels.knownWords.get()
            }
        }
    }

    /// A text that the model can read, in several records.
    func input(records: Int, seed: UInt64) -> String {
        let sentences = EnglishLikeText.sentences(records, seed: seed)
        let blank = seed % 2 == 0 ? "\n\n" : "\n"
        switch self {
        case .spacing, .knownWords:
            return sentences.map { $0.map(\.text).joined() + "\n" }.joined()
        case .tags:
            return sentences.map { $0.map { $0.text + "\n" }.joined() }.joined(separator: blank)
        case .chunks, .structure:
            return sentences.map { $0.map { "\($0.text)\t\($0.tag)\n" }.joined() }.joined(separator: blank)
        case .characters, .keyLayers:
            return sentences.map { $0.map(\.text).joined(separator: " ") + "\n" }.joined()
        case .words:
            return sentences.indices.map { "three two one".prefix(5 + $0 % 9) + "\n" }.joined()
        case .conllu:
            return SampleModels.conlluText(records, seed: seed)
        }
    }

    /// The records of an input, one after another; a blank line is an empty record.
    func records(of input: String) -> [String] {
        let lines = input.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard [.tags, .chunks, .structure, .conllu].contains(self) else { return lines.map(String.init) }
        var records: [String] = []
        var isNew = true
        for line in lines {
            if line.isEmpty {
                records.append("")
            } else if isNew {
                records.append(String(line))
            } else {
                records[records.count - 1] += "\n" + line
            }
            isNew = line.isEmpty
        }
        return records
    }
}
