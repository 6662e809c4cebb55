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
        /// How many times as fast as the first contestant it is: the median over the rounds of the ratio within a round,
        /// with 95 % interval.
        public var speedUp: ConfidenceInterval
    }

    /// What a check found, which timing needs.
    public struct Check: Sendable, Equatable {
        /// Nanoseconds of the run of each contestant.
        public var nanoseconds: [Double]
        /// The baseline's output of one repetition of the input.
        let output: [UInt8]

        /// The digest of so many repetitions of the baseline's output.
        ///
        /// - Complexity: O(bytes · repetitions).
        func digest(repetitions: Int) -> UInt64 {
            var digest = StreamDigest()
            output.withUnsafeBytes { output in for _ in 0..<repetitions { digest.add(output) } }
            return digest.value
        }
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
        var pinned = start
        pinned.pinned = !start.isPinned(on: processors)
        contestants.append(
            Contestant(group: "pin", name: pinned.pinned == true ? "on" : "off", settings: pinned))
        for file in files {
            contestants.append(Contestant(group: "settings", name: file.name, settings: file.settings))
        }
        self.init(contestants)
    }

    /// Runs every contestant once and compares outputs with the first one's.
    ///
    /// - Parameter began: called before each run with its number.
    /// - Throws: `OutputDifference` for the first contestant whose output differs; what a trial throws.
    /// - Complexity: a run for each contestant, and two of the baseline; memory for its output.
    public func check(
        _ trial: InferenceTrial, began: (Int) throws -> Void = { _ in }
    ) throws -> Check {
        let baseline = contestants[0]
        let output = try trial.output(baseline.settings, isCompiled: baseline.isCompiled)
        var check = Check(nanoseconds: [], output: output)
        let expected = check.digest(repetitions: trial.input.repetitions)
        for (number, contestant) in contestants.enumerated() {
            try began(number)
            let result = try trial.run(contestant.settings, isCompiled: contestant.isCompiled)
            guard result.digest == expected else { throw try difference(of: contestant, trial, check) }
            check.nanoseconds.append(result.nanoseconds)
        }
        return check
    }

    private func difference(
        of contestant: Contestant, _ trial: InferenceTrial, _ check: Check
    ) throws -> OutputDifference {
        OutputDifference(
            name: "\(contestant.group) \(contestant.name) (\(contestant.settings.commandLine))", check.output,
            try trial.output(contestant.settings, isCompiled: contestant.isCompiled))
    }

    /// Share of the baseline's time that each of the others gets for a run.
    private static let share = 0.15

    /// Times all contestants in turn, round by round, in an order that changes from round to round (``RoundOrder``). Every
    /// output is compared with the baseline's after its run; taking its digest is part of the time, the same for all.
    ///
    /// - Parameters:
    ///   - rounds: At least 1.
    ///   - check: What ``check(_:began:)`` returned for the same input. Fast contestants read the input several times
    ///     over, since a baseline that takes a second leaves them milliseconds.
    ///   - began: called before each run with its number.
    /// - Throws: `OutputDifference` for the first output that differs; what a trial throws.
    /// - Complexity: `rounds` runs for each contestant.
    public func time(
        _ trial: InferenceTrial, rounds: Int, after check: Check, began: (Int) throws -> Void = { _ in }
    ) throws -> [Row] {
        let order = RoundOrder(count: contestants.count, rounds: max(rounds, 1))
        let repetitions = check.nanoseconds.map { nanoseconds in
            Int(min(max(Self.share * check.nanoseconds[0] / max(nanoseconds, 1), 1), 1000))
        }
        var expected: [Int: UInt64] = [:]
        for count in Set(repetitions) {
            expected[count] = check.digest(repetitions: count * trial.input.repetitions)
        }
        var times = [[Double]](repeating: [], count: contestants.count)
        for round in 0..<order.rounds {
            for (place, number) in order[round].enumerated() {
                try began(round * contestants.count + place)
                let contestant = contestants[number]
                let result = try trial.run(
                    contestant.settings, isCompiled: contestant.isCompiled, times: repetitions[number])
                guard result.digest == expected[repetitions[number]] else {
                    throw try difference(of: contestant, trial, check)
                }
                times[number].append(result.nanoseconds / Double(max(result.items, 1)))
            }
        }
        let bootstrap = Bootstrap()
        return zip(contestants, times).compactMap { [baseline = times[0]] contestant, times in
            guard let time = bootstrap.median(of: times),
                let speedUp = bootstrap.medianOfRatios(baseline, to: times)
            else { return nil }
            return Row(
                group: contestant.group, name: contestant.name, options: contestant.settings.commandLine,
                nanoseconds: times, time: time,
                tokensPerSecond: 1e9 / max(time.estimate, .leastNormalMagnitude), speedUp: speedUp)
        }
    }
}
