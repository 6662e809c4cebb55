/// Hardware counters, where the system allows them.
public struct CounterFacts: Codable, Sendable, Equatable {
    /// Why there are none, as a sentence with the remedy; nil when there are some.
    public var unavailable: String?
    /// Counted events over all measured passes and workers.
    public var values: [Value]

    /// A counter and what it counted.
    public struct Value: Codable, Sendable, Equatable {
        /// Name, for example "instructions".
        public var name: String
        /// Events.
        public var count: Double

        /// A counter's value.
        public init(name: String, count: Double) {
            self.name = name
            self.count = count
        }
    }

    /// Facts of counters.
    public init(unavailable: String?, values: [Value]) {
        self.unavailable = unavailable
        self.values = values
    }
}
