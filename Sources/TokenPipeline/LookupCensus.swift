import CuckooTable
import KeyLayers

/// What the look-ups of each layer found, counted while sequences are decoded with hashed rows. Counting is apart from
/// timing: it would be part of what is timed.
public final class LookupCensus {
    /// The look-ups of one layer.
    public struct Layer: Sendable, Hashable {
        /// Look-ups that were made: those whose parts are all known.
        public var lookups = 0
        /// Look-ups that found a row.
        public var hits = 0
        /// Times that nothing was looked up, because the layer saw a token that is in no dictionary.
        public var unknown = 0
        /// Buckets that the look-ups opened; one or two each.
        public var buckets = 0
    }

    /// The layers in the order of the model.
    public private(set) var layers: [Layer]
    private let table: SignatureTable

    /// A census of a model's layers.
    ///
    /// - Complexity: O(layers).
    public init(_ model: TokenModel) {
        layers = Array(repeating: Layer(), count: model.frame.layout.layers.count)
        table = model.table
    }

    /// Counts a look-up.
    ///
    /// - Parameter layers: numbers of the layers that the signatures stand for, again and again.
    func count(
        _ signatures: UnsafePointer<Signature>, found: UnsafePointer<UInt32>, count: Int,
        layers numbers: [Int]
    ) {
        for index in 0..<count {
            let layer = numbers[index % numbers.count]
            let buckets = table.bucketsOpened(for: signatures[index])
            guard buckets > 0 else {
                layers[layer].unknown += 1
                continue
            }
            layers[layer].lookups += 1
            layers[layer].buckets += buckets
            if found[index] != 0 { layers[layer].hits += 1 }
        }
    }
}
