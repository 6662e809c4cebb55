import Scattershot
import TestSupport

/// Pairs of unequal length that follow a rule of spelling: letters to sounds, with letters that have none and letters
/// that have two.
enum UnequalPairs {
    /// What a letter sounds like, where `h` is silent and `x` has two sounds.
    static func sounds(of word: String) -> [String] {
        word.flatMap { letter -> [String] in
            switch letter {
            case "h": []
            case "x": ["K", "S"]
            default: [letter.uppercased()]
            }
        }
    }

    /// Words of a few letters; some have no sound at all.
    static func words(_ count: Int, seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            String(
                (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                    "abhkx".randomElement(using: &generator) ?? "a"
                })
        }
    }

    /// Lines of training data.
    static func text(_ count: Int, seed: UInt64) -> String {
        words(count, seed: seed).map { "\($0)\t\(sounds(of: $0).joined(separator: " "))\n" }.joined()
    }

    static func model(_ emissionWay: DataFormat.EmissionWay) throws -> Model {
        try SampleModels.train(.pairs(.characters, .words, emit: emissionWay), text(400, seed: 7)) {
            $0.epochs = 4
        }
    }
}
