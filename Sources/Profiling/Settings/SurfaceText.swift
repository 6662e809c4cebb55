/// The surface of a search as text for a terminal.
public enum SurfaceText {
    /// Speeds of all values of all axes, and heat maps of some pairs of axes, in percent of the fastest.
    ///
    /// - Complexity: O(cells).
    public static func lines(of surface: SettingsSurface) -> [String] {
        var lines: [String] = []
        let width = surface.lines.map(\.axis.rawValue.count).max() ?? 0
        for line in surface.lines {
            let values = zip(line.labels, line.speeds).map { label, speed in
                "\(label) \(shade(speed))\(percent(speed))"
            }
            lines.append(padded(line.axis.rawValue, to: width) + "  " + values.joined(separator: "  "))
        }
        if let map = surface.fullestMap { lines += [""] + heatMap(map) }
        return lines
    }

    private static func heatMap(_ map: SettingsSurface.Map) -> [String] {
        let title = "\(map.rowAxis.rawValue) \\ \(map.columnAxis.rawValue)"
        let first = max(title.count, map.rows.map(\.count).max() ?? 0)
        let widths = map.columns.map { max($0.count, 5) }
        let head =
            padded(title, to: first) + "  "
            + zip(map.columns, widths).map { padded($0, to: $1) }.joined(separator: "  ")
        return [head]
            + zip(map.rows, map.speeds).map { row, speeds in
                padded(row, to: first) + "  "
                    + zip(speeds, widths).map { padded(shade($0) + percent($0), to: $1) }.joined(
                        separator: "  ")
            }
    }

    private static func percent(_ speed: Double?) -> String {
        speed.map { "\(Int(($0 * 100).rounded()))" } ?? "·"
    }

    private static func shade(_ speed: Double?) -> String {
        guard let speed else { return " " }
        return speed >= 0.98 ? "█" : speed >= 0.9 ? "▓" : speed >= 0.7 ? "▒" : "░"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
