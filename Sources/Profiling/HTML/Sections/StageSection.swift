/// Where time went, stage by stage.
enum StageSection {
    static func markup(_ report: ProfileReport) -> String {
        guard !report.stages.isEmpty else { return "" }
        let colours = StageColours(report.stages)
        let parts = report.stages.enumerated().map { index, stage in
            Markup.element(
                "span",
                [
                    "class": colours[index], "style": "flex:\(Markup.number(max(0, stage.share) * 1000)) 1 0",
                    "title": "\(stage.name), \(QuantityText.percent(stage.share))",
                ], "")
        }
        let words = report.stages.map { "\($0.name) \(QuantityText.percent($0.share))" }.joined(
            separator: ", ")
        let stack = Markup.element(
            "div", ["class": "stack", "role": "img", "aria-label": "Shares of time: \(words)"], parts.joined()
        )
        let caption = "Time of all workers over \(report.run.passes.count) measured passes."
        return Markup.section(
            "Where time went", id: "stages",
            Markup.text("p", ["class": "caption"], caption) + stack + table(report, colours))
    }

    private static func table(_ report: ProfileReport, _ colours: StageColours) -> String {
        let largest = report.stages.map(\.share).max() ?? 0
        let rows = report.stages.enumerated().map { index, stage in
            [
                Markup.element("span", ["class": "swatch \(colours[index])"], "")
                    + Markup.text("span", ["class": "name"], stage.name)
                    + (stage.summary.isEmpty ? "" : Markup.text("span", ["class": "summary"], stage.summary)),
                Markup.meter(
                    largest > 0 ? stage.share / largest : 0, style: colours[index],
                    label: QuantityText.percent(stage.share)),
                Markup.escaped(QuantityText.duration(stage.time)),
                Markup.escaped(QuantityText.count(stage.calls)),
                Markup.escaped(
                    stage.items > 0
                        ? "\(QuantityText.count(stage.items)) \(stage.itemName)" : QuantityText.none),
                duration(stage.timePerItem), duration(stage.latency?.p50), duration(stage.latency?.p99),
                Markup.escaped(stage.bytesPerSecond.map(QuantityText.rate) ?? QuantityText.none),
                Markup.escaped(report.limitShare(of: stage).map(QuantityText.percent) ?? QuantityText.none),
            ]
        }
        return Markup.table(
            caption: "Stages",
            columns: [
                ("stage", false), ("share", false), ("time", true), ("calls", true), ("items", true),
                ("an item", true),
                ("p50", true), ("p99", true), ("bytes/s", true), ("of limit", true),
            ], rows: rows)
    }

    private static func duration(_ duration: Double?) -> String {
        Markup.escaped(duration.map(QuantityText.duration) ?? QuantityText.none)
    }
}
