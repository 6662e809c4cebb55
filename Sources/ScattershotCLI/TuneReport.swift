import Platform
import Profiling
import Scattershot

/// What `tune` found, as `tune --json` prints it; `perf/tune.schema.json` describes the members.
struct TuneReport: Encodable {
    /// Settings and how fast they were.
    struct Rated: Encodable {
        var settings: EngineSettings
        var options: String
        var tokensPerSecond: Double
        /// 95 % interval.
        var tokensPerSecondFrom: Double
        var tokensPerSecondTo: Double
        var measurements: Int
        /// Half the width of the interval of the time, as a share of it; nil where there are too few measurements.
        var precision: Double?

        init?(_ measurement: SettingsSearch.Measurement?) {
            guard let measurement, let interval = Bootstrap().median(of: measurement.costs) else {
                return nil
            }
            settings = measurement.settings
            options = measurement.settings.commandLine
            tokensPerSecond = 1e9 / interval.estimate
            tokensPerSecondFrom = 1e9 / interval.upper
            tokensPerSecondTo = 1e9 / interval.lower
            measurements = measurement.costs.count
            precision = measurement.precision
        }
    }

    /// Name and version of the schema.
    var schema = "scattershot.tune/1"
    var version = scattershotVersion
    var model: String
    var input: String
    var machine: MachineFacts
    var inputBytes = 0
    /// Combinations of settings there are.
    var combinations = 0
    var evaluations = 0
    /// Measurements of each setting at which the search ends.
    var repeats: Int
    /// Whether every combination was to be measured.
    var isExhaustive: Bool
    var seconds = 0.0
    var end: SettingsSearch.End?
    var chosen: Rated?
    var unchanged: Rated?
    /// Costs are nanoseconds a token.
    var measurements: [SettingsSearch.Measurement] = []
    var surface: SettingsSurface?

    private var grid: SettingsGrid?

    private enum CodingKeys: CodingKey {
        case schema, version, model, input, machine, inputBytes, combinations, evaluations, repeats
        case isExhaustive, seconds, end, chosen, unchanged, measurements, surface
    }

    init(model: String, input: String, machine: MachineFacts, repeats: Int, isExhaustive: Bool) {
        self.model = model
        self.input = input
        self.machine = machine
        self.repeats = repeats
        self.isExhaustive = isExhaustive
    }

    mutating func begin(grid: SettingsGrid, inputBytes: Int) {
        self.grid = grid
        self.inputBytes = inputBytes
        combinations = grid.all.count
    }

    mutating func finish(_ outcome: SettingsSearch.Outcome) {
        guard let grid else { return }
        (end, evaluations, measurements) = (outcome.end, outcome.evaluations, outcome.measurements)
        chosen = Rated(outcome.measurement(of: outcome.best))
        unchanged = Rated(outcome.measurement(of: grid.start))
        surface = SettingsSurface(grid: grid, measurements: outcome.measurements)
    }

    /// The settings that were chosen.
    var best: EngineSettings? { chosen?.settings }

    /// The figures for the settings file.
    var measured: SettingsFile.Measured? {
        guard let chosen, let end else { return nil }
        return SettingsFile.Measured(
            tokensPerSecond: chosen.tokensPerSecond,
            defaultTokensPerSecond: unchanged?.tokensPerSecond ?? chosen.tokensPerSecond,
            inputBytes: inputBytes, evaluations: evaluations, end: end)
    }

    func writePage(to path: String) throws {
        guard let surface else { return }
        let page = SurfaceHTML.page(
            title: "Settings for \(model) on \(machine.processor)", version: version, best: best,
            surface: surface, measurements: measurements)
        let file = try AtomicFile(path)
        do {
            try file.write(page)
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
    }

    func printText() throws {
        guard let surface, let chosen, let end else { return }
        var lines = ["speed in percent of the fastest; of all settings with a value the fastest", ""]
        lines += SurfaceText.lines(of: surface) + [""]
        lines.append("best     \(Self.text(of: chosen))")
        lines.append("         \(chosen.options)")
        if let unchanged { lines.append("default  \(Self.text(of: unchanged))") }
        lines.append(
            "\(evaluations) measurements of \(measurements.count) of \(NumberText.grouped(combinations)) combinations in "
                + "\(NumberText.fixed(seconds, 1)) s: \(reason(for: end)); \(precision(of: chosen))")
        let output = FileOutput.standardOutput()
        try output.write(lines.joined(separator: "\n") + "\n")
        try output.finish()
    }

    private func reason(for end: SettingsSearch.End) -> String {
        switch end {
        case .settled: "the best is known well enough"
        case .repeats where isExhaustive:
            "every combination was measured as often as --repeat \(repeats) says"
        case .repeats: "--repeat \(repeats) is reached"
        case .budget: "the budget is used up"
        case .cancelled: "interrupted"
        }
    }

    private func precision(of chosen: Rated) -> String {
        chosen.precision.map { "the speed of the best is known to ±\(NumberText.fixed($0 * 100, 1)) %" }
            ?? "of the best there are too few measurements for an interval"
    }

    private static func text(of rated: Rated) -> String {
        func number(_ value: Double) -> String { NumberText.grouped(Int(value.rounded())) }
        return
            "\(number(rated.tokensPerSecond)) tokens/s (95 % interval \(number(rated.tokensPerSecondFrom)) to "
            + "\(number(rated.tokensPerSecondTo)), \(rated.measurements) measurements)"
    }
}
