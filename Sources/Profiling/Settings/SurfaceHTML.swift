import Scattershot

/// The surface of a search as a page without scripts and without anything from elsewhere.
public enum SurfaceHTML {
    /// The page.
    ///
    /// - Parameters:
    ///   - title: Heading, for example the model and the machine.
    ///   - best: The settings that were chosen.
    /// - Complexity: O(cells + measurements).
    public static func page(
        title: String, best: EngineSettings?, surface: SettingsSurface,
        measurements: [SettingsSearch.Measurement]
    ) -> String {
        var body = "<h1>\(escaped(title))</h1>\n"
        if let best { body += "<p>Chosen: <code>\(escaped(best.commandLine))</code></p>\n" }
        body += """
            <p>Speed in percent of the fastest settings; of all measurements in a cell the fastest. An empty cell was not \
            measured.</p>\n
            """
        body += "<div class=\"maps\">\n" + surface.maps.map(table).joined() + "</div>\n"
        body += measurementTable(measurements, best: best)
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title>
            <style>
            body { font: 15px system-ui, sans-serif; margin: 2em; color: #222; }
            .maps { display: flex; flex-wrap: wrap; gap: 1.5em 2.5em; }
            table { border-collapse: collapse; } caption { text-align: left; font-weight: 600; padding: .3em 0; }
            td, th { padding: .3em .6em; text-align: right; font-variant-numeric: tabular-nums; }
            th { font-weight: 400; color: #555; } tr.best { font-weight: 700; }
            </style></head><body>
            \(body)</body></html>\n
            """
    }

    private static func table(_ map: SettingsSurface.Map) -> String {
        var text =
            "<table><caption>\(map.rowAxis.rawValue) × \(map.columnAxis.rawValue)</caption><tr><th></th>"
        text += map.columns.map { "<th>\(escaped($0))</th>" }.joined() + "</tr>\n"
        for (row, speeds) in zip(map.rows, map.speeds) {
            text += "<tr><th>\(escaped(row))</th>" + speeds.map(cell).joined() + "</tr>\n"
        }
        return text + "</table>\n"
    }

    /// Brightness follows the speed from 50 % up, where differences matter.
    private static func cell(_ speed: Double?) -> String {
        guard let speed else { return "<td></td>" }
        let share = min(max((speed - 0.5) / 0.5, 0), 1)
        let lightness = Int((96 - 56 * share).rounded())
        let ink = share > 0.6 ? "#fff" : "#222"
        let percent = Int((speed * 100).rounded())
        return "<td style=\"background:hsl(205 60% \(lightness)%);color:\(ink)\">\(percent)</td>"
    }

    private static func measurementTable(
        _ measurements: [SettingsSearch.Measurement], best: EngineSettings?
    ) -> String {
        var text = "<table><caption>All measurements</caption>"
        text += "<tr><th>settings</th><th>tokens/s</th><th>times</th></tr>\n"
        for measurement in measurements.sorted(by: { $0.median < $1.median }) {
            let mark = measurement.settings == best ? " class=\"best\"" : ""
            let rate = Int((1e9 / measurement.median).rounded())
            text += "<tr\(mark)><td><code>\(escaped(measurement.settings.commandLine))</code></td>"
            text += "<td>\(rate)</td><td>\(measurement.costs.count)</td></tr>\n"
        }
        return text + "</table>\n"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
