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
        return HTMLPage.markup(
            title: title, version: report.version,
            header: Markup.text("p", ["class": "muted"], place) + "\n" + KeyFigures.markup(report),
            main: sections.filter { !$0.isEmpty }.joined(separator: "\n"),
            footer:
                "Times are medians over passes without probes where a pass is named, and sums over workers and passes elsewhere."
        )
    }
}
