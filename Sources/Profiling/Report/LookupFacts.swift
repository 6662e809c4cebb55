/// What look-ups in one table, or for one layer, did.
public struct LookupFacts: Codable, Sendable, Equatable {
    /// What was looked up in, for example "tokens of column 1" or "layer suffix3[0]".
    public var name: String
    /// Look-ups.
    public var lookups: Int
    /// Look-ups that found something.
    public var hits: Int
    /// Further figures with their unit, for example ("load factor", 0.87, "") or ("keys visited", 17, "a decision").
    public var figures: [Figure]

    /// A named figure.
    public struct Figure: Codable, Sendable, Equatable {
        /// What it is.
        public var name: String
        /// The value.
        public var value: Double
        /// Unit; empty for a ratio.
        public var unit: String

        /// A figure.
        public init(name: String, value: Double, unit: String) {
            self.name = name
            self.value = value
            self.unit = unit
        }
    }

    /// Facts of a table or layer.
    public init(name: String, lookups: Int, hits: Int, figures: [Figure]) {
        self.name = name
        self.lookups = lookups
        self.hits = hits
        self.figures = figures
    }
}
