/// The figures at the head of the page.
enum KeyFigures {
    static func markup(_ report: ProfileReport) -> String {
        let figures = [
            pass(report), speed(report), largestStage(report), waiting(report), memory(report),
            probes(report),
        ]
        let content = figures.compactMap { $0 }.map { figure in
            Markup.element(
                "div",
                Markup.text("dt", figure.name) + Markup.text("dd", figure.value)
                    + (figure.note.isEmpty
                        ? "" : Markup.text("dd", ["class": "note"], Markup.unbroken(figure.note))))
        }
        return Markup.element("dl", ["class": "figures"], "\n" + content.joined(separator: "\n") + "\n")
    }

    private typealias Figure = (name: String, value: String, note: String)

    private static func pass(_ report: ProfileReport) -> Figure? {
        let prepared =
            report.run.preparation > 0
            ? ", prepared in \(QuantityText.duration(report.run.preparation))" : ""
        return report.passTime.map {
            ("a pass", QuantityText.duration($0), (ReportSummary.passRange(report) ?? "") + prepared)
        }
    }

    private static func speed(_ report: ProfileReport) -> Figure? {
        guard let rate = report.itemsPerSecond else { return nil }
        let bytes = report.bytesInPerSecond.map { ", \(QuantityText.rate(bytesPerSecond: $0))" } ?? ""
        return (
            "\(report.run.itemName) a second", QuantityText.count(rate),
            "\(QuantityText.count(report.run.items)) in a pass\(bytes)"
        )
    }

    private static func largestStage(_ report: ProfileReport) -> Figure? {
        guard let stage = report.stages.filter({ !$0.isIdle }).max(by: { $0.time < $1.time }) else {
            return nil
        }
        let note = stage.timePerItem.map { "\(QuantityText.duration($0)) an item (\(stage.itemName))" } ?? ""
        return ("most time: \(stage.name)", QuantityText.percent(stage.share), note)
    }

    private static func waiting(_ report: ProfileReport) -> Figure? {
        guard let idle = report.idleShare else { return nil }
        let count = report.workers.count
        let balance = report.imbalance.map { ", busiest \(QuantityText.fixed($0, 2)) × mean" } ?? ""
        return (
            "waiting", QuantityText.percent(idle), count == 1 ? "one worker" : "\(count) workers\(balance)"
        )
    }

    private static func memory(_ report: ProfileReport) -> Figure? {
        (
            "peak memory", QuantityText.bytes(Double(report.memory.peakResident)),
            "\(QuantityText.bytes(Double(report.memory.modelBytes))) of tables"
        )
    }

    private static func probes(_ report: ProfileReport) -> Figure? {
        ReportSummary.overhead(report).map { ("probes add", $0.estimate, $0.range) }
    }
}
