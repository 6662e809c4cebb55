/// How often a run is repeated: passes with probes and passes without them take turns, so that whatever else the machine
/// does meets both alike.
public struct PassSchedule: Sendable {
    /// Seconds that all passes together may take, about; at least one of each kind runs whatever they take.
    public var seconds: Double
    /// Pairs of passes; nil: as many as the seconds allow, between 3 and 100.
    public var pairs: Int?

    /// A schedule.
    public init(seconds: Double = 4, pairs: Int? = nil) {
        self.seconds = seconds
        self.pairs = pairs
    }

    /// Pairs of passes when one pass takes `pass` seconds.
    func count(pass: Double) -> Int {
        if let pairs { return max(pairs, 1) }
        let fitting = seconds / max(2 * pass, 1e-6)
        // Medians and intervals want a handful; a pass that takes minutes is not repeated for their sake.
        if pass > seconds { return 1 }
        return Int(min(max(fitting, 3), 100))
    }
}
