import Platform
import Testing

private final class Seen: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var list: [ProcessorSet] = []

    func add(_ set: ProcessorSet) { monitor.withLock { list.append(set) } }
    var all: [ProcessorSet] { monitor.withLock { list } }
}

@Suite struct ProcessorSetTests {
    @Test(
        arguments: [
            (4, nil, 4), (4, 8.0, 4), (4, 4.0, 4), (4, 1.5, 2), (4, 1.0, 1), (4, 0.1, 1), (4, 0.0, 1),
            (4, -3.0, 1),
            (1, 0.5, 1), (4, .infinity, 4), (4, .nan, 4),
        ] as [(Int, Double?, Int)])
    func threadCount(processors: Int, quota: Double?, expected: Int) {
        let set = ProcessorSet(processors: Array(0..<processors), quota: quota)
        #expect(set.defaultThreadCount == expected)
    }

    @Test func emptyListStandsForOneProcessor() {
        #expect(ProcessorSet(processors: []).processors == [0])
        #expect(ProcessorSet(processors: []).defaultThreadCount == 1)
    }

    @Test func currentSetIsUsable() {
        let set = ProcessorSet.current()
        #expect(!set.processors.isEmpty)
        #expect(set.processors == set.processors.sorted())
        #expect(Set(set.processors).count == set.processors.count)
        #expect((1...set.processors.count).contains(set.defaultThreadCount))
        #expect(set.quota.map { $0 > 0 } ?? true)
    }

    #if os(Linux)
        @Test(.timeLimit(.minutes(1))) func restrictedThreadSeesItsOwnMask() throws {
            let before = ProcessorSet.current()
            let last = try #require(before.processors.last)
            let seen = Seen()
            try WorkerThread(name: "pinned") {
                if ProcessorSet.restrictCurrentThread(to: [last]) { seen.add(.current()) }
            }.join()
            #expect(seen.all.map(\.processors) == [[last]])
            #expect(seen.all.map(\.defaultThreadCount) == [1])
        }
    #endif

    @Test func impossibleMasksAreRefused() {
        #expect(!ProcessorSet.restrictCurrentThread(to: []))
        #expect(!ProcessorSet.restrictCurrentThread(to: [-1]))
        #expect(!ProcessorSet.restrictCurrentThread(to: [Int.max]))
        #expect(!ProcessorSet.restrictCurrentThread(to: [1 << 20]))
        #expect(!ProcessorSet.restrictCurrentThread(to: [(1 << 20) - 1]))
    }
}
