/// A profile as folded stacks: a line for each stack, frames separated by semicolons, then its own time in whole
/// nanoseconds. Flame graph programs read it (flamegraph.pl, inferno, speedscope).
public enum FoldedStacks {
    /// First frame of time that stages took and the timeline does not show.
    static let beyondTimeline = "not in the timeline"

    /// The folded stacks of a report, waiting included. They add up to the time of the stages: what the timeline leaves out,
    /// because it was sampled or cut, stands under a frame that says so.
    ///
    /// - Complexity: O(n log n) in the number of spans.
    public static func text(_ report: ProfileReport) -> String {
        var times: [[String]: Double] = [:]
        var shown = [Double](repeating: 0, count: report.stages.count)
        var total = 0.0
        for track in report.timeline {
            for span in track.nested where span.ownTime > 0 {
                let frames =
                    ["worker \(track.worker)"] + (span.enclosing + [span.stage]).map(report.stageName)
                times[frames, default: 0] += span.ownTime
                total += span.ownTime
                if shown.indices.contains(span.stage) { shown[span.stage] += span.ownTime }
            }
        }
        for (stage, time) in zip(report.stages, missing(report, shown: shown, total: total)) where time > 0 {
            times[[beyondTimeline, stage.name], default: 0] += time
        }
        var lines: [String] = []
        for (frames, time) in times where whole(time) > 0 {
            lines.append("\(frames.map(frame).joined(separator: ";")) \(whole(time))\n")
        }
        return lines.sorted().joined()
    }

    /// The time of each stage that the timeline does not show. Time inside blocks that no stage accounts for counts as shown.
    private static func missing(_ report: ProfileReport, shown: [Double], total: Double) -> [Double] {
        let missing = zip(report.stages, shown).map { max(0, $0.time - $1) }
        let sum = missing.reduce(0, +)
        let wanted = max(0, report.stages.reduce(0) { $0 + $1.time } - total)
        guard sum > 0 else { return missing }
        return missing.map { $0 * min(1, wanted / sum) }
    }

    /// Rounded; what is too large or no number is cut, since a report need not come from a file that was checked.
    private static func whole(_ time: Double) -> Int {
        Int(min(max(0, time.isNaN ? 0 : time), 0x1p62).rounded())
    }

    /// A frame's name; a semicolon would end it and a line break the line.
    private static func frame(_ name: String) -> String {
        String(name.map { $0 == ";" ? "," : $0.isNewline ? " " : $0 })
    }
}
