/// A profile as one page of HTML that needs nothing else: no network, no script, no fonts.
public enum HTMLReport {
    /// The page of a report, in UTF-8 and well-formed as XML too.
    ///
    /// - Parameters:
    ///   - report: The report.
    ///   - comparison: What changed from a former one, shown first.
    /// - Complexity: O(n log n) in the number of spans; the page holds at most some thousands of them.
    public static func page(_ report: ProfileReport, comparison: ProfileComparison? = nil) -> String {
        let title = "Profile of \(report.subject)"
        let machine = report.machine
        let place =
            "\(report.date) · \(machine.processor), \(machine.processors) CPUs · scattershot \(report.version)"
        let sections = [
            comparison.map(ComparisonSection.markup) ?? "", StageSection.markup(report),
            LatencySection.markup(report),
            MachineSections.roofline(report), MachineSections.timeline(report),
            MachineSections.lookups(report),
            MachineSections.workers(report), MachineSections.memory(report), MachineSections.settings(report),
            MachineSections.notes(report),
        ]
        return """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="generator" content="scattershot \(Markup.escaped(report.version))" />
            <title>\(Markup.escaped(title))</title>
            <style>
            \(ReportStyle.sheet)</style>
            </head>
            <body>
            <header>
            <h1>\(Markup.escaped(title))</h1>
            <p class="muted">\(Markup.escaped(place))</p>
            \(KeyFigures.markup(report))
            </header>
            <main>
            \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))</main>
            <footer>Times are medians over passes without probes where a pass is named, and sums over workers and passes elsewhere.</footer>
            </body>
            </html>

            """
    }
}
