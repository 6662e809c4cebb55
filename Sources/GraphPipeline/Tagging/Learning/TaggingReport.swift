/// What learning graphs tried, what it kept and why.
public struct TaggingReport: Sendable, Hashable, Codable {
    /// What a part of what was learned did to the three slices of the training data.
    public struct Effects: Sendable, Hashable, Codable {
        /// The sequences that were learned from.
        public internal(set) var selection = GraphEffect()
        /// Those in which what was found had to hold as well.
        public internal(set) var validation = GraphEffect()
        /// Those that no search has seen.
        public internal(set) var untouched = GraphEffect()
    }

    /// Something that was learned, whether or not it was kept.
    public struct Entry: Sendable, Hashable, Codable {
        /// What it is, for people.
        public let text: String
        /// What it did.
        public let effects: Effects
        /// Whether it is part of the result.
        public let isAccepted: Bool
        /// What made it; nil for what is no graph of the list.
        public var maker: CandidateMaker?
    }

    /// Sequences and positions of the slices.
    public internal(set) var sequences = 0, positions = 0
    /// Counts that hold in nearly all sequences; what each does to the tokens' labels.
    public internal(set) var constraints: [Entry] = []
    /// The graphs of the list, in order; what each does to what those before it left.
    public internal(set) var graphs: [Entry] = []
    /// The list as a whole, compared with constraints alone; nil when none was searched or nothing was found.
    public internal(set) var list: Entry?
    /// The rows, compared with constraints alone. Selection stands for all that they were learned from.
    public internal(set) var rows: Entry?
    /// Graphs that the search looked at.
    public internal(set) var tried = 0
    /// The makers of the list's graphs, where it was accepted.
    public internal(set) var makers = MakerCounts([])
    /// What came of sampled noise.
    public internal(set) var noise = NoiseDraws()
}

/// News from learning graphs.
public enum TaggingProgress: Sendable {
    /// A pass over rows has ended; the passes that there are in all.
    case rows(pass: Int, of: Int)
    /// So many graphs were evaluated for a list, in so many seconds: what each gains with every weight.
    case scored(candidates: Int, seconds: Double)
    /// A round of searching a list has ended; the graphs that were found so far.
    case list(round: Int, graphs: Int)
}
