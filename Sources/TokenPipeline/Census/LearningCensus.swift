import CuckooTable

/// What learning looks up, counted in the decisions that a probe times, one in sixteen: in the others it costs nothing, and
/// nothing at all without probes. One census may be given to several trainings of one model.
public final class LearningCensus {
    /// The layers in the order of the model; empty before anything was counted. A look-up finds a row when the row was
    /// there before the decision.
    public private(set) var layers: [LookupCensus.Layer] = []
    /// Decisions that were counted.
    public private(set) var decisions = 0

    /// Nothing counted yet.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Counts the look-ups of a decision.
    ///
    /// - Parameters:
    ///   - signatures: what was looked up, in the order of `numbers`.
    ///   - rows: what was found, and what was made since; 0 for nothing.
    ///   - known: rows that there were before.
    ///   - numbers: the layers.
    func count(
        _ signatures: UnsafePointer<Signature>, rows: UnsafePointer<UInt32>, known: Int,
        layers numbers: [Int]
    ) {
        if layers.isEmpty { layers = Array(repeating: LookupCensus.Layer(), count: numbers.count) }
        decisions += 1
        for (place, layer) in numbers.enumerated() {
            guard !signatures[place].isAbsent else {
                layers[layer].unknown += 1
                continue
            }
            layers[layer].lookups += 1
            if rows[place] != 0 && Int(rows[place]) <= known { layers[layer].hits += 1 }
        }
    }
}
