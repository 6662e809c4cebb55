import Scattershot

/// Everything that a search has measured, and what it says once the machine's drift is taken out.
final class SearchMeasurements {
    /// Rounds that have ended.
    private(set) var rounds = 0
    private var entries: [DriftModel.Entry] = []
    private var settings: [EngineSettings] = []
    private var places: [EngineSettings: Int] = [:]
    /// Costs without the machine's drift, setting by setting, and their medians; nil when there are new entries.
    private var known: (costs: [[Double]], medians: [Double], noise: Double)?

    /// The relative spread that a measurement is thought to have before there are many, and how many such thoughts weigh
    /// as much as measurements do.
    private static let firstGuess = (noise: 0.03, weight: 6.0)

    /// Measurements made.
    var evaluations: Int { entries.count }

    /// All settings that were measured, in the order in which they came up.
    var all: [SettingsSearch.Measurement] {
        let costs = fitted().costs
        return settings.indices.map { SettingsSearch.Measurement(settings: settings[$0], costs: costs[$0]) }
    }

    /// Adds a cost that was measured in the present round.
    func add(_ cost: Double, of candidate: EngineSettings) {
        let place = places[candidate] ?? settings.count
        if place == settings.count {
            places[candidate] = place
            settings.append(candidate)
        }
        entries.append(DriftModel.Entry(item: place, round: rounds, cost: cost))
        known = nil
    }

    /// Ends a round: what is measured from now on may find the machine faster or slower.
    func endRound() { rounds += 1 }

    func count(of settings: EngineSettings) -> Int {
        places[settings].map { fitted().costs[$0].count } ?? 0
    }

    func median(of settings: EngineSettings) -> Double {
        places[settings].map { fitted().medians[$0] } ?? .infinity
    }

    /// Standard error of a median, as a share of it: the noise over the root of the number of measurements.
    func error(of settings: EngineSettings) -> Double {
        fitted().noise / Double(max(count(of: settings), 1)).squareRoot()
    }

    /// What was measured of some settings; nil for settings that never were.
    func measurement(of candidate: EngineSettings) -> SettingsSearch.Measurement? {
        places[candidate].map { SettingsSearch.Measurement(settings: candidate, costs: fitted().costs[$0]) }
    }

    private func fitted() -> (costs: [[Double]], medians: [Double], noise: Double) {
        if let known { return known }
        let model = DriftModel(entries)
        var costs = [[Double]](repeating: [], count: settings.count)
        for (entry, cost) in zip(entries, model.adjusted) { costs[entry.item].append(cost) }
        let medians = costs.map { SampleStatistics.median($0) ?? .infinity }
        // Of a normal distribution the median deviation is 0.6745 standard deviations. Fitting makes residuals small:
        // every item and every round takes one degree of freedom.
        let count = Double(model.residuals.count)
        let free = max(count - Double(rounds) - Double(costs.lazy.filter { $0.count > 1 }.count), 0)
        let spread = (SampleStatistics.median(model.residuals.map(\.magnitude)) ?? 0) / 0.6745
        let guess = Self.firstGuess
        let variance =
            (spread * spread * count + guess.noise * guess.noise * guess.weight) / (free + guess.weight)
        let fit = (costs: costs, medians: medians, noise: variance.squareRoot())
        known = fit
        return fit
    }
}
