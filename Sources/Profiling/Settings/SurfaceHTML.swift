import Scattershot

/// The surface of a search as a page without scripts and without anything from elsewhere, in the style of ``HTMLReport``.
public enum SurfaceHTML {
    /// The page, in UTF-8 and well-formed as XML too.
    ///
    /// - Parameters:
    ///   - title: Heading, for example the model and the machine.
    ///   - version: Version of the program.
    ///   - best: The settings that were chosen.
    ///   - measurements: All settings that were measured; costs are nanoseconds a token.
    /// - Complexity: O(cells + measurements · log measurements).
    public static func page(
        title: String, version: String, best: EngineSettings?, surface: SettingsSurface,
        measurements: [SettingsSearch.Measurement]
    ) -> String {
        let maps = surface.maps.enumerated().map { map($1, number: $0) }.joined()
        return HTMLPage.markup(
            title: title, version: version,
            header: best.map { Markup.element("p", "Chosen: " + Markup.text("code", $0.commandLine)) } ?? "",
            main: (maps.isEmpty ? "" : Markup.element("div", ["class": "pair"], "\n" + maps) + "\n")
                + all(measurements, best: best),
            footer: """
                In the maps: speed in percent of the fastest settings; of all measurements in a cell the fastest. A cell \
                without a number was not measured.
                """)
    }

    private static func map(_ map: SettingsSurface.Map, number: Int) -> String {
        let title = "\(map.rowAxis.rawValue) × \(map.columnAxis.rawValue)"
        return Markup.section(
            title, id: "map\(number)",
            Markup.table(
                caption: title, columns: [("", false)] + map.columns.map { ($0, true) },
                rows: zip(map.rows, map.speeds).map { row, speeds in
                    [Markup.escaped(row)] + speeds.map(cell)
                }))
    }

    /// Colour follows the speed from 50 % up, where differences matter.
    private static func cell(_ speed: Double?) -> String {
        guard let speed else { return "" }
        let share = min(max((speed - 0.5) / 0.5, 0), 1)
        return Markup.text(
            "span", ["class": "heat", "style": "--heat:\(Markup.number(share))"],
            "\(Int((speed * 100).rounded()))")
    }

    private static func all(
        _ measurements: [SettingsSearch.Measurement], best: EngineSettings?
    ) -> String {
        let rows = measurements.sorted { $0.median < $1.median }.map { measurement in
            let settings = Markup.text("code", measurement.settings.commandLine)
            return [
                measurement.settings == best ? Markup.element("span", ["class": "name"], settings) : settings,
                measurement.settings == best ? "chosen" : "",
                Markup.escaped(QuantityText.fixed(1e9 / measurement.median, 0)),
                String(measurement.costs.count),
            ]
        }
        return Markup.section(
            "All measurements", id: "measurements",
            Markup.table(
                caption: "All measurements, the fastest first",
                columns: [("settings", false), ("", false), ("tokens/s", true), ("times measured", true)],
                rows: rows))
    }
}
