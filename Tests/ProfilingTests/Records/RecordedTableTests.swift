import Foundation
import Profiling
import TestSupport
import Testing

struct RecordedTableTests {
    @Test func namedTablesAreReadWithTheirFacts() throws {
        let text =
            RecordText.record("speed") + "\n" + """
                | not | named |
                |---|---|

                <!-- table: bars -->

                | a\\|b | `c` |
                |:-:|---|
                | x \\| y |  |
                after
                """
        let tables = try RecordText.tables(text)
        #expect(tables.map(\.name) == ["speed", "bars"])
        #expect(tables[0].line == 7 && tables[0].file == "perf/results/a.md")
        #expect(tables[0].columns == ["task", "value, ms"])
        #expect(tables[0].rows == [["spacing", "1"], ["tags", "2"]])
        #expect(tables[1].columns == ["a\\|b", "`c`"])
        #expect(tables[1].rows == [["x \\| y", ""]])
        for table in tables {
            #expect(table.facts.date == "2026-11-23")
            #expect(table.facts.commit == "abc1234")
            #expect(table.facts.machine == "Xeon, 2 CPUs")
            #expect(table.facts.command == "perf/record prog 5")
        }
    }

    @Test func examplesInCodeAreNoTables() throws {
        let text = "```text\n<!-- table: example -->\n~~~\n```\n~~~~\n```\n<!-- table: other -->\n~~~~\n"
        #expect(try RecordText.tables(text).isEmpty)
        #expect(try RecordText.tables(text + RecordText.record("real")).map(\.name) == ["real"])
        let inline = "```in a line```\n" + RecordText.record("real")
        #expect(try RecordText.tables(inline).map(\.name) == ["real"])
    }

    @Test func linesMayEndAsOnWindows() throws {
        let text = RecordText.record("speed").split(separator: "\n", omittingEmptySubsequences: false)
        let tables = try RecordText.tables(text.joined(separator: "\r\n"))
        #expect(tables.first?.rows == [["spacing", "1"], ["tags", "2"]])
        #expect(tables.first?.facts.machine == "Xeon, 2 CPUs")
    }

    @Test func theTimeOfDayCounts() throws {
        let tables = try RecordText.tables(RecordText.record("speed", date: "2026-11-23 14:05"))
        #expect(tables.first?.facts.date == "2026-11-23 14:05")
    }

    @Test(arguments: [
        ("<!-- table: t -->\n", "a.md:2: a table must follow its marker"),
        ("<!-- table: t -->\ntext\n| a |\n", "a.md:3: a table must follow its marker"),
        ("<!-- table: t -->\n| a | b |\n|---|\n", "a.md:4: below 2 titles there must be a line of 2 rules"),
        ("<!-- table: t -->\n| a |\n| b |\n", "a.md:4: below 1 titles there must be a line of 1 rules"),
        ("<!-- table: t -->\n| a |\n", "a.md:4: below 1 titles there must be"),
        (
            "<!-- table: t -->\n| a |\n|---|\n| 1 |\n| 1 | 2 |\n",
            "a.md:6: the row has 2 cells and the table 1 columns"
        ),
        ("<!-- table: t -->\n| a |\n|---|\n| 1\n", "a.md:5: the row has no bar at its end"),
        ("<!-- table: t -->\n| a |\n|---|\n| 1 \\|\n", "a.md:5: the row has no bar at its end"),
        ("<!-- table: no good -->\n| a |\n|---|\n", "a.md:2: 'no good' is no name of a table"),
        ("<!-- table: -->\n| a |\n|---|\n", "a.md:2: '' is no name of a table"),
        (
            "<!-- table: t -->\n| a |\n|---|\n\n<!-- table: t -->\n| a |\n|---|\n",
            "a.md:6: line 2 already has a table 't'"
        ),
    ]) func whatDoesNotFitIsNamed(text: String, problem: String) {
        let error = #expect(throws: RecordedTableError.self) {
            try RecordText.tables("- date: 2026-11-23\n" + text, file: "a.md")
        }
        #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
    }

    @Test func tablesNeedADate() {
        let table = "<!-- table: t -->\n| a |\n|---|\n"
        #expect(
            throws: RecordedTableError(
                file: "a.md", "has tables but no date; add a line '- date: YYYY-MM-DD'")
        ) {
            try RecordText.tables(table, file: "a.md")
        }
        for date in ["23.11.2026", "", "2026-11", "2026-11-2x"] {
            let error = #expect(throws: RecordedTableError.self) {
                try RecordText.tables("\n- date: \(date)\n" + table, file: "a.md")
            }
            #expect(error?.description == "a.md:2: '\(date)' is no date; write it as '- date: YYYY-MM-DD'")
        }
    }

    @Test func theJSONIsFlat() throws {
        let json = try JSONEncoder().encode(try RecordText.tables(RecordText.record("speed")))
        let list = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
        #expect(
            list[0].keys.sorted() == [
                "columns", "command", "commit", "date", "file", "line", "machine", "name", "rows",
            ])
        #expect(list[0]["rows"] as? [[String]] == [["spacing", "1"], ["tags", "2"]])
    }

    @Test func damageNeverTraps() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let whole = Array(RecordText.record("speed").utf8)
        let marks = Array("|\n`~<->: \\\r\u{e9}".utf8)
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<8, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = marks.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(marks.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            do throws(RecordedTableError) {
                for table in try RecordedTable.tables(in: bytes, file: "a.md") {
                    #expect(
                        table.rows.allSatisfy { $0.count == table.columns.count }, "seed \(seed)")
                }
            } catch {
                #expect(error.description.hasPrefix("a.md"), "seed \(seed)")
                #expect(!error.description.contains("\n"), "seed \(seed)")
            }
        }
    }
}
