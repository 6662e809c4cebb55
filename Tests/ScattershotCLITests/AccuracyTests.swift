import Foundation
import Testing

/// What models reach on real data, through the command.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["SCATTERSHOT_DATA"] != nil,
        "set SCATTERSHOT_DATA to the folder with pos, chunk and spacing to measure accuracy on real data"))
struct AccuracyTests {
    private static let isSlowAllowed = ProcessInfo.processInfo.environment["SCATTERSHOT_SLOW_TESTS"] == "1"

    private func measure(_ format: String, _ folder: String, _ suffix: String) throws -> [String: Any] {
        let lab = try CommandLab()
        let data = try #require(ProcessInfo.processInfo.environment["SCATTERSHOT_DATA"])
        let files = "'\(data)/\(folder)"
        let measured = try lab.run(
            """
            scattershot train -q --format \(format) -m model \(files)/train.\(suffix)' &&
            scattershot evaluate -q -m model --json \(files)/dev.\(suffix)'
            """)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(measured.output.utf8)) as? [String: Any],
            "\(measured.error)")
    }

    private func percent(_ report: [String: Any], _ member: String) -> Double {
        100 * ((report[member] as? [String: Any])?["f1"] as? Double ?? 0)
    }

    @Test func partsOfSpeech() throws {
        let report = try measure("tags", "pos", "tsv")
        #expect(100 * (report["accuracy"] as? Double ?? 0) >= 94.3)
    }

    @Test func chunks() throws {
        #expect(percent(try measure("tags", "chunk", "tsv"), "spans") >= 93.5)
    }

    @Test(.enabled(if: isSlowAllowed, "takes most of a minute; set SCATTERSHOT_SLOW_TESTS=1"))
    func spacing() throws {
        let report = try measure("spacing", "spacing", "txt")
        #expect(percent(report, "words") >= 97.3)
        #expect(percent(report, "boundaries") >= 98.8)
    }
}
