import Platform
import Testing

@Suite struct AvailableMemoryTests {
    @Test func thisMachineHasSome() {
        #expect(AvailableMemory.bytes().map { $0 > 1 << 20 } ?? true)
    }

    @Test(
        arguments: [
            ("MemTotal:  5 kB\nMemAvailable:    2048 kB\nSwapTotal: 7 kB\n", 2 << 20),
            ("MemAvailable: 0 kB", 0),
            ("MemTotal: 5 kB\n", nil), ("MemAvailable: many kB\n", nil), ("MemAvailable:", nil), ("", nil),
        ] as [(String, Int?)])
    func memoryInfo(text: String, bytes: Int?) {
        #expect(AvailableMemory.bytes(inMemoryInfo: text) == bytes)
    }

    @Test(
        arguments: [
            ("1000\n", "400\n", "anon 7\ninactive_file 100\nactive_file 5\n", 700),
            ("1000", "400", "", 600), ("1000", "1200", "inactive_file 10", 0),
            ("1000", "50", "inactive_file 900", 1000),
            ("max\n", "400", "", nil), ("1000", "", "", nil), ("-5", "1", "", nil),
        ] as [(String, String, String, Int?)])
    func controlGroups(limit: String, use: String, statistics: String, bytes: Int?) {
        #expect(AvailableMemory.bytes(limit: limit, use: use, statistics: statistics) == bytes)
    }
}
