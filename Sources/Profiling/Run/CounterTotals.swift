import Platform

/// What the counters of several passes counted, in the order in which they were first met.
struct CounterTotals {
    private let unavailable: String?
    private var values: [CounterFacts.Value] = []

    init(_ counters: PerformanceCounters) { unavailable = counters.unavailable }

    /// Adds what was counted in a pass.
    mutating func add(_ counted: [PerformanceCounters.Value]) {
        for value in counted {
            if let known = values.firstIndex(where: { $0.name == value.name }) {
                values[known].count += value.count
            } else {
                values.append(CounterFacts.Value(name: value.name, count: value.count))
            }
        }
    }

    var facts: CounterFacts { CounterFacts(unavailable: unavailable, values: values) }
}
