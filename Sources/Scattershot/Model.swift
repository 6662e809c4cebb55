import KeyLayers
import TokenPipeline

/// A trained model: what its data looks like, and the token model that does the work. Immutable; any number of threads
/// may use it at once.
public struct Model: Sendable {
    /// What the data looks like.
    public let format: DataFormat
    /// Dictionaries, layers, rows and keys.
    public let tokens: TokenModel
    /// How the model came about.
    public let provenance: Provenance

    init(format: DataFormat, tokens: TokenModel, provenance: Provenance) {
        self.format = format
        self.tokens = tokens
        self.provenance = provenance
    }

    /// The layers as text, in the order of their numbers.
    ///
    /// - Complexity: O(layers).
    public var layers: [String] { tokens.frame.layout.layers.map(\.description) }
}

/// How a model came about. Together with the layers, keys and distance of the model this is what its training was given,
/// the data aside.
public struct Provenance: Sendable, Hashable, Codable {
    /// Version of Scattershot that trained it.
    public var version: String
    /// Seed of keys, order and noise.
    public var seed: UInt64
    /// Passes over the training data.
    public var epochs: Int
    /// `canonical`, or `sampled` with the number of samples and the colour; without a colour it is white.
    public var noise: String
    /// Margin, as a share of the largest possible distance.
    public var margin: Double
    /// Rows with fewer updates were left out.
    public var minimumUpdates: UInt32
    /// Spans seen less often were unknown.
    public var minimumSpans: Int
    /// Sequences in the training data.
    public var sequences: Int
    /// Positions in the training data.
    public var positions: Int
    /// Decisions taken in all of training.
    public var decisions: Int
}

/// The version of this library.
public let scattershotVersion = "0.1.0"
