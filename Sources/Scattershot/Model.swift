import KeyLayers
import Platform
import TokenPipeline

/// A trained model: what its data looks like, and the token model that does the work. A value: any number of threads
/// may use it at once.
public struct Model: Sendable {
    /// What the data looks like.
    public let format: DataFormat
    /// Dictionaries, layers, rows and keys.
    public let tokens: TokenModel
    /// The first pass, whose decisions the layers of `tokens` see; nil for a model of one pass.
    public let firstPass: TokenModel?
    /// How the model came about.
    public let provenance: Provenance
    /// The costs by which the training data was aligned; of `pairs` alone.
    public let alignment: AlignmentTable?
    /// The graphs that edit what the token decoder decides; nil where there never were any.
    public var graphs: ModelGraphs?
    /// Rows of the decoder of graph sequences; nil where none was learned.
    public internal(set) var graphRows: TokenModel?

    init(
        format: DataFormat, tokens: TokenModel, firstPass: TokenModel? = nil, provenance: Provenance,
        alignment: AlignmentTable? = nil, graphs: ModelGraphs? = nil, graphRows: TokenModel? = nil
    ) {
        self.graphRows = graphRows
        self.alignment = alignment
        self.graphs = graphs
        self.format = format
        self.tokens = tokens
        self.firstPass = firstPass
        self.provenance = provenance
    }

    /// Checks that the model can be searched with a beam.
    ///
    /// - Parameter width: hypotheses that are kept; 1 to always take the nearest token.
    /// - Throws: `InvalidStructure` when the width is not one of `BeamWidth.allowed`, or the model, which may be an older one,
    ///   does not say what decisions cost.
    /// - Complexity: O(1).
    public func checkBeam(_ width: Int) throws(InvalidStructure) {
        let allowed = BeamWidth.allowed
        guard allowed.contains(width) else {
            throw InvalidStructure(
                "a beam has a width of \(allowed.lowerBound) to \(allowed.upperBound), not \(width)")
        }
        guard width == 1 || tokens.costs != nil else {
            throw InvalidStructure(
                "the model does not say what decisions cost, which a beam needs; train it again, or use a beam of 1"
            )
        }
        guard width == 1 || RunnableGraphs(self)?.needsDistances != true else {
            throw InvalidStructure(
                "the model's graphs weigh the distances of single decisions, which a beam does not give; use a beam of 1"
            )
        }
    }

    /// The layers as text, in the order of their numbers.
    ///
    /// - Complexity: O(layers).
    public var layers: [String] { tokens.frame.layout.layers.map(\.description) }

    /// The derived columns and the layers: what a file of layers holds.
    ///
    /// - Complexity: O(layers).
    public var layerList: LayerList {
        LayerList(columns: tokens.frame.derived, layers: tokens.frame.layout.layers)
    }
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
    /// Which states layers saw.
    public var history: TrainingHistory
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
    /// Links, ranks and borrowing of states; nil in models from before there was a choice.
    public var states: StateSettings?
    /// What the model was merged from; nil when it was trained as a whole.
    public var merged: MergedShards?
}

/// The version of this library.
public let scattershotVersion = "0.1.0"
