import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

/// Everything that decides what training makes of given data.
public struct TrainingSettings: Sendable {
    /// Seed of keys, order and noise. The same seed gives the same model on any machine and any number of threads.
    public var seed: UInt64 = 1
    /// Passes over the training data.
    public var epochs: Int
    /// Numbers in a row and a key: 16, 32 or 64.
    public var numbers = 32
    /// Falls from digit to digit: `f` of the distance.
    public var digitFactor = 10.0
    /// Cost of a digit that differs: `P` of the distance.
    public var penalty = 0
    /// What rows are subtracted from.
    public var start = EncoderStart.middle
    /// How the decoder's keys are drawn.
    public var spread = KeySpread.uniform
    /// Whose keys are rearranged before training.
    public var permuted = PermutedKeys.inputs
    /// Keys of input tokens that were found before, for layers that see their leading digits; nil to search for them.
    public var keys: KeyList?
    /// Which states layers see in training.
    public var history = TrainingHistory.own
    /// How noise is found.
    public var noise = NoiseRule.canonical
    /// A right answer that leads the runner-up by less than this share of the largest possible distance is treated as an
    /// error.
    public var margin = 0.022
    /// Rows with fewer updates are left out.
    public var minimumUpdates: UInt32 = 1
    /// Spans seen less often are unknown.
    public var minimumSpans = 2
    /// Links, ranks and borrowing of the emitted states.
    public var states = StateSettings()
    /// Which graphs are looked for when the tokens are learned.
    public var graphs = GraphLearning.off
    /// How graphs are chosen for an input; what is learned for it runs only where it is better than all graphs in order.
    public var graphChoice = GraphChoice.order
    /// How pairs become training data; of `pairs` alone.
    public var pairs = PairSettings()
    /// Columns that layers need beside those of the data.
    public var columns: [DerivedColumn] = []
    /// The context layers.
    public var layers: [ContextLayer]

    /// The fast settings for a format, as measured on development data.
    ///
    /// - Complexity: O(layers).
    public init(for format: DataFormat) {
        layers = DefaultLayers.layers(for: format)
        epochs = format.kind == .spacing ? 3 : 8
        if format.kind == .pairs { history = .wanted }
    }

    /// The settings that a model was trained with, as far as it tells.
    ///
    /// - Complexity: O(layers).
    public init(of model: Model) {
        let (frame, provenance) = (model.tokens.frame, model.provenance)
        columns = frame.derived
        layers = frame.layout.layers
        seed = provenance.seed
        epochs = provenance.epochs
        numbers = frame.distance.shape.numbers
        let weights = frame.distance.weights
        // Weights are the powers of the factor, rounded; the last one is 1.
        if weights.count >= 2 { digitFactor = Double(weights[weights.count - 2]) }
        penalty = Int(frame.distance.penalty)
        start = frame.start
        spread = frame.spread
        keys = KeyList(of: model)
        permuted = frame.keyOwners == nil ? .inputs : .both
        history = provenance.history
        noise = NoiseRule(provenance.noise) ?? noise
        margin = provenance.margin
        minimumUpdates = provenance.minimumUpdates
        minimumSpans = provenance.minimumSpans
        states = provenance.states ?? states
    }

    /// The layers that training uses: those of the links that the states' rule leaves.
    var usedLayers: [ContextLayer] {
        layers.filter { layer in
            switch (states.node, layer.link) {
            case (_, nil), (.record, _), (.both, _), (.b, .present), (.c, .window): true
            case (.b, _), (.c, _), (.none, _): false
            }
        }
    }

    /// Checks the settings before any data is read.
    ///
    /// - Throws: `InvalidStructure` naming the setting that is out of range.
    /// - Complexity: O(1).
    public func check() throws(InvalidStructure) {
        guard RowTable.allowedNumbers.contains(numbers) else {
            throw InvalidStructure("the number of numbers must be 16, 32 or 64, not \(numbers)")
        }
        guard (1...1000).contains(epochs) else {
            throw InvalidStructure("epochs must be 1 to 1000, not \(epochs)")
        }
        guard (0...1).contains(margin) else {
            throw InvalidStructure("the margin must be 0 to 1, not \(margin)")
        }
        guard minimumSpans >= 1 else {
            throw InvalidStructure("spans must be seen at least once, not \(minimumSpans)")
        }
        if case .sampled(let samples, _) = noise, !(2...1 << 20).contains(samples) {
            throw InvalidStructure("samples must be 2 to \(1 << 20), not \(samples)")
        }
        guard graphChoice == .order || graphs == .list else {
            throw InvalidStructure(
                "graphs are chosen from a list: '\(graphChoice.rawValue)' needs a list to be learned, alone")
        }
        try pairs.check()
        try states.check()
        _ = try distance()
        guard !layers.isEmpty else {
            throw InvalidStructure("no layers; give at least one, for example 'bias'")
        }
        guard !usedLayers.isEmpty else {
            throw InvalidStructure(
                "the rule '\(states.node.rawValue)' for the states leaves no layer; give one that looks at the input"
            )
        }
    }

    /// The distance that the settings describe.
    func distance() throws(InvalidStructure) -> DigitDistance {
        try DigitDistance(shape: .vector(numbers), factor: digitFactor, penalty: penalty)
    }
}
