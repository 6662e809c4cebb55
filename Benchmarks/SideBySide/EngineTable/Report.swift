import Foundation

/// The Markdown of what was measured.
struct Report {
    private(set) var goals: [String] = []
    private(set) var tables: [String] = []
    private(set) var reached = 0

    mutating func add(_ section: Section, _ rounds: Rounds) {
        for goal in section.goals { goals.append(line(of: goal, rounds)) }
        tables += ["## \(section.title)", "", section.note, ""]
        let names = distinct(rounds.cells.map(\.name))
        let settings = distinct(rounds.cells.map(\.setting))
        tables +=
            names.count < settings.count
            ? bySetting(section, rounds, names, settings) : byName(section, rounds, names, settings)
        tables.append("")
    }

    /// One line a target: wanted, reached in the median round and in the worst and best ones.
    private mutating func line(of goal: Goal, _ rounds: Rounds) -> String {
        let wanted = "\(goal.title) | \(figure(goal.least * goal.scale)) \(goal.unit)"
        let found = goal.pairs.compactMap { pair in
            rounds.ratios(pair.of, to: pair.to).map { (pair.of, $0.map { $0 * goal.scale }) }
        }
        guard found.count == goal.pairs.count, let worst = found.min(by: { median($0.1) < median($1.1) })
        else { return "| \(wanted) | not measured | | |" }
        let isReached = median(worst.1) >= goal.least * goal.scale
        if isReached { reached += 1 }
        let range = "\(figure(worst.1.min() ?? 0)) to \(figure(worst.1.max() ?? 0))"
        let place = goal.pairs.count > 1 ? " (\(worst.0.setting))" : ""
        return
            "| \(wanted) | \(figure(median(worst.1)))\(place) | \(range) | \(isReached ? "yes" : "**no**") |"
    }

    private func byName(_ section: Section, _ rounds: Rounds, _ names: [String], _ settings: [String])
        -> [String]
    {
        let titles = settings.map { " \($0), \(section.unit) | × \(section.base) |" }.joined()
        let rule = "|---|" + String(repeating: "---|---|", count: settings.count)
        return ["| contestant |\(titles)", rule]
            + names.map { name in
                "| \(name) |" + settings.map { cells(section, rounds, name, $0) }.joined()
            }
    }

    private func bySetting(_ section: Section, _ rounds: Rounds, _ names: [String], _ settings: [String])
        -> [String]
    {
        let titles = names.map { name in
            " \(name), \(section.unit) |" + (name == section.base ? "" : " × \(section.base) |")
        }.joined()
        let rule = "|---|" + names.map { $0 == section.base ? "---|" : "---|---|" }.joined()
        return ["| |\(titles)", rule]
            + settings.map { setting in
                "| \(setting) |"
                    + names.map { name in
                        name == section.base
                            ? rate(section, rounds, name, setting) : cells(section, rounds, name, setting)
                    }.joined()
            }
    }

    private func rate(_ section: Section, _ rounds: Rounds, _ name: String, _ setting: String) -> String {
        rounds.rate(Cell(name: name, setting: setting)).map { " \(figure($0 / section.scale)) |" } ?? " |"
    }

    private func cells(_ section: Section, _ rounds: Rounds, _ name: String, _ setting: String) -> String {
        let base = Cell(name: section.base, setting: setting)
        let ratio = rounds.ratios(Cell(name: name, setting: setting), to: [base]).map(median)
        return rate(section, rounds, name, setting) + (ratio.map { " \(figure($0)) |" } ?? " |")
    }
}

/// Three significant digits, and all of a whole number.
private func figure(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "\(value)" }
    if value >= 100 { return grouped(Int(value.rounded())) }
    let places = max(0, 2 - Int(log10(value).rounded(.down)))
    return String(format: "%.\(places)f", value)
}

/// Each once, in the order of their first appearance.
private func distinct(_ names: [String]) -> [String] {
    names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}
