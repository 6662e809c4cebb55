/// How long calls of a stage take, a histogram for each stage. Choosing needs no script.
enum LatencySection {
    static func markup(_ report: ProfileReport) -> String {
        let colours = StageColours(report.stages)
        let shown = report.stages.enumerated().compactMap { index, stage in
            stage.latency.map { (index: index, stage: stage, latency: $0) }
        }.filter { !$0.latency.bars.isEmpty }
        // The stage that takes most of the time is the one to look at first.
        guard
            let first = shown.max(by: {
                ($0.stage.isIdle ? 0 : $0.stage.time) < ($1.stage.isIdle ? 0 : $1.stage.time)
            })
        else { return "" }
        let choices = shown.map { entry in
            let isFirst = entry.index == first.index
            return "<input class=\"choice\" type=\"radio\" name=\"latency\" id=\"latency-\(entry.index)\""
                + (isFirst ? " checked=\"checked\" />" : " />")
                + Markup.text("label", ["for": "latency-\(entry.index)"], entry.stage.name)
        }.joined()
        let style = shown.map { "#latency-\($0.index):checked ~ .for-\($0.index)" }.joined(separator: ", ")
        let panels = shown.map { panel($0.index, $0.stage, $0.latency, colours) }.joined(separator: "\n")
        return Markup.section(
            "Time of a call", id: "latency",
            Markup.text(
                "p", ["class": "caption"],
                "Share of the calls of a stage by how long they took. Every bar holds at least one call.")
                + Markup.element("style", style + " { display: block; }") + choices + "\n" + panels)
    }

    private static func panel(
        _ index: Int, _ stage: StageFacts, _ latency: Percentiles, _ colours: StageColours
    ) -> String {
        let plot = LatencyPlot(latency: latency, title: stage.name, colour: colours[index])
        let values = [
            ("calls", QuantityText.count(latency.count)), ("least", QuantityText.duration(latency.minimum)),
            ("p50", QuantityText.duration(latency.p50)), ("p90", QuantityText.duration(latency.p90)),
            ("p99", QuantityText.duration(latency.p99)), ("p99.9", QuantityText.duration(latency.p999)),
            ("most", QuantityText.duration(latency.maximum)),
        ]
        return Markup.element(
            "div", ["class": "panel for-\(index)"],
            TwoWidths.figure(plot.svg)
                + Markup.table(
                    caption: "Time of a call of \(stage.name)",
                    columns: [("", false)] + values.map { ($0.0, true) },
                    rows: [[Markup.escaped(stage.name)] + values.map { Markup.escaped($0.1) }]))
    }
}

/// A plot drawn for a desk and for a hand; the style sheet shows the one that fits, so that letters keep their size.
enum TwoWidths {
    static func figure(_ draw: (Double) -> String) -> String {
        Markup.element(
            "figure",
            Markup.element("div", ["class": "wide"], draw(1020))
                + Markup.element("div", ["class": "narrow"], draw(340)))
    }
}
