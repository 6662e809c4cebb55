import Profiling

/// Recorded files and pages for tests.
enum RecordText {
    /// A recorded file with one table of two columns.
    static func record(_ name: String, date: String = "2026-11-23", value: String = "1") -> String {
        """
        # Record

        - machine: Xeon, 2 CPUs
        - date: \(date); commit abc1234; Swift
        - command: `perf/record prog 5`; medians

        <!-- table: \(name) -->
        | task | value, ms |
        |---|--:|
        | spacing | \(value) |
        | tags | 2 |

        """
    }

    static func tables(
        _ text: String, file: String = "perf/results/a.md"
    ) throws(RecordedTableError) -> [RecordedTable] {
        try RecordedTable.tables(in: Array(text.utf8), file: file)
    }

    static func filled(
        _ page: String, _ tables: [RecordedTable], file: String = "README.md"
    ) throws(RecordedTableError) -> (text: String, entries: [ReportPage.Entry]) {
        let filled = try ReportPage(Array(page.utf8), file: file)
            .filled(from: RecordCollection(tables, folder: "perf/results"))
        return (String(decoding: filled.bytes, as: UTF8.self), filled.entries)
    }
}
