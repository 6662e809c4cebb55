import Foundation
import Testing

/// A small run of `perf/faults`: whatever call to the system fails, no file is lost.
@Suite struct FaultTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../perf/faults").standardizedFileURL.path

    private static var hasCompiler: Bool {
        ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"].contains {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    @Test(.enabled(if: hasCompiler, "needs a C compiler"))
    func noFaultLosesAFile() throws {
        let lab = try CommandLab()
        let run = try lab.run(
            "RECORD=0 \(Self.script) \(CommandLab.command) 2 checkpoint merge infer infer-link graph")
        #expect(run.status == 0, "\(run.output)\n\(run.error)")
        let rows = run.output.split(separator: "\n").filter { $0.hasPrefix("| all |") }
        try #require(rows.count == 2)
        let cells = rows[0].split(separator: "|").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        // Faults in all, refused, done all the same, process ended, crashed, lost.
        try #require(cells.count == 6)
        #expect(cells[0] >= 60 && cells[0] == cells[1] + cells[2] + cells[3])
        #expect(cells[1] > 0 && cells[2] > 0 && cells[3] > 0 && cells[4] == 0 && cells[5] == 0)
    }
}
