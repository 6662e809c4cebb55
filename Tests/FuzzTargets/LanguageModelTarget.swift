import Platform
import Scattershot
import TokenPipeline

/// A file of what a text teaches: refused in one line, or used to score, to continue, and to be written again.
struct LanguageModelTarget: FuzzTarget {
    static let name = "language"

    private let file: ScratchFile

    init() throws { file = try ScratchFile() }

    var mutator: Mutator? { FileMutators.container }

    func seeds() throws -> [[UInt8]] {
        try [1, 3].map { order in
            let model = try LanguageModel(
                learning: MemorySource("the cat sees the dog. the naïve dog sees 👩‍👧."),
                settings: NextTokenSettings(order: order))
            try model.write(to: file.path + ".seed")
            return try file.get(file.path + ".seed")
        }
    }

    func run(_ bytes: [UInt8]) throws {
        try file.put(bytes)
        let model: LanguageModel
        do {
            model = try LanguageModel(contentsOf: file.path)
        } catch let error as ModelFileError {
            return checkRefusal(error)
        }
        try model.write(to: file.path + ".again")
        _ = try LanguageModel(contentsOf: file.path + ".again")
        for prompt in [nil, "the dog"] as [String?] {
            for temperature in [0, 0.7] {
                var text = TextContinuation(of: model, prompt: prompt, temperature: temperature, seed: 3)
                _ = text.next(characters: 30)
            }
        }
        for isAdapting in [false, true] {
            let score = try model.score(MemorySource("a cat. the zebra"), isAdapting: isAdapting)
            require(score.characters == 16, "\(score.characters) characters of 16")
        }
    }
}
