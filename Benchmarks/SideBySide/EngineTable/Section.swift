import Contestants

/// A contestant in a setting: where a figure stands in a table.
struct Cell: Hashable {
    let name: String
    let setting: String
}

/// What is measured again and again.
struct Entry {
    let cell: Cell
    /// Items a second, measured once.
    let rate: () throws -> Double

    init(_ name: String, _ setting: String, rate: @escaping () throws -> Double) {
        cell = Cell(name: name, setting: setting)
        self.rate = rate
    }

    /// Work that is prepared now, tried once, and timed when it is its turn.
    init(
        _ name: String, _ setting: String, by clock: Stopwatch.Clock = .processor,
        work: () throws -> () -> Int
    ) rethrows {
        let work = try work()
        _ = work()
        let stopwatch = Stopwatch(clock)
        self.init(name, setting) { stopwatch.measure(work).rate }
    }

    /// A contestant that perf/peers measures as well.
    init(_ contestant: Contestant) throws {
        try self.init(contestant.name, keyCount(contestant.keys), work: contestant.prepare)
    }
}

/// A ratio that should be reached: that of a figure to another one of the same round, or to the best of several.
struct Goal {
    let title: String
    /// The figures, each with those it is compared with; the worst of them counts.
    let pairs: [(of: Cell, to: [Cell])]
    let least: Double
    /// What the ratio is multiplied by, so that it reads as the target does.
    var scale = 1.0
    var unit = "×"
}

/// Figures that belong together and are measured in turn.
struct Section {
    /// By what it can be asked for.
    let name: String
    let title: String
    let note: String
    /// Of the figures, which are divided by `scale`.
    let unit: String
    let scale: Double
    /// The contestant with which the others are compared in the table.
    let base: String
    /// Whether it needs more than one processor.
    var isParallel = false
    let entries: () throws -> [Entry]
    var goals: [Goal] = []
}

/// How a number of keys is written.
func keyCount(_ keys: Int) -> String { "\(grouped(keys)) keys" }

/// A whole number with commas between thousands.
func grouped(_ number: Int) -> String {
    number < 1000 ? "\(number)" : grouped(number / 1000) + "," + String("\(1000 + number % 1000)".dropFirst())
}

/// Ends the program when something that a figure rests on does not hold.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
    guard condition else { fatalError(what()) }
}
