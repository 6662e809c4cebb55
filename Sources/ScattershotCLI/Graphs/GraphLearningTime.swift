import Scattershot

/// Seconds that the parts of learning graphs took: the time up to each news belongs to the part that it tells of.
struct GraphLearningTime: Encodable {
    private(set) var heldOut = 0.0
    private(set) var rows = 0.0
    private(set) var list = 0.0
    /// Of the list's time, what went into evaluating graphs.
    private(set) var evaluation = 0.0
    private(set) var rewriting = 0.0
    private(set) var choosing = 0.0
    private var last: (instant: ContinuousClock.Instant, part: WritableKeyPath<Self, Double>)?

    private enum CodingKeys: CodingKey { case heldOut, rows, list, evaluation, rewriting, choosing }

    /// Counts the time since the last news.
    mutating func count(_ event: GraphLearningEvent) {
        let part: WritableKeyPath<Self, Double> =
            switch event {
            case .holdingOut: \.heldOut
            case .tagging(.rows): \.rows
            case .tagging(.list), .tagging(.scored): \.list
            case .rewriting: \.rewriting
            case .choosing: \.choosing
            case .ended: last?.part ?? \.heldOut
            }
        if case .tagging(.scored(_, let seconds)) = event { evaluation += seconds }
        let now = ContinuousClock.now
        if let last { self[keyPath: part] += (now - last.instant) / .seconds(1) }
        last = (now, part)
    }
}
