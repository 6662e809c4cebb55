/// Training data of every format, made from one small list of words.
enum SampleText: String, CustomStringConvertible {
    case spacing, tags, chunks, pairs, conllu

    var description: String { rawValue }

    /// The options that `train` needs.
    var options: String {
        switch self {
        case .spacing: "--format spacing"
        case .tags, .chunks, .conllu: "--format tags"
        case .pairs: "--format pairs --tokens words"
        }
    }

    private static let words = [
        ("the", "DET", "B-NP"), ("old", "ADJ", "I-NP"), ("cat", "NOUN", "I-NP"), ("sees", "VERB", "B-VP"),
        ("a", "DET", "B-NP"), ("green", "ADJ", "I-NP"), ("dog", "NOUN", "I-NP"), ("today", "ADV", "O"),
        ("every", "DET", "B-NP"), ("river", "NOUN", "I-NP"), ("carries", "VERB", "B-VP"),
        ("no", "DET", "B-NP"),
        ("letter", "NOUN", "I-NP"), ("often", "ADV", "O"),
    ]

    /// Sentences that walk through the words with different strides.
    private static let sentences = (0..<120).map { sentence in
        (0..<(4 + sentence % 6)).map { words[(sentence * 5 + $0 * (1 + sentence % 3)) % words.count] }
    }

    var training: String {
        switch self {
        case .spacing:
            Self.sentences.map { $0.map(\.0).joined(separator: " ") + "\n" }.joined()
        case .tags:
            Self.sentences.map { $0.map { "\($0.0)\t\($0.1)\n" }.joined() }.joined(separator: "\n")
        case .chunks:
            Self.sentences.map { $0.map { "\($0.0)\t\($0.1)\t\($0.2)\n" }.joined() }.joined(separator: "\n")
        case .pairs:
            Self.sentences.map { sentence in
                let (input, output) = (sentence.map(\.0), sentence.map(\.1))
                return input.joined(separator: " ") + "\t" + output.joined(separator: " ") + "\n"
            }.joined()
        case .conllu:
            Self.sentences.map { sentence in
                "# text = \(sentence.map(\.0).joined(separator: " "))\n"
                    + sentence.enumerated().map { index, word in
                        "\(index + 1)\t\(word.0)\t_\t\(word.1)" + String(repeating: "\t_", count: 6) + "\n"
                    }.joined()
            }.joined(separator: "\n") + "\n"
        }
    }
}
