/// What made a graph that a search tried.
public enum CandidateMaker: String, Sendable, Hashable, Codable, CaseIterable {
    /// It was built at places where the token decoder errs.
    case errors
    /// It is an edit of graphs that help.
    case edits
    /// It was decoded from sampled noise.
    case noise
}

/// How many graphs each maker made.
public struct MakerCounts: Sendable, Hashable, Codable {
    /// Built at errors.
    public internal(set) var errors = 0
    /// Edited.
    public internal(set) var edits = 0
    /// Decoded from sampled noise.
    public internal(set) var noise = 0

    init(_ makers: some Sequence<CandidateMaker>) {
        for maker in makers {
            switch maker {
            case .errors: errors += 1
            case .edits: edits += 1
            case .noise: noise += 1
            }
        }
    }
}

/// What came of sampled noise.
public struct NoiseDraws: Sendable, Hashable, Codable {
    /// Sequences of graph tokens that were decoded.
    public internal(set) var draws = 0
    /// Those that were another graph than the one that the noise was sampled around.
    public internal(set) var graphs = 0
    /// Those that were none, or one that the search cannot say; they are dropped.
    public internal(set) var refused = 0

    mutating func add(_ others: NoiseDraws) {
        draws += others.draws
        graphs += others.graphs
        refused += others.refused
    }
}
