import Profiling
import Testing

struct ReportPageTests {
    private let caption =
        "[Recorded](perf/results/a.md) 2026-11-23 at abc1234 with `perf/record prog 5` on Xeon, 2 CPUs."

    private func page(_ marker: String, _ body: String = "") -> String {
        "before\n<!-- \(marker) -->\n\(body)<!-- end of bench-report -->\nafter\n"
    }

    @Test func theTableComesBetweenTheMarkers() throws {
        let tables = try RecordText.tables(RecordText.record("speed"))
        let body = "| task | value, ms |\n|---|--:|\n| spacing | 1 |\n| tags | 2 |\n\n\(caption)\n"
        for old in ["", "old\n", body + body] {
            let filled = try RecordText.filled(page("bench-report: speed", old), tables)
            #expect(filled.text == page("bench-report: speed", body))
            #expect(filled.entries.map(\.name) == ["speed"] && filled.entries.map(\.line) == [2])
            #expect(filled.entries.map(\.source) == ["perf/results/a.md"])
            #expect(filled.entries.map(\.isStale) == [true])
            // A page that has been filled stays as it is.
            let again = try RecordText.filled(filled.text, tables)
            #expect(again.text == filled.text && again.entries.map(\.isStale) == [false])
        }
    }

    @Test func columnsRowsAndCaptionAreChosen() throws {
        let tables = try RecordText.tables(RecordText.record("speed"))
        let marker =
            #"bench-report: speed columns="value, ms | task" rows="tags"  caption="none""#
        #expect(
            try RecordText.filled(page(marker), tables).text
                == page(marker, "| value, ms | task |\n|--:|---|\n| 2 | tags |\n"))
        let one = #"bench-report: speed rows="tags | spacing" columns="value, ms" caption="none""#
        #expect(
            try RecordText.filled(page(one), tables).text
                == page(one, "| value, ms |\n|--:|\n| 2 |\n| 1 |\n"))
    }

    @Test func lineEndsAndIndentationAreKept() throws {
        let tables = try RecordText.tables(RecordText.record("speed"))
        let start = "- list\r\n  <!-- bench-report: speed columns=\"task\" caption=\"none\" -->\r\n"
        let end = "  <!-- end of bench-report -->\r\nno line end"
        let body = "  | task |\r\n  |---|\r\n  | spacing |\r\n  | tags |\r\n"
        #expect(try RecordText.filled(start + end, tables).text == start + body + end)
        #expect(try RecordText.filled(start + body + end, tables).entries.map(\.isStale) == [false])
    }

    @Test func markersInCodeAreExamples() throws {
        let tables = try RecordText.tables(RecordText.record("speed"))
        let example = "```\n<!-- bench-report: nothing -->\n```\n"
        let filled = try RecordText.filled(
            example + page(#"bench-report: speed caption="none""#), tables)
        #expect(filled.text.hasPrefix(example))
        #expect(filled.entries.map(\.line) == [5])
    }

    @Test func captionsLinkFromThePage() throws {
        for (page, record, link) in [
            ("perf/README.md", "perf/results/a.md", "results/a.md"),
            ("./README.md", "./perf/results/a.md", "perf/results/a.md"),
            ("docs/speed/page.md", "perf/results/a.md", "../../perf/results/a.md"),
            ("/x/README.md", "/x/r/a.md", "r/a.md"), ("README.md", "/x/a.md", "/x/a.md"),
            ("../README.md", "r/a.md", "r/a.md"),
        ] {
            let tables = try RecordText.tables(RecordText.record("speed"), file: record)
            let filled = try RecordText.filled(self.page("bench-report: speed"), tables, file: page)
            #expect(filled.text.contains("[Recorded](\(link)) 2026"), "\(page)")
        }
    }

    @Test(arguments: [
        (
            "bench-report: nothing",
            "README.md:2: no table 'nothing' is recorded in perf/results; there are speed"
        ),
        (
            #"bench-report: speed columns="task | time""#,
            "README.md:2: table 'speed' of perf/results/a.md has no column 'time'; it has task | value, ms"
        ),
        (
            #"bench-report: speed rows="chunks""#,
            "README.md:2: table 'speed' of perf/results/a.md has no row 'chunks'; it has spacing | tags"
        ),
        ("bench-report:", "README.md:2: the marker names no table"),
        ("bench-report: columns=\"a\"", "README.md:2: the marker names no table"),
        ("bench-report speed", "README.md:2: the marker is not understood"),
        ("bench-report: speed rows", "README.md:2: 'rows' is not understood"),
        ("bench-report: speed rows=", "README.md:2: 'rows=' is not understood"),
        ("bench-report: speed rows=\"a", "README.md:2: 'rows=\"a' is not understood"),
        ("bench-report: speed rows=\"a | \"", "README.md:2: rows=\"a | \" names nothing"),
        ("bench-report: speed caption=\"big\"", "README.md:2: caption=\"big\" is not known"),
        ("bench-report: speed order=\"up\"", "README.md:2: the option 'order' is not known"),
    ]) func wrongMarkersAreNamed(marker: String, problem: String) throws {
        let tables = try RecordText.tables(RecordText.record("speed"))
        let error = #expect(throws: RecordedTableError.self) { try RecordText.filled(page(marker), tables) }
        #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("<!-- bench-report: speed -->\ntext\n", "README.md:1: the marker of 'speed' is not closed"),
        (
            "<!-- bench-report: speed -->\n<!-- bench-report: speed -->\n<!-- end of bench-report -->\n",
            "README.md:1: the marker of 'speed' is not closed"
        ),
        ("\n<!-- end of bench-report -->\n", "README.md:2: the marker closes nothing"),
        ("no marker\n", "README.md: has no place for a table"),
        ("", "README.md: has no place for a table"),
    ]) func markersComeInPairs(text: String, problem: String) {
        let error = #expect(throws: RecordedTableError.self) {
            try ReportPage(Array(text.utf8), file: "README.md")
        }
        #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
    }

    @Test func textMustBeUTF8() {
        #expect(throws: RecordedTableError(file: "README.md", "is not valid UTF-8; save it as UTF-8")) {
            try ReportPage([0x61, 0xFF, 0x0A], file: "README.md")
        }
    }

    @Test func whatIsThereTwiceCannotBeChosen() throws {
        let body = "| a | b | b |\n|---|---|---|\n| x | 1 | 2 |\n| x | 3 | 4 |\n"
        let tables = try RecordText.tables("- date: 2026-11-23\n\n<!-- table: twice -->\n" + body)
        for (kind, name) in [("row", "x"), ("column", "b")] {
            let marker = "bench-report: twice \(kind)s=\"\(name)\""
            let error = #expect(throws: RecordedTableError.self) {
                try RecordText.filled(page(marker), tables)
            }
            #expect(error?.description.contains("has two \(kind)s '\(name)'; leave") == true)
        }
        let whole = #"bench-report: twice caption="none""#
        #expect(try RecordText.filled(page(whole), tables).text == page(whole, body))
    }
}
