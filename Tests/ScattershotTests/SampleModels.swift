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
    static let words = Result {
        try train(.pairs(.words), String(repeating: numberPairs, count: 10))
    }
    static let conllu = Result { try train(.conllu, conlluText(100, seed: 5)) }

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
        _ format: DataFormat, _ text: String, change: (inout TrainingSettings) -> Void = { _ in }
    ) throws -> Model {
        var settings = TrainingSettings(for: format)
        change(&settings)
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
    case spacing, tags, chunks, characters, words, conllu

    var model: Model {
        get throws {
            switch self {
            case .spacing: try SampleModels.spacing.get()
            case .tags: try SampleModels.tags.get()
            case .chunks: try SampleModels.chunks.get()
            case .characters: try SampleModels.characters.get()
            case .words: try SampleModels.words.get()
            case .conllu: try SampleModels.conllu.get()
            }
        }
    }

    /// A text that the model can read, in several records.
    func input(records: Int, seed: UInt64) -> String {
        let sentences = EnglishLikeText.sentences(records, seed: seed)
        let blank = seed % 2 == 0 ? "\n\n" : "\n"
        switch self {
        case .spacing:
            return sentences.map { $0.map(\.text).joined() + "\n" }.joined()
        case .tags:
            return sentences.map { $0.map { $0.text + "\n" }.joined() }.joined(separator: blank)
        case .chunks:
            return sentences.map { $0.map { "\($0.text)\t\($0.tag)\n" }.joined() }.joined(separator: blank)
        case .characters:
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
        guard [.tags, .chunks, .conllu].contains(self) else { return lines.map(String.init) }
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
