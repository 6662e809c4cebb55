import Profiling
import Testing

struct RecordCollectionTests {
    private func collection(_ dates: String...) throws -> RecordCollection {
        RecordCollection(
            try dates.enumerated().flatMap { number, date in
                try RecordText.tables(RecordText.record("speed", date: date), file: "\(number).md")
            }, folder: "results")
    }

    @Test func theLatestDateWins() throws {
        let days = try collection("2026-11-22", "2026-12-01", "2026-11-23")
        #expect(try days.newest("speed")?.file == "1.md")
        let times = try collection("2026-11-23 09:00", "2026-11-23", "2026-11-23 10:30")
        #expect(try times.newest("speed")?.file == "2.md")
        #expect(try times.newest().map(\.file) == ["2.md"])
        #expect(try times.newest("other") == nil)
    }

    @Test func twoOfOneDateAreRefused() throws {
        let records = try collection("2026-11-23", "2026-11-22", "2026-11-23")
        let error = #expect(throws: RecordedTableError.self) { try records.newest("speed") }
        #expect(
            error?.description
                == "2.md:7: table 'speed' is as new as that in 0.md; delete one, or add the time to both dates"
        )
        #expect(throws: RecordedTableError.self) { try records.newest() }
        // Older ones of one date do no harm.
        #expect(try collection("2026-11-22", "2026-11-22", "2026-11-23").newest("speed")?.file == "2.md")
    }
}
