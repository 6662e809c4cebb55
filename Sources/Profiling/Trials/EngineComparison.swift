import Platform
import Scattershot

/// Compares settings of the engine with the scalar baseline on a user's own model and input: first whether the outputs are
/// equal, bit for bit, then how fast they are, in turn.
public struct EngineComparison {
    /// One way to run the model.
    public struct Contestant: Sendable, Equatable {
        /// What it is a case of, for example "kernel".
        public var group: String
        /// Its name within the group.
        public var name: String
        /// The settings.
        public var settings: EngineSettings
        /// False for hashed rows instead of compiled ones.
        public var isCompiled: Bool

        /// A contestant.
        public init(group: String, name: String, settings: EngineSettings, isCompiled: Bool = true) {
            self.group = group
            self.name = name
            self.settings = settings
            self.isCompiled = isCompiled
        }
    }

    /// How a contestant did.
    public struct Row: Sendable, Codable, Equatable {
        /// What it is a case of.
        public var group: String
        /// Its name within the group.
        public var name: String
        /// Its settings as the command line takes them.
        public var options: String
        /// Nanoseconds a token of each run, in the order of the rounds.
        public var nanoseconds: [Double]
        /// Nanoseconds a token, median with 95 % interval.
        public var time: ConfidenceInterval
        /// Tokens a second at the median.
        public var tokensPerSecond: Double
        /// How many times as fast as the first contestant it is, with 95 % interval.
        public var speedUp: ConfidenceInterval
    }

    /// The contestants; the first one is the baseline.
    public let contestants: [Contestant]

    /// A comparison.
    public init(_ contestants: [Contestant]) {
        precondition(!contestants.isEmpty, "nothing to compare")
        self.contestants = contestants
    }

    /// The baseline, every kernel, hashed rows, and every other setting changed by itself.
    ///
    /// - Parameters:
    ///   - files: Further settings with their names, for example those that a search found.
    /// - Complexity: O(processors).
    public init(
        processors: ProcessorSet, nodes: Int, files: [(name: String, settings: EngineSettings)] = []
    ) {
        let grid = SettingsGrid(processors: processors, nodes: nodes)
        let best = grid.kernels[0]
        var contestants = [
            Contestant(
                group: "baseline", name: "scalar, 1 thread",
                settings: EngineSettings(threads: 1, kernel: .scalar), isCompiled: false)
        ]
        contestants.append(
            Contestant(
                group: "rows", name: "hashed look-up, 1 thread",
                settings: EngineSettings(threads: 1, kernel: best), isCompiled: false))
        for kernel in grid.kernels.reversed() {
            contestants.append(
                Contestant(
                    group: "kernel", name: "\(kernel), 1 thread",
                    settings: EngineSettings(threads: 1, kernel: kernel)))
        }
        let most = processors.defaultThreadCount
        for threads in most <= 8 ? Array(1...most) : grid.threads where threads > 1 {
            contestants.append(
                Contestant(
                    group: "threads", name: "\(threads)",
                    settings: EngineSettings(threads: threads, kernel: best)))
        }
        let start = EngineSettings(threads: most, kernel: best)
        for (axis, group) in [
            (SettingsGrid.Axis.shards, "shards"), (.block, "block"), (.prefetch, "prefetch"),
        ] {
            for settings in grid.line(through: start, along: axis) where settings != start {
                contestants.append(
                    Contestant(
                        group: group, name: SettingsGrid.label(of: settings, on: axis), settings: settings))
            }
        }
        for file in files {
            contestants.append(Contestant(group: "settings", name: file.name, settings: file.settings))
        }
        self.init(contestants)
    }

    /// Runs every contestant once and compares outputs with the first one's.
    ///
    /// - Parameter began: called before each run with its number.
    /// - Returns: nanoseconds of each run.
    /// - Throws: `OutputDifference` for the first contestant whose output differs; what a trial throws.
    /// - Complexity: a run for each contestant.
    public func check(
        _ trial: InferenceTrial, began: (Int) throws -> Void = { _ in }
    ) throws -> [Double] {
        var expected: UInt64?
        var times: [Double] = []
        for (number, contestant) in contestants.enumerated() {
            try began(number)
            let result = try trial.run(contestant.settings, isCompiled: contestant.isCompiled)
            let digest = result.digest
            times.append(result.nanoseconds)
            guard let first = expected else {
                expected = digest
                continue
            }
            guard digest != first else { continue }
            let baseline = contestants[0]
            throw OutputDifference(
                name: "\(contestant.group) \(contestant.name) (\(contestant.settings.commandLine))",
                try trial.output(baseline.settings, isCompiled: baseline.isCompiled),
                try trial.output(contestant.settings, isCompiled: contestant.isCompiled))
        }
        return times
    }

    /// Share of the baseline's time that each of the others gets for a run.
    private static let share = 0.15

    /// Times all contestants in turn, round by round.
    ///
    /// - Parameters:
    ///   - rounds: At least 1.
    ///   - expected: What ``check(_:began:)`` returned. Fast contestants read the input several times over, since a
    ///     baseline that takes a second leaves them milliseconds.
    ///   - began: called before each run with its number.
    /// - Throws: what a trial throws.
    /// - Complexity: `rounds` runs for each contestant.
    public func time(
        _ trial: InferenceTrial, rounds: Int, expecting expected: [Double],
        began: (Int) throws -> Void = { _ in }
    ) throws -> [Row] {
        var times = [[Double]](repeating: [], count: contestants.count)
        for round in 0..<max(rounds, 1) {
            for (number, contestant) in contestants.enumerated() {
                try began(round * contestants.count + number)
                let repeated = Self.share * expected[0] / max(expected[number], 1)
                let result = try trial.run(
                    contestant.settings, isCompiled: contestant.isCompiled,
                    times: Int(min(max(repeated, 1), 1000)))
                times[number].append(result.nanoseconds / Double(max(result.items, 1)))
            }
        }
        let bootstrap = Bootstrap()
        return zip(contestants, times).compactMap { [baseline = times[0]] contestant, times in
            guard let time = bootstrap.median(of: times),
                let speedUp = bootstrap.ratioOfMedians(baseline, to: times)
            else { return nil }
            return Row(
                group: contestant.group, name: contestant.name, options: contestant.settings.commandLine,
                nanoseconds: times, time: time,
                tokensPerSecond: 1e9 / max(time.estimate, .leastNormalMagnitude), speedUp: speedUp)
        }
    }
}

/// Outputs that should be equal and are not.
public struct OutputDifference: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whose output it is.
    public let name: String
    /// The first line that differs, counting from 1; nil when no line of one repetition of the input does.
    public let line: Int?
    /// The line that was expected; empty when there is none.
    public let expected: String
    /// The line that stands there.
    public let found: String

    /// The first difference of two outputs.
    ///
    /// - Complexity: O(bytes).
    package init(name: String, _ expected: [UInt8], _ found: [UInt8]) {
        self.name = name
        let common = zip(expected, found).prefix { $0 == $1 }.count
        guard common < max(expected.count, found.count) else {
            (line, self.expected, self.found) = (nil, "", "")
            return
        }
        line = 1 + expected[..<common].lazy.filter { $0 == 0x0A }.count
        func lineText(_ bytes: [UInt8]) -> String {
            let start = (bytes[..<common].lastIndex(of: 0x0A) ?? -1) + 1
            let end = bytes[common...].firstIndex(of: 0x0A) ?? bytes.count
            return String(decoding: bytes[start..<end].prefix(200), as: UTF8.self)
        }
        (self.expected, self.found) = (lineText(expected), lineText(found))
    }

    /// One line: whose output differs, where and how.
    public var description: String {
        guard let line else {
            return
                "\(name): the output differs from the baseline's, but not when the input is read once; please report this"
        }
        return
            "\(name): line \(line) of the output is '\(found)', but '\(expected)' with the baseline; please report this"
    }
}
