/// A histogram of durations with a logarithmic axis and marks at percentiles.
struct LatencyPlot {
    let latency: Percentiles
    let title: String
    let colour: String

    private static let marks: [(String, any KeyPath<Percentiles, Double> & Sendable)] = [
        ("p50", \.p50), ("p90", \.p90), ("p99", \.p99), ("p99.9", \.p999),
    ]

    /// The plot at a width, in pixels.
    func svg(width: Double) -> String {
        guard let first = latency.bars.first, let last = latency.bars.last else { return "" }
        let (left, right, top, bottom, height) = (46.0, width - 12, 44.0, 208.0, 246.0)
        let low = first.from > 0 ? first.from : min(1, first.to) / RealFunctions.exp10(0.2)
        let scale = LogScale(Self.widened(low...last.to), to: (left, right))
        let total = max(1, latency.bars.reduce(0.0) { $0 + Double($1.count) })
        let highest = latency.bars.map { Double($0.count) / total }.max() ?? 1
        let (step, steps) = Self.steps(upTo: highest)
        func place(_ share: Double) -> Double { bottom - (bottom - top) * share / (step * Double(steps)) }

        var parts: [String] = []
        for index in 0...steps {
            let y = place(step * Double(index))
            parts.append(line(left, y, right, y, index == 0 ? "axis" : "grid"))
            parts.append(
                label(left - 8, y + 4, QuantityText.short(QuantityText.percent(step * Double(index))), "end"))
        }
        for bar in latency.bars {
            let (x, end) = (scale.place(max(bar.from, low)), scale.place(bar.to))
            let y = min(place(Double(bar.count) / total), bottom - 1)
            let tip =
                "\(QuantityText.duration(bar.from)) to \(QuantityText.duration(bar.to)): \(QuantityText.count(bar.count)) calls, "
                + QuantityText.percent(Double(bar.count) / total)
            parts.append(
                Markup.element(
                    "rect",
                    [
                        "class": colour, "x": Markup.number(x + 0.5), "y": Markup.number(y),
                        "width": Markup.number(max(0.5, end - x - 1)), "height": Markup.number(bottom - y),
                    ], Markup.text("title", tip)))
        }
        for tick in scale.decimalTicks(atMost: Int(width / 70)) {
            let x = scale.place(tick)
            parts.append(line(x, bottom, x, bottom + 5, "axis"))
            parts.append(label(x, bottom + 19, QuantityText.short(QuantityText.duration(tick)), "middle"))
        }
        parts.append(label((left + right) / 2, height - 4, "time of a call (logarithmic)", "middle"))
        parts += percentileMarks(scale, top: top, bottom: bottom, right: right)
        return Markup.element(
            "svg",
            [
                "class": "plot", "viewBox": "0 0 \(Markup.number(width)) \(Markup.number(height))",
                "role": "img",
                "aria-label": description,
            ], parts.joined(separator: "\n"))
    }

    /// The plot in words.
    private var description: String {
        "Histogram of the time of a call of \(title): "
            + Self.marks.map { "\($0.0) \(QuantityText.duration(latency[keyPath: $0.1]))" }.joined(
                separator: ", ")
    }

    private func percentileMarks(_ scale: LogScale, top: Double, bottom: Double, right: Double) -> [String] {
        var parts: [String] = []
        var rowEnds = [Double](repeating: -.infinity, count: 3)
        for (name, path) in Self.marks {
            let x = scale.place(latency[keyPath: path])
            let width = Double(name.count) * 8
            let start = min(x, right - width)
            guard let row = rowEnds.firstIndex(where: { $0 < start }) else { continue }
            rowEnds[row] = start + width + 6
            let y = top - 6 - 13 * Double(row)
            parts.append(line(x, y + 3, x, bottom, "mark"))
            parts.append(label(start, y, name, "strong"))
        }
        return parts
    }

    /// Bars keep a width that can be compared: the axis is at least a decade and a half long.
    private static func widened(_ values: ClosedRange<Double>) -> ClosedRange<Double> {
        let missing = 1.5 - RealFunctions.log10(values.upperBound / values.lowerBound)
        guard missing > 0 else { return values }
        let factor = RealFunctions.exp10(missing / 2)
        return values.lowerBound / factor...values.upperBound * factor
    }

    private static func steps(upTo highest: Double) -> (Double, Int) {
        for step in [0.01, 0.02, 0.05, 0.1, 0.2] where highest <= step * 4 {
            return (step, max(1, Int((highest / step).rounded(.up))))
        }
        return (0.25, 4)
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> String {
        Markup.line(x1, y1, x2, y2, style)
    }

    private func label(_ x: Double, _ y: Double, _ text: String, _ style: String) -> String {
        Markup.label(x, y, text, style)
    }
}

extension Markup {
    /// A line of a plot.
    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> String {
        empty(
            "line", ["class": style, "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)])
    }

    /// A text in a plot.
    static func label(_ x: Double, _ y: Double, _ content: String, _ style: String) -> String {
        text("text", ["class": style, "x": number(x), "y": number(y)], content)
    }
}
