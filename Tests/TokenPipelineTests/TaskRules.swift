import TestSupport
import TokenPipeline

/// The rules that tests learn.
extension SyntheticTask {
    /// The output depends on the token alone: word `i` has tag `i mod tags`.
    static func tokenRule(words: Int = 40, tags: Int = 7, sequences: Int = 200, seed: UInt64) -> SyntheticTask
    {
        var generator = SeededGenerator(seed: seed)
        var task = SyntheticTask(layers: ["bias", "token[0]", "token[-1]", "token[1]"])
        for _ in 0..<sequences {
            let choice = (0..<10).map { _ in Int.random(in: 0..<words, using: &generator) }
            task.inputs.append(choice.map { ["word\($0)"] })
            task.outputs.append(choice.map { ["tag\($0 % tags)"] })
        }
        return task
    }

    /// The output depends on what was emitted before: "open" and "close" say what it is, "on" repeats it.
    static func stateRule(sequences: Int = 150, seed: UInt64) -> SyntheticTask {
        var generator = SeededGenerator(seed: seed)
        var task = SyntheticTask(layers: ["bias", "token[0]", "out[-1]", "out[-1] token[0]"])
        for _ in 0..<sequences {
            var state = "closed"
            var (input, output) = ([[String]](), [[String]]())
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                let token =
                    (["open", "close"] + Array(repeating: "on", count: 10)).randomElement(using: &generator)
                    ?? "on"
                if token != "on" { state = token == "open" ? "opened" : "closed" }
                input.append([token])
                output.append([state])
            }
            task.inputs.append(input)
            task.outputs.append(output)
        }
        return task
    }

    static let lexicon = [
        "the", "cat", "sat", "on", "a", "mat", "rat", "at", "one", "then", "other", "he", "hen", "in", "inn",
    ]

    /// Letters run together; a blank is emitted after the last letter of each word.
    static func spacing(sequences: Int = 300, seed: UInt64) -> SyntheticTask {
        var generator = SeededGenerator(seed: seed)
        var task = SyntheticTask(layers: [
            "token[-2..0]", "token[-1..1]", "token[0..2]", "token[1..3]", "span[0]", "span[0] token[1..2]",
            "span[-1..0]",
        ])
        task.plan = .copyAndMaybeOne
        task.start = .middle
        task.spanMinimum = 1
        for _ in 0..<sequences {
            var (input, output) = ([[String]](), [[String]]())
            for _ in 0..<8 {
                let word = lexicon.randomElement(using: &generator) ?? ""
                for (index, letter) in word.enumerated() {
                    input.append([String(letter)])
                    output.append(index == word.count - 1 ? ["␣"] : [])
                }
            }
            task.inputs.append(input)
            task.outputs.append(output)
        }
        return task
    }

    /// Positions emit none to three tokens: "a" one, "x" two, a doubled letter's second none, a final "m" three.
    static func transcription(minimum: Int, maximum: Int, seed: UInt64) throws -> SyntheticTask {
        var generator = SeededGenerator(seed: seed)
        var task = SyntheticTask(layers: [
            "token[0]", "token[-1..0]", "token[0] edge[0]", "token[0] out[-1]", "token[-1..0] out[-1]",
            "token[0] out[-2..-1]", "edge[0] out[-2..-1]",
        ])
        if let plan = EmissionPlan(copiesInput: false, minimum: minimum, maximum: maximum) {
            task.plan = plan
        }
        for _ in 0..<300 {
            let letters = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                ["a", "x", "b", "m"].randomElement(using: &generator) ?? "a"
            }
            task.inputs.append(letters.map { [$0] })
            task.outputs.append(
                letters.indices.map { place in
                    let isDouble = place > 0 && letters[place] == letters[place - 1]
                    let isLast = place == letters.count - 1
                    let full: [String] =
                        switch letters[place] {
                        case "x": ["k", "s"]
                        case "m" where isLast: ["e", "m", "!"]
                        case let letter: isDouble ? [] : [letter]
                        }
                    let padded = full + Array(repeating: "-", count: max(0, minimum - full.count))
                    return Array(padded.prefix(maximum))
                })
        }
        return task
    }
}
