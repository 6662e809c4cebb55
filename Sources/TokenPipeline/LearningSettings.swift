/// How noise is found when the nearest token is not the wanted one.
public enum NoiseRule: Sendable, Hashable {
    /// key(predicted) − key(wanted): the direction that sampling converges to.
    case canonical
    /// The mean direction of `samples` white noise vectors that lead to the wanted token.
    case sampled(samples: Int)
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

    /// Settings.
    ///
    /// - Complexity: O(1).
    public init(
        seed: UInt64, noise: NoiseRule, margin: Double, minimumUpdates: UInt32,
        history: TrainingHistory = .own
    ) {
        self.seed = seed
        self.noise = noise
        self.margin = margin
        self.minimumUpdates = minimumUpdates
        self.history = history
    }
}
