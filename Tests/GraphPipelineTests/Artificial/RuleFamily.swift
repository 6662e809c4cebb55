import GraphPipeline
import TestSupport
import Testing

/// An artificial rule: what it does, in Swift, and the graphs that say it.
struct RuleFamily: Sendable, CustomTestStringConvertible {
    /// Its name.
    let name: String
    /// The graph tokens that it is about.
    let about: [String]
    /// The tokens of its inputs.
    var alphabet = "a b c d e f g h"
    /// How long its inputs are.
    var lengths = 6...20
    /// The graphs that say the rule, one a line.
    let graphs: String
    /// The rule itself, told without graphs.
    let apply: @Sendable ([String]) -> [String]

    var testDescription: String { name }

    /// Random inputs with their outputs: some with few kinds of tokens, so that counts and repetitions occur, and all with
    /// distractors, tokens that the rule does not speak of. The rule changes about half of them, where twenty tries
    /// find one of either kind, so that always copying and always changing are both wrong often.
    func pairs(_ count: Int, seed: UInt64) -> [(input: [String], output: [String])] {
        var random = GraphGenerator(seed: seed)
        let all = alphabet.split(separator: " ").map(String.init)
        return (0..<count).map { _ in
            let isChanged = random.chance(50)
            var pair: (input: [String], output: [String]) = ([], [])
            for _ in 0..<20 {
                let kinds = random.chance(50) ? all : Array(all.shuffled(using: &random.random).prefix(4))
                pair.input = (0..<random.number(lengths)).map { _ in random.pick(kinds) }
                pair.output = apply(pair.input)
                if (pair.input != pair.output) == isChanged { break }
            }
            return pair
        }
    }

    /// Pairs as lines of the format `pairs`.
    func lines(_ count: Int, seed: UInt64) -> String {
        pairs(count, seed: seed).map { "\($0.joined(separator: " "))\t\($1.joined(separator: " "))\n" }
            .joined()
    }
}

extension Array<String> {
    /// Replaces at the positions that the condition picks.
    func replacing(_ old: String, by new: String..., where holds: (Int) -> Bool = { _ in true }) -> [String] {
        indices.flatMap { self[$0] == old && holds($0) ? new : [self[$0]] }
    }

    /// Keeps the positions that the condition picks.
    func keeping(_ holds: (Int) -> Bool) -> [String] { indices.filter(holds).map { self[$0] } }

    /// Steps to the nearest such token on one side; a large number where there is none.
    func nearest(_ token: String, leftOf position: Int) -> Int {
        self[..<position].lastIndex(of: token).map { position - $0 } ?? 1_000
    }

    func nearest(_ token: String, rightOf position: Int) -> Int {
        self[(position + 1)...].firstIndex(of: token).map { $0 - position } ?? 1_000
    }

    func count(of token: String) -> Int { count { $0 == token } }
}
