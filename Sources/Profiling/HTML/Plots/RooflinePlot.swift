/// Stages against the limits of memory: bytes a second over nanoseconds an item, both logarithmic. The line of a stage is
/// that of its way of reaching memory, and of the size of its tables: see `ProfileReport.memoryLimit(of:)`.
struct RooflinePlot {
    /// A stage with its place.
    struct Point {
        var name: String
        var colour: String
        var timePerItem: Double
        var itemName: String
        var rate: Double
        var limit: Double?
        var isCached: Bool
    }

    let points: [Point]
    let limits: [(name: String, rate: Double)]

    /// The plot of a report; nil when no stage counts its bytes.
    init?(_ report: ProfileReport) {
        let colours = StageColours(report.stages)
        points = report.stages.enumerated().compactMap { index, stage in
            guard !stage.isIdle, let time = stage.timePerItem, time > 0, let rate = stage.bytesPerSecond,
                rate > 0
            else { return nil }
            return Point(
                name: stage.name, colour: colours[index], timePerItem: time, itemName: stage.itemName,
                rate: rate,
                limit: report.memoryLimit(of: stage), isCached: stage.access == .cached)
        }
        guard !points.isEmpty else { return nil }
        limits = [
            report.machine.streamBandwidth.map { ("streamed", $0) },
            report.machine.gatherBandwidth.map { ("gathered", $0) },
            report.machine.cachedGatherBandwidth.map { ("gathered in a cache", $0) },
        ].compactMap { $0 }
    }

    /// Where the axis of rates stands, in pixels.
    private static let left = 72.0

    /// The plot at a width, in pixels.
    func svg(width: Double) -> String {
        let (left, right, top, bottom, height) = (Self.left, width - 16, 16.0, 262.0, 304.0)
        let times = points.map(\.timePerItem)
        let rates = points.map(\.rate) + limits.map(\.rate)
        let across = LogScale((times.min() ?? 1) / 2.5...(times.max() ?? 1) * 4, to: (left, right))
        let up = LogScale((rates.min() ?? 1) / 2...(rates.max() ?? 1) * 1.8, to: (bottom, top))
        var parts: [String] = []
        for tick in up.binaryTicks(atMost: 6) {
            let y = up.place(tick)
            parts.append(Markup.line(left, y, right, y, "grid"))
            parts.append(
                Markup.label(
                    left - 8, y + 4, QuantityText.short(QuantityText.rate(bytesPerSecond: tick)), "end"))
        }
        parts.append(Markup.line(left, bottom, right, bottom, "axis"))
        for tick in across.decimalTicks(atMost: Int(width / 80)) {
            let x = across.place(tick)
            parts.append(Markup.line(x, bottom, x, bottom + 5, "axis"))
            parts.append(
                Markup.label(x, bottom + 19, QuantityText.short(QuantityText.duration(tick)), "middle"))
        }
        parts.append(Markup.label((left + right) / 2, height - 4, "time an item (logarithmic)", "middle"))
        var boxes: [Box] = []
        for limit in limits {
            let y = up.place(limit.rate)
            let text = "\(limit.name), \(QuantityText.rate(bytesPerSecond: limit.rate))"
            parts.append(Markup.line(left, y, right, y, "limit"))
            parts.append(Markup.label(left + 6, y - 5, text, "strong"))
            boxes.append(Box(x: left + 6, y: y - 16, width: Self.width(text), height: 18))
        }
        boxes += points.map {
            Box(x: across.place($0.timePerItem) - 6, y: up.place($0.rate) - 6, width: 12, height: 12)
        }
        for point in points { parts.append(mark(point, across, up, right: right, &boxes)) }
        return Markup.element(
            "svg",
            [
                "class": "plot", "viewBox": "0 0 \(Markup.number(width)) \(Markup.number(height))",
                "role": "img",
                "aria-label": description,
            ], parts.joined(separator: "\n"))
    }

    private func mark(
        _ point: Point, _ across: LogScale, _ up: LogScale, right: Double, _ boxes: inout [Box]
    ) -> String {
        let (x, y) = (across.place(point.timePerItem), up.place(point.rate))
        let share = point.limit.map { point.rate / $0 }
        let text = point.name + (share.map { ", \(QuantityText.percent($0))" } ?? "")
        let width = Self.width(text)
        let places = [
            (x + 10, y + 4), (x - 10 - width, y + 4), (x - width / 2, y - 12), (x - width / 2, y + 22),
            (x + 10, y - 12),
            (x + 10, y + 20),
        ]
        let free = places.first { place in
            let box = Box(x: place.0, y: place.1 - 12, width: width, height: 15)
            return place.0 > Self.left + 2 && place.0 + width < right && !boxes.contains { $0.overlaps(box) }
        }
        // Where none is free, beside the point on the side that has room, so that no label widens the page.
        let place = free ?? (x + 10 + width < right ? places[0] : (max(Self.left, x - 10 - width), y + 4))
        boxes.append(Box(x: place.0, y: place.1 - 12, width: width, height: 15))
        let tip =
            "\(point.name): \(QuantityText.rate(bytesPerSecond: point.rate)), \(QuantityText.duration(point.timePerItem)) of \(point.itemName)"
            + (share.map { ", \(QuantityText.percent($0)) of the limit" } ?? ", no limit of memory applies")
        let gap = point.limit.map { Markup.line(x, y, x, up.place($0), "gap") } ?? ""
        let circle = Markup.empty(
            "circle",
            [
                "class": point.isCached ? "hollow" : "dot", "cx": Markup.number(x), "cy": Markup.number(y),
                "r": "5.5",
            ])
        return Markup.element(
            "g", ["class": point.colour],
            Markup.text("title", tip) + gap + circle + Markup.label(place.0, place.1, text, "strong"))
    }

    /// The plot in words.
    private var description: String {
        "Bytes a second of stages and limits: "
            + (limits.map { "limit \($0.name) \(QuantityText.rate(bytesPerSecond: $0.rate))" }
            + points.map { "\($0.name) \(QuantityText.rate(bytesPerSecond: $0.rate))" }).joined(
                separator: ", ")
    }

    /// About as wide as a text of 12 pixels is.
    private static func width(_ text: String) -> Double { Double(text.count) * 6.7 }

    private struct Box {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        func overlaps(_ other: Box) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height
                && other.y < y + height
        }
    }
}
