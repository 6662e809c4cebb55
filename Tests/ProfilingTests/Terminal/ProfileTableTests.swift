import Profiling
import Testing

struct ProfileTableTests {
    @Test(arguments: [20, 80, 100, 120, 400])
    func linesFitTheWidth(width: Int) {
        var report = ExampleReport.make(workers: 12)
        report.notes.append(String(repeating: "word ", count: 60))
        report.stages[1].name = "a stage with a name that is very much longer than it should be"
        let lines = ProfileTable.text(report, width: width).split(separator: "\n")
        let limit = min(max(width, 80), 120)
        for line in lines {
            #expect(line.count <= limit, "\(line)")
            #expect(line.last != " ")
        }
    }

    @Test func columnsAreAligned() throws {
        let lines = ProfileTable.text(ExampleReport.make(), width: 120).split(separator: "\n").map(Array.init)
        let head = try #require(lines.firstIndex { String($0).hasPrefix("stage") })
        let rule = lines[head + 1]
        let ends = rule.indices.filter { rule[$0] == "─" && ($0 + 1 == rule.count || rule[$0 + 1] == " ") }
        for line in lines[head...(head + 7)] {
            // Numbers end where their rule ends; a space follows.
            for end in ends.dropFirst().dropLast() { #expect(line[end] != " ", "\(String(line))") }
            for end in ends.dropFirst().dropLast() where end + 1 < line.count {
                #expect(line[end + 1] == " ", "\(String(line))")
            }
        }
    }

    @Test func everySectionSpeaks() {
        let text = ProfileTable.text(ExampleReport.make(), width: 120)
        for part in [
            "Profile of infer", "Example CPU 9000", "threads 3", "tokens/s", "probes add", "search", "GiB/s",
            "gathered",
            "token index, column 1", "96.9 %", "buckets opened 1.21 a look-up", "times the mean",
            "peak resident",
            "298 MiB", "allocations in a pass", "instructions a cycle", "2.53", "Turbo was on.",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    /// A report's text as one line.
    private func unwrapped(_ report: ProfileReport) -> String {
        ProfileTable.text(report, width: 120).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func whatProbesAddMayBeLessThanNothing() {
        var report = ExampleReport.make()
        (report.run.passes, report.run.plainPasses) = ([98, 97, 99, 98, 97], [100, 101, 100, 99, 100])
        #expect(unwrapped(report).contains("probes add −2.0 % (95 % interval −"))
        (report.run.passes, report.run.plainPasses) = ([103], [100])
        #expect(unwrapped(report).contains("probes add +3.0 % (no interval: one pass of a kind)"))
    }

    /// Streams deal blocks to nobody, so nobody can steal them.
    @Test func stolenBlocksHaveAColumnWhereThereAreSome() {
        var report = ExampleReport.make()
        #expect(ProfileTable.text(report).contains("stolen"))
        #expect(HTMLReport.page(report).contains("stolen"))
        for worker in report.workers.indices { report.workers[worker].steals = 0 }
        #expect(!ProfileTable.text(report).contains("stolen"))
        #expect(!HTMLReport.page(report).contains("stolen"))
        #expect(ProfileTable.text(report).contains("slept"))
    }

    /// Tables and layers have different figures, and no columns for those of the others.
    @Test func lookUpsWithFiguresInCommonShareATable() throws {
        func lookup(_ name: String, _ figures: String...) -> LookupFacts {
            LookupFacts(
                name: name, lookups: 10, hits: 5,
                figures: figures.map { LookupFacts.Figure(name: $0, value: 3, unit: "") })
        }
        var report = ExampleReport.make()
        report.lookups = [
            lookup("phrases", "load factor", "1 bucket"), lookup("spans", "load factor", "1 bucket"),
            lookup("nearest key", "keys visited"), lookup("layer a", "token unknown"),
            lookup("layer b", "token unknown"),
        ]
        let lines = ProfileTable.text(report, width: 100).split(separator: "\n")
        let heads = lines.filter { $0.hasPrefix("in ") }.map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(heads == ["in look-ups found load factor 1 bucket", "in look-ups found token unknown"])
        #expect(lines.contains("nearest key: keys visited 3"))
        let spans = try #require(lines.first { $0.hasPrefix("nearest key ") })
        #expect(spans.split(separator: " ").suffix(2) == ["–", "–"])
    }

    @Test func limitsNameTheWorkersThatSharedThem() {
        var report = ExampleReport.make()
        #expect(unwrapped(report).contains("Limit of one worker, measured with 3 at once: "))
        #expect(unwrapped(report).contains("39.1 GiB/s gathered from tables that a cache holds"))
        report.machine.bandwidthWorkers = 1
        #expect(unwrapped(report).contains("Limit of one worker, measured: "))
    }

    @Test func coloursOnlyWhenAskedFor() {
        let report = ExampleReport.make()
        let plain = ProfileTable.text(report)
        let coloured = ProfileTable.text(report, isColoured: true)
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[36m█"))
        #expect(coloured.replacing(/\u{1B}\[\d*m/, with: "") == plain)
    }

    @Test func namesCannotSteerTheTerminal() {
        var report = ExampleReport.make()
        report.stages[0].name = "\u{1B}[31mred\r"
        report.notes = ["\u{1B}]0;title\u{7}"]
        report.lookups[0].name = "\u{202E}abc\u{9B}"
        let text = ProfileTable.text(report)
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        #expect(!text.contains("\u{202E}"))
    }

    @Test func emptyReportsAreShown() {
        var report = ExampleReport.make()
        (report.stages, report.lookups, report.workers, report.timeline) = ([], [], [], [])
        (report.run.passes, report.run.plainPasses, report.notes) = ([], [], [])
        report.counters = CounterFacts(
            unavailable: "Counters are off: set kernel.perf_event_paranoid to 2.", values: [])
        let text = ProfileTable.text(report)
        #expect(text.contains("no pass was measured"))
        #expect(text.contains("Counters are off"))
    }
}
