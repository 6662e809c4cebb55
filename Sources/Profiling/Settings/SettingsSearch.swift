import Platform
import Scattershot

/// Searches a grid of settings for the fastest ones with far fewer measurements than the grid has points.
///
/// 1. *Lines.* From the default settings one axis after the other is measured, each value once; the better half of the
///    line is measured again, and so on (successive halving). The search goes on from the best.
/// 2. *Neighbourhood.* Combinations of the values that came near the best on their lines, the most promising ones by what
///    the lines say, are halved in the same way. This finds what only two changes together bring.
/// 3. *Final.* The best few, the default settings, and the best with each of its settings put back to the default are
///    measured in turn until the interval of what would be chosen is small, or each was measured as often as allowed.
///
/// Whatever is slower than the best by more than the noise explains is dropped at once. The noise is estimated from all
/// settings that were measured more than once. Of settings that cannot be told apart, or are within 0.5 % of the best, the
/// simplest wins.
///
/// Successive halving: Karnin, Koren and Somekh, "Almost optimal exploration in multi-armed bandits", ICML 2013; Jamieson
/// and Talwalkar, AISTATS 2016.
public struct SettingsSearch: Sendable {
    /// What is searched.
    public var grid: SettingsGrid
    /// Measurements of each of the last settings at which the search ends, however wide the interval is; where the whole
    /// grid is measured, those of every setting.
    public var repeats: Int
    /// The ``Measurement/precision`` of the chosen settings at which the search ends.
    public var precision: Double

    /// Enough for an interval of ± 1 % where measurements spread by 3 %. Where they spread more, this ends what might not
    /// end otherwise.
    public static let defaultRepeats = 50

    /// Why a search ended.
    public enum End: String, Codable, Sendable {
        /// The interval of the chosen settings was small enough.
        case settled
        /// Everything that was left had been measured as often as allowed, and the interval was still wider; or every
        /// combination had been, where all were to be measured.
        case repeats
        /// The budget was used up.
        case budget
        /// Somebody asked for it.
        case cancelled
    }

    /// A setting and what was measured with it.
    public struct Measurement: Sendable, Equatable, Codable {
        /// The settings.
        public var settings: EngineSettings
        /// Costs in the order of measuring, nanoseconds for example.
        public var costs: [Double]

        /// The middle cost.
        public var median: Double { SampleStatistics.median(costs) ?? .infinity }

        /// Half the width of the median's 95 % interval, as a share of it; nil for fewer than three costs, of which the
        /// interval says nothing: that of a single one has no width at all.
        ///
        /// - Complexity: O(costs · resamples of the bootstrap).
        public var precision: Double? {
            guard costs.count >= 3, let interval = Bootstrap().median(of: costs) else { return nil }
            return (interval.upper - interval.lower) / 2 / interval.estimate
        }
    }

    /// What a search found.
    public struct Outcome: Sendable, Equatable {
        /// The settings to use; nil when not even one was measured.
        public var best: EngineSettings?
        /// Everything that was measured, in the order in which it came up.
        public var measurements: [Measurement]
        /// Why the search ended.
        public var end: End
        /// All measurements together.
        public var evaluations: Int

        /// The measurement of some settings.
        ///
        /// - Complexity: O(measurements).
        public func measurement(of settings: EngineSettings?) -> Measurement? {
            measurements.first { $0.settings == settings }
        }
    }

    /// A search.
    public init(
        grid: SettingsGrid, repeats: Int = SettingsSearch.defaultRepeats, precision: Double = 0.01
    ) {
        self.grid = grid
        self.repeats = max(1, repeats)
        self.precision = precision
    }

    /// Measures every point of the grid `repeats` times, in turn, and chooses as ``run(mayGoOn:cost:)`` does: what a search
    /// is compared with.
    ///
    /// - Throws: what `cost` throws, except `Cancelled`.
    /// - Complexity: `repeats` measurements for each point.
    public func runExhaustively(
        mayGoOn: () -> End? = { nil }, cost: (EngineSettings) throws -> Double
    ) throws -> Outcome {
        try outcome(mayGoOn, cost) { try $0.measureAll() }
    }

    /// Searches.
    ///
    /// - Parameters:
    ///   - mayGoOn: asked before each measurement; anything but nil ends the search.
    ///   - cost: what some settings cost, nanoseconds for example; lower is better. `Cancelled` ends the search with what
    ///     was measured before, for the reason that `mayGoOn` has, or as ``End/cancelled``.
    /// - Returns: the best settings and all measurements.
    /// - Throws: what `cost` throws, except `Cancelled`.
    /// - Complexity: a few measurements for each value of each axis, and at most about `repeats` for each of ten settings.
    public func run(
        mayGoOn: () -> End? = { nil }, cost: (EngineSettings) throws -> Double
    ) throws -> Outcome {
        try outcome(mayGoOn, cost) { try $0.goOn() }
    }

    private func outcome(
        _ mayGoOn: () -> End?, _ cost: (EngineSettings) throws -> Double, _ work: (SearchRun) throws -> End
    ) throws -> Outcome {
        try withoutActuallyEscaping(mayGoOn) { mayGoOn in
            try withoutActuallyEscaping(cost) { cost in
                let run = SearchRun(search: self, mayGoOn: mayGoOn, cost: cost)
                let end: End
                do {
                    end = try work(run)
                } catch let stop as SearchRun.Stop {
                    end = stop.end
                }
                return Outcome(
                    best: run.choice(), measurements: run.measurements, end: end,
                    evaluations: run.evaluations)
            }
        }
    }
}
