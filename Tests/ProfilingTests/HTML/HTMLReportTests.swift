import Foundation
import Profiling
import Testing

struct HTMLReportTests {
    @Test func pagesAreWellFormedAndLoadNothing() {
        let report = ExampleReport.make()
        let text = HTMLReport.page(report)
        let page = ParsedPage.check(text)
        let names = Set(page.elements.map(\.name))
        #expect(names.isDisjoint(with: ["script", "link", "img", "iframe", "object", "image", "use"]))
        #expect(!text.contains("url(") && !text.contains("@import"))
        #expect(page.elements.allSatisfy { $0.attributes["src"] == nil && $0.attributes["href"] == nil })
        #expect(page.elements.count { $0.name == "h2" } == 11)
        for part in [
            "Profile of infer", "look up", "gathered in a cache", "interval", "Example CPU 9000",
            "nearest key of the decoder", "Turbo was on.",
        ] {
            #expect(page.texts.joined().contains(part), "\(part)")
        }
    }

    @Test func namesAreEscapedEverywhere() {
        let evil = "<script>alert('x')</script> & \"quoted\" \u{0}\u{1B}[31m"
        var report = ExampleReport.make()
        (report.subject, report.version, report.date) = (evil, evil, evil)
        (report.machine.processor, report.machine.fingerprint) = (evil, evil)
        report.settings = [Setting(name: evil, value: evil)]
        (report.run.itemName, report.run.outputDigest, report.notes) = (evil, evil, [evil])
        for index in report.stages.indices {
            report.stages[index].name += evil
            (report.stages[index].summary, report.stages[index].itemName) = (evil, evil)
        }
        report.lookups[0] = LookupFacts(
            name: evil, lookups: 1, hits: 1, figures: [LookupFacts.Figure(name: evil, value: 1, unit: evil)])
        report.counters = CounterFacts(unavailable: evil, values: [CounterFacts.Value(name: evil, count: 1)])
        let comparison = ProfileComparison(old: ExampleReport.make(), new: report)
        let page = ParsedPage.check(HTMLReport.page(report, comparison: comparison))
        #expect(!page.elements.contains { $0.name == "script" })
        #expect(page.elements.allSatisfy { $0.attributes.keys.allSatisfy { $0 != "onload" } })
    }

    @Test func everySpanOfASmallTimelineIsDrawn() {
        let report = ExampleReport.make()
        let page = ParsedPage.check(HTMLReport.page(report))
        for name in ["block", "search", "wait"] {
            #expect(page.tips.count { $0.hasPrefix("\(name), ") && $0.contains(" at ") } == 18, "\(name)")
        }
        #expect(!page.texts.joined().contains("are drawn as"))
    }

    @Test func largeTimelinesAreDrawnWithFewRectanglesAndSaySo() {
        let page = ParsedPage.check(HTMLReport.page(ExampleReport.make(workers: 4, blocks: 600)))
        let rectangles = page.elements.count { $0.name == "rect" }
        #expect(rectangles > 500 && rectangles < 4500, "\(rectangles)")
        #expect(page.texts.joined().contains("16,800 spans are drawn as"))
        #expect(page.texts.joined().contains("% of "))
    }

    @Test func emptyReportsAreShown() {
        var report = ExampleReport.make()
        (report.stages, report.lookups, report.workers, report.timeline) = ([], [], [], [])
        (report.run.passes, report.run.plainPasses, report.notes, report.settings) = ([], [], [], [])
        report.counters = CounterFacts(unavailable: "None.", values: [])
        (report.machine.streamBandwidth, report.machine.gatherBandwidth) = (nil, nil)
        report.machine.cachedGatherBandwidth = nil
        _ = ParsedPage.check(HTMLReport.page(report, comparison: ProfileComparison(old: report, new: report)))
    }

    @Test func reportsAtTheEdgesAreDrawn() throws {
        var report = ExampleReport.make(workers: 1, blocks: 1)
        let huge = 0x1p53
        report.run.plainPasses = [1e-300, huge]
        report.machine.streamBandwidth = 1e-300
        for index in report.stages.indices {
            report.stages[index].time = index.isMultiple(of: 2) ? huge : 1e-300
            (report.stages[index].bytes, report.stages[index].items) = (1 << 53, 1 << 53)
            report.stages[index].latency = Percentiles(
                count: 1, minimum: 0, p50: 0, p90: huge, p99: huge, p999: huge, maximum: huge,
                bars: [
                    Percentiles.Bar(from: 0, to: 1e-300, count: 0),
                    Percentiles.Bar(from: 1, to: huge, count: 1 << 53),
                ])
        }
        report.timeline[0].spans = [
            TimelineTrack.Span(stage: -1, start: 0, duration: 1e-300),
            TimelineTrack.Span(stage: 0, start: huge, duration: huge),
        ]
        let read = try ProfileReport(json: report.json(), name: "x")
        _ = ParsedPage.check(HTMLReport.page(read, comparison: ProfileComparison(old: read, new: read)))
        _ = ProfileTable.text(read)
        _ = FoldedStacks.text(read)
        _ = try ChromeTrace.json(read)
    }

    @Test func comparisonsComeFirst() {
        let report = ExampleReport.make()
        let page = ParsedPage.check(
            HTMLReport.page(report, comparison: ProfileComparison(old: report, new: report)))
        #expect(page.elements.first { $0.name == "h2" }?.attributes["id"] == "comparison")
        #expect(page.texts.joined().contains("No difference that these passes can show"))
    }
}
