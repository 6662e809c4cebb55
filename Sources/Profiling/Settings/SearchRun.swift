import Scattershot
import WorkPool

/// One run of a search: its steps.
final class SearchRun {
    /// Ends a run from inside.
    struct Stop: Error {
        var end: SettingsSearch.End
    }

    private let search: SettingsSearch
    private let mayGoOn: () -> SettingsSearch.End?
    private let cost: (EngineSettings) throws -> Double
    private let measured = SearchMeasurements()

    /// Settings that are measured in one round, one after another, beside the one that ties rounds together.
    private static let roundLength = 4
    /// A value that costs so many times the best of its line, or more, is not combined with others.
    private static let near = 1.15
    /// Combinations of values that did well on their lines.
    private static let neighbourhood = 12
    /// Times that the search moves on to a neighbour of the best.
    private static let mostSteps = 3
    /// Settings that are measured to the end beside the default ones.
    private static let mostFinalists = 4
    /// What settings may be slower than the best and still win by being simpler.
    private static let tolerance = 0.005

    init(
        search: SettingsSearch, mayGoOn: @escaping () -> SettingsSearch.End?,
        cost: @escaping (EngineSettings) throws -> Double
    ) {
        self.search = search
        self.mayGoOn = mayGoOn
        self.cost = cost
    }

    /// Everything measured so far, without the machine's drift.
    var measurements: [SettingsSearch.Measurement] { measured.all }

    /// Measurements made.
    var evaluations: Int { measured.evaluations }

    // MARK: Steps

    /// Goes through all steps and says why the last one ended.
    func goOn() throws -> SettingsSearch.End {
        let grid = search.grid
        var base = grid.start
        try measure([base])
        for axis in SettingsGrid.Axis.searchOrder {
            let line = grid.line(through: base, along: axis)
            guard line.count > 1 else { continue }
            base = try halve(line, down: 1, tiedBy: base)[0]
        }
        var finalists = try halve(neighbours(of: base), down: 3, tiedBy: base)
        var best = finalists[0]
        // What lies next to the best on each axis may be better there than it was on the lines.
        for _ in 0..<Self.mostSteps {
            let near = try halve(steps(from: best), down: 2, tiedBy: best)
            finalists += near
            guard near[0] != best else { break }
            best = near[0]
        }
        finalists.sort { measured.median(of: $0) < measured.median(of: $1) }
        finalists = Array(finalists.withoutRepetitions.prefix(Self.mostFinalists))
        for axis in SettingsGrid.Axis.allCases where axis != .threads {
            // The best with one setting put back; fewer threads are no default and are not tried again.
            if let plain = grid.line(through: finalists[0], along: axis).first { finalists.append(plain) }
        }
        finalists.append(grid.start)
        return try settle(finalists.withoutRepetitions)
    }

    /// Measures every point of the grid, all of them in turn.
    func measureAll() throws -> SettingsSearch.End {
        let all = search.grid.all
        for _ in 0..<search.repeats { try measureInRounds(all, tiedBy: nil) }
        return .repeats
    }

    /// Measures settings in turn until what would be chosen is known well enough, or all that are left were measured as
    /// often as allowed.
    private func settle(_ finalists: [EngineSettings]) throws -> SettingsSearch.End {
        var rivals = finalists
        while rivals.contains(where: { measured.count(of: $0) < search.repeats }) {
            // All rivals together, so that each round compares them under the same conditions.
            try measure(rivals)
            rivals = pruned(rivals)
            guard let chosen = choice() else { continue }
            if let known = measured.measurement(of: chosen)?.precision, known <= search.precision {
                return .settled
            }
            // Simple settings that are as good as the best win without being finalists.
            if !rivals.contains(chosen) { rivals.append(chosen) }
        }
        return .repeats
    }

    /// Measures all candidates, then the better half again, until `count` are left; the best first.
    private func halve(
        _ candidates: [EngineSettings], down count: Int, tiedBy base: EngineSettings
    ) throws -> [EngineSettings] {
        var left = candidates
        for _ in 0..<search.repeats {
            try measureInRounds(left, tiedBy: base)
            left = Array(pruned(left).prefix(max(count, (left.count + 1) / 2)))
            if left.count <= count { break }
        }
        return Array(left.prefix(count))
    }

    /// Candidates that the noise does not tell from the best, best first.
    private func pruned(_ candidates: [EngineSettings]) -> [EngineSettings] {
        let sorted = candidates.sorted { measured.median(of: $0) < measured.median(of: $1) }
        guard let best = sorted.first else { return [] }
        let limit = measured.median(of: best) * (1 + 2 * measured.error(of: best))
        return sorted.filter { measured.median(of: $0) * (1 - 2 * measured.error(of: $0)) <= limit }
    }

    /// The settings next to some settings on each axis, and on threads and blocks at once, which depend on each other:
    /// more threads share the caches that blocks have to fit in.
    private func steps(from settings: EngineSettings) -> [EngineSettings] {
        let single = SettingsGrid.Axis.searchOrder.flatMap { neighbours(of: settings, along: $0) }
        let double = neighbours(of: settings, along: .threads).flatMap { neighbours(of: $0, along: .block) }
        return ([settings] + single + double).withoutRepetitions
    }

    /// The next smaller and the next larger value on an axis.
    private func neighbours(
        of settings: EngineSettings, along axis: SettingsGrid.Axis
    ) -> [EngineSettings] {
        let labels = search.grid.labels(on: axis)
        let line = search.grid.line(through: settings, along: axis)
        guard let place = labels.firstIndex(of: SettingsGrid.label(of: settings, on: axis)) else { return [] }
        return [place - 1, place + 1].filter(labels.indices.contains).flatMap { neighbour in
            line.filter { SettingsGrid.label(of: $0, on: axis) == labels[neighbour] }
        }
    }

    /// Combinations of values that came near the best on the lines through `base`, most promising first.
    private func neighbours(of base: EngineSettings) -> [EngineSettings] {
        let measurements = measurements
        var combined: [(settings: EngineSettings, loss: Double)] = [(base, 1)]
        for axis in SettingsGrid.Axis.searchOrder {
            let values = search.grid.line(through: base, along: axis)
            // The line was measured from what was the base then; what counts is how the values compare.
            let costs = values.map { value in
                let label = SettingsGrid.label(of: value, on: axis)
                return measurements.lazy.filter { SettingsGrid.label(of: $0.settings, on: axis) == label }
                    .map(\.median).min() ?? .infinity
            }
            guard let least = costs.min(), least.isFinite else { continue }
            var near: [(settings: EngineSettings, loss: Double)] = []
            for (value, cost) in zip(values, costs) where value != base && cost < least * Self.near {
                near.append((value, cost / least))
            }
            near = Array(near.sorted { $0.loss < $1.loss }.prefix(2))
            for member in combined {
                for value in near {
                    let settings = Self.setting(axis, of: member.settings, as: value.settings)
                    combined.append((settings, member.loss * value.loss))
                }
            }
        }
        return combined.sorted { $0.loss < $1.loss }.map(\.settings)
            .filter { ($0.tableCopies ?? 1) <= $0.threads }
            .withoutRepetitions.prefix(Self.neighbourhood).map { $0 }
    }

    private static func setting(
        _ axis: SettingsGrid.Axis, of settings: EngineSettings, as other: EngineSettings
    ) -> EngineSettings {
        var settings = settings
        switch axis {
        case .threads: settings.threads = other.threads
        case .shards: settings.tableCopies = other.tableCopies
        case .block: settings.blockBytes = other.blockBytes
        case .kernel: settings.kernel = other.kernel
        case .prefetch: settings.prefetchDistance = other.prefetchDistance
        }
        return settings
    }

    /// The simplest of the settings that are as good as the best; nil when nothing was measured.
    func choice() -> EngineSettings? {
        let measurements = measurements
        // A single lucky measurement counts for less than several.
        func cautious(_ measurement: SettingsSearch.Measurement) -> Double {
            measurement.median * (1 + 2 * measured.error(of: measurement.settings))
        }
        guard let best = measurements.min(by: { cautious($0) < cautious($1) }) else { return nil }
        return measurements.filter {
            // What was measured much less often than the best is not known to be as good.
            $0.costs.count * 2 >= best.costs.count && $0.median <= best.median * (1 + Self.tolerance)
        }.min { first, second in
            let (one, other) = (
                search.grid.complexity(of: first.settings), search.grid.complexity(of: second.settings)
            )
            return one != other ? one.lexicographicallyPrecedes(other) : first.median < second.median
        }?.settings
    }

    // MARK: Measuring

    /// Measures settings once each, a few at a time and with each few the settings that tie rounds together.
    private func measureInRounds(_ candidates: [EngineSettings], tiedBy base: EngineSettings?) throws {
        let others = candidates.filter { $0 != base }
        for start in stride(from: 0, to: max(others.count, 1), by: Self.roundLength) {
            let few = others[start..<min(start + Self.roundLength, others.count)]
            try measure((base.map { [$0] } ?? []) + few)
        }
    }

    /// One round.
    private func measure(_ candidates: [EngineSettings]) throws {
        defer { measured.endRound() }
        // There and back, so that a machine that becomes slower does not always hit the last ones.
        for candidate in measured.rounds.isMultiple(of: 2) ? candidates : candidates.reversed() {
            if let end = mayGoOn() { throw Stop(end: end) }
            do {
                measured.add(try cost(candidate), of: candidate)
            } catch is Cancelled {
                // A measurement may be given up for whatever would have ended the search after it.
                throw Stop(end: mayGoOn() ?? .cancelled)
            }
        }
    }
}

extension SettingsGrid.Axis {
    /// What matters most first.
    static let searchOrder: [SettingsGrid.Axis] = [.threads, .kernel, .block, .prefetch, .shards]
}

extension Array where Element: Hashable {
    /// The elements in order, each once.
    var withoutRepetitions: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
