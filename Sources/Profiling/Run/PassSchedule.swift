/// How often a run is repeated: passes with probes and passes without them take turns, so that whatever else the machine
/// does meets both alike.
public struct PassSchedule: Sendable {
    /// Seconds that all passes together may take, about; at least one of each kind runs whatever they take.
    public var seconds: Double
    /// Pairs of passes; nil: as many as the seconds allow, at most 100.
    public var pairs: Int?
    /// Whether another run's passes are compared with these. Then there are always enough of them for the rank sum test to tell
    /// something, however long they take.
    public var isCompared: Bool

    /// Fewest pairs whose passes can be told apart: of two samples of four, all of one lie below all of the other by chance in one
    /// of 35 cases.
    static let fewestCompared = 4

    /// A schedule.
    public init(seconds: Double = 4, pairs: Int? = nil, isCompared: Bool = false) {
        self.seconds = seconds
        self.pairs = pairs
        self.isCompared = isCompared
    }

    /// Pairs of passes when one pass takes `pass` seconds.
    func count(pass: Double) -> Int {
        if let pairs { return max(pairs, 1) }
        let fitting = seconds / max(2 * pass, 1e-6)
        // Medians and intervals want a handful; a pass that takes minutes is not repeated for their sake.
        let fewest = pass > seconds && !isCompared ? 1 : Self.fewestCompared
        return Int(min(max(fitting, Double(fewest)), 100))
    }
}
