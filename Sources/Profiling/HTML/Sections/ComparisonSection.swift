/// What changed from a former profile.
enum ComparisonSection {
    static func markup(_ comparison: ProfileComparison) -> String {
        let tone =
            switch comparison.verdict {
            case .faster: "good"
            case .slower: "bad"
            case .noDifference, .tooFewPasses: "block"
            }
        let old = comparison.old
        let before =
            "Compared with \(old.passTime.map(QuantityText.duration) ?? QuantityText.none) a pass on \(old.date), version \(old.version)."
        let warnings = comparison.warnings.map { Markup.text("p", ["class": "warning"], $0) }.joined()
        return Markup.section(
            "Comparison", id: "comparison",
            Markup.element(
                "p", ["class": "verdict"],
                Markup.text("span", ["class": tone], Markup.unbroken(capitalised(comparison.sentence))))
                + Markup.text("p", ["class": "caption"], before) + warnings + stages(comparison.stages)
                + differences("Settings that differ", comparison.settings)
                + differences("Machines", comparison.machine))
    }

    private static func capitalised(_ sentence: String) -> String {
        sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    private static func stages(_ stages: [ProfileComparison.StageChange]) -> String {
        guard !stages.isEmpty else { return "" }
        let largest = max(0.05, stages.compactMap { $0.ratio.map { ($0 - 1).magnitude } }.max() ?? 0)
        let rows = stages.map { stage in
            [
                Markup.text("span", ["class": "name"], stage.name), Markup.escaped(stage.unit),
                Markup.escaped(stage.old.map(QuantityText.duration) ?? QuantityText.none),
                Markup.escaped(stage.new.map(QuantityText.duration) ?? QuantityText.none),
                Markup.escaped(stage.ratio.map(ProfileComparison.signedChange) ?? QuantityText.none),
                stage.ratio.map { bar($0 - 1, largest: largest) } ?? "",
            ]
        }
        return Markup.table(
            caption: "Stages before and now",
            columns: [
                ("stage", false), ("time of", false), ("before", true), ("now", true), ("change", true),
                ("", false),
            ], rows: rows)
    }

    /// A bar from the middle: to the left for less time, to the right for more.
    private static func bar(_ change: Double, largest: Double) -> String {
        let length = min(1, change.magnitude / largest) * 0.5
        let left = change < 0 ? 0.5 - length : 0.5
        return Markup.element(
            "span", ["class": "change", "aria-hidden": "true"],
            Markup.element(
                "span",
                [
                    "class": change < 0 ? "good" : "bad",
                    "style": "left:\(Markup.percentage(left));width:\(Markup.percentage(length))",
                ], ""))
    }

    private static func differences(_ title: String, _ differences: [ProfileComparison.Difference]) -> String
    {
        guard !differences.isEmpty else { return "" }
        return Markup.table(
            caption: title, columns: [(title, false), ("before", false), ("now", false)],
            rows: differences.map {
                [
                    Markup.escaped($0.name), Markup.escaped($0.old ?? QuantityText.none),
                    Markup.escaped($0.new ?? QuantityText.none),
                ]
            })
    }
}
