import Foundation
import Testing

/// Memory stays bounded however long the stream is: below three times the model and 64 MiB.
@Suite struct StreamMemoryTests {
    private func peak(_ lab: CommandLab, _ script: String) throws -> (peak: Int, bytesIn: Int) {
        let answered = try lab.run(script)
        #expect(answered.status == 0, "\(answered.error)")
        let stats = try #require(
            try JSONSerialization.jsonObject(with: Data(answered.error.utf8)) as? [String: Any]
        ).compactMapValues { $0 as? Double }
        return (Int(stats["peakMemoryBytes"] ?? .infinity), Int(stats["bytesIn"] ?? 0))
    }

    @Test func aLongStreamOfDifferentTokens() throws {
        let lab = try CommandLab().train(.tags)
        let limit = 3 * (try lab.scratch.get("tags.model").count) + 64 << 20
        // Every token is new, and every fiftieth is long: nothing may be remembered for good.
        let make = """
            awk 'BEGIN { for (i = 0; i < 12000; i++) pad = pad "x";
                for (i = 0; i < 200000; i++) { printf "%060d\\n", i; if (i % 50 == 0) print i pad "\\n" } }'
            """
        let (peak, bytesIn) = try peak(
            lab, "\(make) | scattershot infer -m tags.model --threads 2 --stats --quiet > /dev/null")
        #expect(bytesIn >= 60_000_000)
        #expect(peak < limit, "\(peak) bytes for a stream of \(bytesIn)")
    }

    @Test func aLongStreamOfKnownText() throws {
        let lab = try CommandLab().train(.pairs)
        let limit = 3 * (try lab.scratch.get("pairs.model").count) + 64 << 20
        // Mostly white space, which costs little time, in lines of many lengths.
        let make = """
            awk 'BEGIN { pad = " "; for (i = 0; i < 14; i++) pad = pad pad;
                for (i = 0; i < 7500; i++) print "the old cat" substr(pad, 1, i * 7919 % 16384) "sees" }'
            """
        let (peak, bytesIn) = try peak(
            lab, "\(make) | scattershot infer -m pairs.model --threads 2 --stats --quiet > /dev/null")
        #expect(bytesIn >= 60_000_000)
        #expect(peak < limit, "\(peak) bytes for a stream of \(bytesIn)")
    }
}
