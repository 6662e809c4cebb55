import Foundation
import Testing

@Suite struct BenchReportCommandTests {
    private static let page = "# Page\n\n<!-- bench-report: speed -->\n<!-- end of bench-report -->\n\nend\n"

    private func record(_ date: String, _ value: Int) -> String {
        """
        - machine: Xeon
        - date: \(date); commit abc1234
        - command: `perf/record`

        <!-- table: speed -->
        | task | ms |
        |---|---|
        | tags | \(value) |

        """
    }

    private func lab() throws -> CommandLab {
        let lab = try CommandLab()
        _ = try lab.run("mkdir -p perf/results")
        try lab.write("perf/results/old.md", record("2026-11-22", 9))
        try lab.write("perf/results/new.md", record("2026-11-23", 7))
        try lab.write("README.md", Self.page)
        return lab
    }

    @Test func theNewestTableIsPutIntoThePage() throws {
        let lab = try lab()
        let stale = try lab.run("scattershot bench-report --check README.md")
        #expect(stale.status == 1 && stale.output == "")
        #expect(
            stale.error
                == "scattershot: README.md:3: table 'speed' is not that of perf/results/new.md; "
                + "run 'scattershot bench-report README.md'\n")
        #expect(try lab.read("README.md") == Self.page)
        let written = try lab.run("scattershot bench-report README.md")
        #expect(written.status == 0 && written.error == "")
        #expect(written.output == "README.md:3: 'speed' from perf/results/new.md\n")
        #expect(
            try lab.read("README.md") == """
                # Page

                <!-- bench-report: speed -->
                | task | ms |
                |---|---|
                | tags | 7 |

                [Recorded](perf/results/new.md) 2026-11-23 at abc1234 with `perf/record` on Xeon.
                <!-- end of bench-report -->

                end

                """)
        let checked = try lab.run("scattershot bench-report --check README.md")
        #expect(checked.status == 0 && checked.output == "" && checked.error == "")
        let again = try lab.run("scattershot bench-report README.md")
        #expect(again.output == "all tables were the newest\n")
    }

    @Test func theTablesAreJSON() throws {
        let lab = try lab()
        let printed = try lab.run("scattershot bench-report --json --results perf/results/")
        let list = try #require(
            try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [[String: Any]])
        #expect(list.count == 1)
        #expect(list[0]["name"] as? String == "speed" && list[0]["date"] as? String == "2026-11-23")
        #expect(list[0]["rows"] as? [[String]] == [["tags", "7"]])
        #expect(list[0]["file"] as? String == "perf/results/new.md")
    }

    @Test func anErrorLeavesAllPages() throws {
        let lab = try lab()
        try lab.write("other.md", "<!-- bench-report: memory -->\n<!-- end of bench-report -->\n")
        let failed = try lab.run("scattershot bench-report README.md other.md")
        #expect(failed.status == 65)
        #expect(
            failed.error
                == "scattershot: error: other.md:1: no table 'memory' is recorded in perf/results; there are speed\n"
        )
        #expect(try lab.read("README.md") == Self.page)
        try lab.write(
            "perf/results/bad.md", "- date: 2026-11-24\n\n<!-- table: speed -->\n| task |\n| tags |\n")
        let malformed = try lab.run("scattershot bench-report README.md")
        #expect(malformed.status == 65)
        #expect(malformed.error.hasPrefix("scattershot: error: perf/results/bad.md:5: below 1 titles"))
        #expect(try lab.read("README.md") == Self.page)
    }

    @Test func missingFilesAndWrongArguments() throws {
        let lab = try lab()
        for arguments in ["nowhere.md", "README.md --results nowhere"] {
            let failed = try lab.run("scattershot bench-report \(arguments)")
            #expect(failed.status == 66, "\(failed.error)")
            #expect(failed.error.hasPrefix("scattershot: error: cannot open 'nowhere"))
        }
        let file = try lab.run("scattershot bench-report README.md --results README.md")
        #expect(file.status == 65 && file.error.hasPrefix("scattershot: error: README.md: is not a folder"))
        for arguments in ["", "--check", "--json README.md", "--json --check"] {
            #expect(try lab.run("scattershot bench-report \(arguments)").status == 64, "\(arguments)")
        }
    }
}
