import ArgumentParser
import Platform
import Profiling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `scattershot bench-report`
struct BenchReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-report", abstract: "Put recorded tables into Markdown pages, such as a README.",
        discussion: """
            A recorded file (what the scripts in perf write) has the line '<!-- table: NAME -->' above \
            each table, and '- date: YYYY-MM-DD' in its head. In a page, whatever stands between

              <!-- bench-report: NAME -->
              <!-- end of bench-report -->

            is replaced by the newest table of that name and a line that says when, where and by what it was recorded. \
            Inside the first marker, after the name, columns="a | b" and rows="c | d" choose columns by title and rows by \
            their first cell, and caption="none" leaves that line out.

            Exit codes beside those of all commands: 1 when --check finds a table that is not the newest.
            """)

    @Argument(help: "Markdown files with markers.", completion: .file(extensions: ["md"]))
    var pages: [String] = []

    @Option(help: "Folder with the recorded files.", completion: .directory)
    var results = "perf/results"

    @Flag(help: "Change nothing; end with exit code 1 and name the tables that are not the newest.")
    var check = false

    @Flag(help: "Print the newest table of each name as JSON; needs no pages.")
    var json = false

    func validate() throws {
        if json, check || !pages.isEmpty {
            throw ValidationError("--json prints the recorded tables and takes neither pages nor --check")
        }
        if !json, pages.isEmpty {
            throw ValidationError("name the pages to write the tables into, for example README.md")
        }
    }

    mutating func run() throws {
        let records = try recorded()
        if json { return try JSONReport.print(try records.newest()) }
        // All pages before any is written: an error leaves all as they are.
        let filled = try pages.map { path in
            let page = try ReportPage(try FileInput(path).readAll(), file: path)
            return (path: path, page: try page.filled(from: records))
        }
        let stale = filled.flatMap { path, page in
            page.entries.filter(\.isStale).map { (path: path, entry: $0) }
        }
        if check {
            for (path, entry) in stale {
                Terminal.writeError(
                    "scattershot: \(path):\(entry.line): table '\(entry.name)' is not that of \(entry.source); "
                        + "run 'scattershot bench-report \(path)'\n")
            }
            if !stale.isEmpty { throw ExitCode(1) }
            return
        }
        for (path, page) in filled where page.entries.contains(where: \.isStale) {
            let file = try AtomicFile(path)
            try file.write(page.bytes)
            try file.commit()
        }
        let output = FileOutput.standardOutput()
        for (path, entry) in stale {
            try output.write("\(path):\(entry.line): '\(entry.name)' from \(entry.source)\n")
        }
        if stale.isEmpty { try output.write("all tables were the newest\n") }
        try output.finish()
    }

    /// The tables of all Markdown files in the folder.
    private func recorded() throws -> RecordCollection {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: results) else {
            // Says why, when it is not there or may not be read.
            _ = try FileInput(results)
            throw InvalidStructure(
                "\(results): is not a folder; --results names that with the recorded files")
        }
        let folder = results.hasSuffix("/") ? String(results.dropLast()) : results
        let tables = try names.filter { $0.hasSuffix(".md") }.sorted().flatMap { name in
            let path = "\(folder)/\(name)"
            return try RecordedTable.tables(in: try FileInput(path).readAll(), file: path)
        }
        return RecordCollection(tables, folder: folder)
    }
}
