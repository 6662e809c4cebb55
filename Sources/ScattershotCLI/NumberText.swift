/// Numbers as people read them, without a locale.
enum NumberText {
    /// With `places` digits after the point.
    static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "–" }
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (value.magnitude * scale).rounded()
        let whole = (scaled / scale).rounded(.down)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + grouped(Int(whole)) }
        let fraction = String(Int(scaled - whole * scale))
        return sign + "\(Int(whole))." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// A share as a percentage with two digits after the point.
    static func percent(_ share: Double) -> String { fixed(share * 100, 2) }

    /// With a comma between groups of three digits.
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// A size in bytes with a binary unit.
    static func bytes(_ count: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var (value, unit) = (Double(count), 0)
        while value >= 1024 && unit + 1 < units.count {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(fixed(value, 1)) \(units[unit])"
    }
}
