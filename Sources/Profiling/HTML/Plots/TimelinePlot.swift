/// What each worker did over time, a lane each: blocks as a thin line, stages below it. Enlarged without a script.
struct TimelinePlot {
    /// Rectangles that a page may hold.
    static let rectangles = 4000
    /// Lanes that are drawn.
    static let lanes = 32

    private let report: ProfileReport
    private let tracks: [TimelineTrack]
    private let start: Double
    private let end: Double
    private let merge: TimelineMerge

    private static let laneHeight = 34.0
    private static let zooms = [1, 4, 16, 64]

    /// The plot of a report; nil without spans, or when they take less than a nanosecond together.
    init?(_ report: ProfileReport) {
        let tracks = report.timeline.filter { !$0.spans.isEmpty }.prefix(Self.lanes)
        guard let start = tracks.compactMap({ $0.spans.first?.start }).min(),
            let end = tracks.flatMap(\.spans).map({ $0.start + $0.duration }).max(), end - start >= 1
        else { return nil }
        self.report = report
        self.tracks = Array(tracks)
        (self.start, self.end) = (start, end)
        merge = TimelineMerge(self.tracks, from: start, to: end, limit: Self.rectangles)
    }

    /// What a reader must know of how it is drawn.
    var caption: String {
        var sentences = ["Thin line: blocks. Below it: stages, in their colours."]
        let spans = tracks.reduce(0) { $0 + $1.spans.count }
        if merge.cell > 0 {
            let drawn = merge.tracks.reduce(0) { $0 + $1.count }
            sentences.append(
                "\(QuantityText.fixed(Double(spans), 0)) spans are drawn as \(QuantityText.fixed(Double(drawn), 0)) rectangles: "
                    + "those shorter than \(QuantityText.duration(merge.cell)) are put together by stretches of that length, "
                    + "whose stages stand one above the other, each as high as its share of the time.")
        }
        return sentences.joined(separator: " ")
    }

    /// The plot with its choice of enlargement.
    var markup: String {
        let choices = Self.zooms.enumerated().map { index, zoom in
            var input = "<input class=\"choice\" type=\"radio\" name=\"zoom\" id=\"zoom-\(zoom)\""
            input += index == 0 ? " checked=\"checked\" />" : " />"
            return input + Markup.text("label", ["for": "zoom-\(zoom)"], "\(zoom)×")
        }
        let lanes = tracks.map { Markup.text("div", "worker \($0.worker)") }.joined()
        let ticks = Self.zooms.map { zoom in
            Markup.element("div", ["class": "ticks at-\(zoom)", "aria-hidden": "true"], self.ticks(zoom))
        }.joined()
        let sheet = Markup.element("div", ["class": "sheet"], ticks + svg)
        return Markup.element("style", Self.zoomStyle) + "\n" + choices.joined() + "\n"
            + Markup.element(
                "div", ["class": "timeline"],
                Markup.element("div", ["class": "lanes", "aria-hidden": "true"], lanes)
                    + Markup.element(
                        "div",
                        [
                            "class": "window", "role": "region", "aria-label": "Timeline, scrolls sideways",
                            "tabindex": "0",
                        ],
                        sheet))
    }

    private static var zoomStyle: String {
        zooms.map { zoom in
            "#zoom-\(zoom):checked ~ .timeline .sheet { width: \(zoom * 100)%; } "
                + "#zoom-\(zoom):checked ~ .timeline .at-\(zoom) { display: block; }"
        }.joined(separator: "\n")
    }

    /// Ticks at round times, some five for each width of the window.
    private func ticks(_ zoom: Int) -> String {
        let wanted = (end - start) / Double(5 * zoom)
        let power = RealFunctions.exp10(RealFunctions.log10(wanted).rounded(.down))
        let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= wanted } ?? wanted
        return (0...Int((end - start) / step)).map { index in
            let time = Double(index) * step
            return Markup.text(
                "span", ["style": "left:\(Markup.number(time / (end - start) * 100))%"],
                Self.time(time, step: step))
        }.joined()
    }

    /// A time with as many digits as its neighbours differ in, in the unit of the step.
    private static func time(_ time: Double, step: Double) -> String {
        let units = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")]
        let (size, unit) = units.first { step * 5 >= $0.0 } ?? (1, "ns")
        return QuantityText.fixed(time / size, step >= size ? 0 : 1) + " " + unit
    }

    /// Width of the drawing in its own units, which the window stretches.
    private static let drawingWidth = 10_000.0

    private var svg: String {
        let height = Self.laneHeight * Double(tracks.count)
        let colours = StageColours(report.stages)
        let scale = Self.drawingWidth / (end - start)
        var parts: [String] = []
        for (lane, (track, spans)) in zip(tracks, merge.tracks).enumerated() {
            let top = Self.laneHeight * Double(lane)
            parts.append(
                Markup.line(
                    0, top + Self.laneHeight - 1, Self.drawingWidth, top + Self.laneHeight - 1, "grid"))
            let content = spans.map { span in rectangle(span, top: top, scale: scale, colours) }
            parts.append(
                Markup.element("g", ["aria-label": "worker \(track.worker)"], content.joined(separator: "\n"))
            )
        }
        return Markup.element(
            "svg",
            [
                "viewBox": "0 0 \(Markup.number(Self.drawingWidth)) \(Markup.number(height))",
                "height": Markup.number(height),
                "preserveAspectRatio": "none", "role": "img",
                "aria-label":
                    "Timeline of \(tracks.count) workers over \(QuantityText.duration(end - start))",
            ], "\n" + parts.joined(separator: "\n") + "\n")
    }

    private func rectangle(_ span: DrawnSpan, top: Double, scale: Double, _ colours: StageColours) -> String {
        let (offset, full) = span.stage == -1 ? (4.0, 4.0) : (10.0, 18.0)
        let height = full * span.fill
        let name = report.stageName(span.stage)
        let isWhole = !span.isMerged
        let tip =
            isWhole
            ? "\(name), \(QuantityText.duration(span.end - span.start)) at \(QuantityText.duration(span.start - start))"
            : "\(name), \(QuantityText.percent(span.fill)) of \(QuantityText.duration(span.end - span.start)) in \(span.count) spans"
        return Markup.element(
            "rect",
            [
                "class": colours[span.stage], "x": Markup.number((span.start - start) * scale),
                "y": Markup.number(top + offset + full * (1 - span.base) - height),
                "width": Markup.number(max(0.1, (span.end - span.start) * scale)),
                "height": Markup.number(height),
            ], Markup.text("title", tip))
    }
}
