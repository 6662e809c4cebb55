/// What changed from one profile to another: the time of a pass, stage by stage, and whatever makes the two hard to compare.
public struct ProfileComparison: Codable, Sendable, Equatable {
    /// Name and version of the schema of a comparison's JSON.
    public static let currentSchema = "scattershot.comparison/1"

    /// What the passes can show.
    public enum Verdict: String, Codable, Sendable {
        /// The new passes take less time.
        case faster
        /// The new passes take more time.
        case slower
        /// The passes differ by no more than they do among themselves.
        case noDifference
        /// Too few passes for any difference to show.
        case tooFewPasses
    }

    /// Name and version of the schema.
    public var schema = ProfileComparison.currentSchema
    /// The former profile.
    public var old: Side
    /// The present one.
    public var new: Side
    /// What the passes can show.
    public var verdict: Verdict
    /// Median time of a new pass divided by that of an old one, with its 95 % interval; above 1 is slower. Of an item where
    /// the two ran over different amounts. Nil without passes.
    public var ratio: ConfidenceInterval?
    /// The rank sum test of the passes' times; nil without passes.
    public var test: RankSumTest?
    /// Stages of either profile, in the order of the new one.
    public var stages: [StageChange]
    /// Settings that differ.
    public var settings: [Difference]
    /// Facts of the machine that differ.
    public var machine: [Difference]
    /// What makes the comparison doubtful, a sentence each.
    public var warnings: [String]
    /// Whether both profiles are of the same kind of work on the same machine, so that the program alone makes a difference.
    public var isOfOneProgram: Bool

    /// One of the two profiles.
    public struct Side: Codable, Sendable, Equatable {
        /// Start of the run.
        public var date: String
        /// Version of the program.
        public var version: String
        /// Median nanoseconds of a pass; nil without passes.
        public var passTime: Double?
        /// How many passes were compared.
        public var passes: Int
        /// Items of one pass.
        public var items: Int
    }

    /// A stage before and now, in nanoseconds an item of the stage, or a call where it has no items.
    public struct StageChange: Codable, Sendable, Equatable {
        /// Name of the stage.
        public var name: String
        /// Before; nil where the stage did not exist or did nothing.
        public var old: Double?
        /// Now; nil where the stage does not exist or did nothing.
        public var new: Double?
        /// What the times are of: what the items are, or "calls".
        public var unit: String

        /// Present time divided by the former; nil where one is missing or the former is 0.
        public var ratio: Double? {
            guard let old, let new, old > 0 else { return nil }
            return new / old
        }
    }

    /// Something that has another value.
    public struct Difference: Codable, Sendable, Equatable {
        /// What it is.
        public var name: String
        /// The former value; nil where there was none.
        public var old: String?
        /// The present value; nil where there is none.
        public var new: String?

        /// A difference.
        public init(name: String, old: String?, new: String?) {
            self.name = name
            self.old = old
            self.new = new
        }
    }

    /// Differences whose probability by chance is below this count.
    static let significance = 0.05

    /// Compares two profiles.
    ///
    /// Passes without probes are compared; a difference counts when the bootstrap interval of the ratio of medians leaves out 1
    /// and the rank sum test's probability is below 5 %.
    ///
    /// - Complexity: O(passes · resamples of the bootstrap).
    public init(old: ProfileReport, new: ProfileReport) {
        let isSameAmount = old.run.items == new.run.items
        let oldTimes = Self.times(old, anItem: !isSameAmount)
        let newTimes = Self.times(new, anItem: !isSameAmount)
        self.old = Self.side(old)
        self.new = Self.side(new)
        ratio = Bootstrap().ratioOfMedians(newTimes, to: oldTimes)
        test = RankSumTest(newTimes, oldTimes)
        verdict = Self.verdict(ratio, test, passes: (oldTimes.count, newTimes.count))
        stages = Self.changes(old.stages, new.stages)
        settings = Self.differences(of: old.settings, new.settings)
        machine = Self.differences(of: Self.facts(old.machine), Self.facts(new.machine))
        warnings = Self.warnings(old, new)
        isOfOneProgram =
            old.subject == new.subject && old.machine.fingerprint == new.machine.fingerprint
    }

    /// Whether the new passes are slower by more than a fraction of the former time, and not by chance.
    ///
    /// The rule: the whole 95 % interval of the ratio lies above 1 + `fraction`, and the verdict is ``Verdict/slower``. A
    /// regression stops other people's work, so noise must not look like one; the price is that a slowdown just above
    /// the limit needs more passes, which narrow the interval, before it is called one.
    ///
    /// - Parameter fraction: 0.05 for five percent.
    /// - Complexity: O(1).
    public func regresses(by fraction: Double) -> Bool {
        guard verdict == .slower, let ratio else { return false }
        return ratio.lower > 1 + fraction
    }

    /// Why ``regresses(by:)`` says nothing about the program; nil when it does.
    ///
    /// - Complexity: O(1).
    public var obstacle: String? {
        if !isOfOneProgram { return "the profiles are not of the same work on the same machine" }
        return verdict == .tooFewPasses ? sentence : nil
    }

    private static func times(_ report: ProfileReport, anItem: Bool) -> [Double] {
        let items = anItem ? Double(max(1, report.run.items)) : 1
        return report.quotedPasses.map { $0 / items }
    }

    private static func side(_ report: ProfileReport) -> Side {
        Side(
            date: report.date, version: report.version, passTime: report.passTime,
            passes: report.quotedPasses.count, items: report.run.items)
    }

    private static func verdict(
        _ ratio: ConfidenceInterval?, _ test: RankSumTest?, passes: (old: Int, new: Int)
    ) -> Verdict {
        guard let ratio, let test, leastProbability(passes.old, passes.new) < significance else {
            return .tooFewPasses
        }
        guard test.pValue < significance else { return .noDifference }
        return ratio.upper < 1 ? .faster : ratio.lower > 1 ? .slower : .noDifference
    }

    /// The probability of the rank sum test when all values of one sample are below all of the other: 2 / C(n + m, n).
    private static func leastProbability(_ n: Int, _ m: Int) -> Double {
        (1...max(1, n)).reduce(2.0) { $0 * Double($1) / Double(m + $1) }
    }

    private static func changes(_ old: [StageFacts], _ new: [StageFacts]) -> [StageChange] {
        let gone = old.filter { stage in !new.contains { $0.name == stage.name } }
        // Waiting depends on how blocks fall, so its calls do not compare; the workers' table shows it.
        return (new + gone).filter { !$0.isIdle }.map { stage in
            let before = old.first { $0.name == stage.name }
            let now = new.first { $0.name == stage.name }
            let hasItems = [before, now].compactMap { $0 }.allSatisfy { $0.items > 0 }
            func time(_ stage: StageFacts?) -> Double? {
                guard let stage else { return nil }
                if hasItems { return stage.timePerItem }
                return stage.calls > 0 ? stage.time / Double(stage.calls) : nil
            }
            return StageChange(
                name: stage.name, old: time(before), new: time(now),
                unit: hasItems ? stage.itemName : "calls")
        }
    }
}
