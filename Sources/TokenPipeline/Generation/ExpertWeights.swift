import Platform

/// How much each context's prediction counts, by the evidence: shares that add up to 1.
///
/// They are the record of how often each context was right about text that had not been counted yet: where several gave
/// the token a probability, each wins the part of the token that it explained. Repeating that with the shares found is expectation
/// maximisation for a mixture (Jelinek and Mercer, "Interpolated estimation of Markov source parameters", 1980).
struct ExpertWeights: Equatable {
    /// Predictions that are mixed.
    let experts: Int
    /// For each evidence the share of each expert.
    private(set) var values: [Double]

    /// All experts count alike.
    init(evidences: Int, experts: Int) {
        self.experts = experts
        values = Array(repeating: 1 / Double(experts), count: evidences * experts)
    }

    /// Weights that a file holds.
    ///
    /// - Throws: `InvalidStructure` when they are not shares.
    init(evidences: Int, experts: Int, values: [Double]) throws(InvalidStructure) {
        guard values.count == evidences * experts else {
            throw InvalidStructure("\(values.count) weights for \(evidences) times \(experts) predictions")
        }
        for start in stride(from: 0, to: values.count, by: experts) {
            let shares = values[start..<start + experts]
            guard shares.allSatisfy({ $0 >= 0 }), (shares.reduce(0, +) - 1).magnitude < 1e-12 else {
                throw InvalidStructure("the weights of predictions do not add up to 1")
            }
        }
        (self.experts, self.values) = (experts, values)
    }

    /// Rounds of expectation maximisation.
    private static let rounds = 20
    /// Wins that an evidence is lent in the proportions of all others, so that one that was seen rarely is not taken at its
    /// word.
    private static let lent = 10.0

    /// Learns the shares.
    ///
    /// - Parameters:
    ///   - evidence: of each position.
    ///   - probabilities: what each expert gave the token that came, position after position.
    /// - Complexity: O(positions · experts).
    mutating func fit(evidence: [Int32], probabilities: [Double]) {
        precondition(probabilities.count == evidence.count * experts)
        var all = [Double](repeating: 1 / Double(experts), count: experts)
        for _ in 0..<Self.rounds {
            var wins = [Double](repeating: 0, count: values.count)
            var allWins = [Double](repeating: 1, count: experts)
            for (position, row) in evidence.enumerated() {
                let (first, start) = (position * experts, Int(row) * experts)
                var sum = 0.0
                for expert in 0..<experts { sum += values[start + expert] * probabilities[first + expert] }
                for expert in 0..<experts {
                    let part = values[start + expert] * probabilities[first + expert] / sum
                    wins[start + expert] += part
                    allWins[expert] += part
                }
            }
            let total = allWins.reduce(0, +)
            all = allWins.map { $0 / total }
            for start in stride(from: 0, to: values.count, by: experts) {
                let sum = wins[start..<start + experts].reduce(Self.lent, +)
                for expert in 0..<experts {
                    values[start + expert] = (wins[start + expert] + Self.lent * all[expert]) / sum
                }
            }
        }
    }
}
