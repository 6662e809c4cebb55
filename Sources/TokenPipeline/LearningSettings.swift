import NoiseSampling

/// How noise is found when the nearest token is not the wanted one.
public enum NoiseRule: Sendable, Hashable {
    /// key(predicted) − key(wanted): the direction that sampling converges to.
    case canonical
    /// The mean direction of those of `samples` noise vectors that lead to the wanted token.
    case sampled(samples: Int, colour: NoiseColour = .white)
}

extension NoiseRule: LosslessStringConvertible {
    /// Reads what `description` writes; samples without a colour are white.
    ///
    /// - Complexity: O(length).
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words == ["canonical"] {
            self = .canonical
        } else if words.count == 2 || words.count == 3, words[0] == "sampled", let samples = Int(words[1]),
            let colour = words.count == 2 ? .white : NoiseColour(rawValue: String(words[2]))
        {
            self = .sampled(samples: samples, colour: colour)
        } else {
            return nil
        }
    }

    /// `canonical`, or `sampled 64 pink`.
    ///
    /// - Complexity: O(1).
    public var description: String {
        switch self {
        case .canonical: "canonical"
        case .sampled(let samples, let colour): "sampled \(samples) \(colour)"
        }
    }
}

/// Which states the layers see while a model is learned.
public enum TrainingHistory: String, Sendable, Hashable, Codable, CaseIterable {
    /// What the decoder decided, right or wrong, as later in inference.
    case own
    /// What was wanted.
    case wanted
}

/// What steers learning.
public struct LearningSettings: Sendable {
    /// Seed of the order of sequences and of sampled noise.
    public var seed: UInt64
    /// How noise is found.
    public var noise: NoiseRule
    /// A right answer that leads the runner-up by less than this share of the largest possible distance is treated as an
    /// error. 0 turns it off.
    public var margin: Double
    /// Rows with fewer updates are left out of the model.
    public var minimumUpdates: UInt32
    /// Which states layers see.
    public var history: TrainingHistory
    /// Links, ranks and borrowing of states. The order of outputs is not the learner's affair.
    public var states: StateSettings

    /// Settings.
    ///
    /// - Complexity: O(1).
    public init(
        seed: UInt64, noise: NoiseRule, margin: Double, minimumUpdates: UInt32,
        history: TrainingHistory = .own, states: StateSettings = StateSettings()
    ) {
        self.seed = seed
        self.noise = noise
        self.margin = margin
        self.minimumUpdates = minimumUpdates
        self.history = history
        self.states = states
    }
}
