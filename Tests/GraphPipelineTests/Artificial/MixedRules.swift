import GraphPipeline
import TestSupport
import Testing

/// Inputs of several artificial rules mixed, each with a cue that says which rule holds.
struct MixedRules: Sendable, CustomTestStringConvertible {
    /// What says which rule holds.
    enum Cue: String, Sendable, CaseIterable {
        /// A token of the rule's own at some place.
        case marker
        /// Tokens of the rule's own vocabulary among the others.
        case vocabulary
        /// How long the input is.
        case length
    }

    /// One input.
    struct Example {
        /// Number of the rule.
        var rule: Int
        var input: [String]
        var output: [String]
    }

    let cue: Cue
    let families: [RuleFamily]

    var testDescription: String { "\(cue) for \(families.map(\.name).joined(separator: ", "))" }

    /// Rules of one graph each, whose graphs do different things to the same letters.
    static let all: [MixedRules] = Cue.allCases.map { cue in
        let names = ["after-h", "third-a", "reverse", "swap", "every-second", "near-h"]
        let families = names.compactMap { name in RuleFamily.all.first { $0.name == name } }
        return MixedRules(cue: cue, families: cue == .length ? Array(families.prefix(4)) : families)
    }

    var name: String { "mixed-\(cue)" }

    /// The graph that is right for each rule.
    func graphs() throws -> [Graph] { try families.flatMap { try GraphLines(text: $0.graphs).enabled } }

    /// Random inputs with the outputs of their rules.
    func examples(_ count: Int, seed: UInt64) -> [Example] {
        var random = GraphGenerator(seed: seed)
        let letters = "a b c d e f g h".split(separator: " ").map(String.init)
        return (0..<count).map { _ in
            let rule = random.number(0...families.count - 1)
            let length = cue == .length ? 4 + 3 * rule...6 + 3 * rule : 5...14
            var input = random.list(length) { $0.pick(letters) }
            switch cue {
            case .marker: input[random.number(0...input.count - 1)] = "m\(rule)"
            case .vocabulary:
                for place in input.indices where random.chance(30) || place == 0 {
                    input[place] = "\(random.pick(["x", "y", "z"]))\(rule)"
                }
            case .length: break
            }
            return Example(rule: rule, input: input, output: families[rule].apply(input))
        }
    }

    /// Examples as lines of the format `pairs`.
    func lines(_ count: Int, seed: UInt64) -> String {
        examples(count, seed: seed).map {
            "\($0.input.joined(separator: " "))\t\($0.output.joined(separator: " "))\n"
        }.joined()
    }
}
