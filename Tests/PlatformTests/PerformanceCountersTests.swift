import Platform
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct PerformanceCountersTests {
    @Test func countsOrSaysWhyNot() throws {
        let counters = PerformanceCounters()
        func instructions(loops: Int) -> Double? {
            counters.start()
            var sum: UInt64 = 1
            for index in 0..<loops { sum = sum &* 6_364_136_223_846_793_005 ^ UInt64(index) }
            let values = counters.stop()
            #expect(sum != 42)
            #expect(values.contains { $0.name == "page faults" })
            #expect(values.contains { $0.name == "context switches" })
            #expect(values.allSatisfy { $0.count >= 0 && $0.count.isFinite })
            return values.first { $0.name == "instructions" }?.count
        }
        let few = instructions(loops: 1_000)
        let many = instructions(loops: 10_000_000)
        if let unavailable = counters.unavailable {
            #expect(!unavailable.isEmpty && !unavailable.contains("\n"))
            #expect(few == nil && many == nil)
        } else if let few, let many {
            #expect(many > few)
            #expect(many > 10_000_000)
        }
    }

    @Test func touchedPagesAreCounted() throws {
        let counters = PerformanceCounters()
        counters.start()
        let memory = try #require(PageMemory(byteCount: 16 << 20))
        for offset in stride(from: 0, to: memory.byteCount, by: 4096) {
            memory.base.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
        }
        let faults = try #require(counters.stop().first { $0.name == "page faults" })
        #expect(faults.count >= 1)
    }

    /// A refusal, and words that its sentence must hold.
    @Test(
        arguments: [
            (EACCES, 4, false, ["forbids", "perf_event_paranoid to 2 or lower", "it is 4"]),
            (EPERM, 3, true, ["forbids", "perf_event_paranoid to 2 or lower", "it is 3"]),
            (EPERM, 2, false, ["sandbox", "perf_event_open", "CAP_PERFMON"]),
            (EACCES, nil, false, ["sandbox", "perf_event_open"]),
            (ENOENT, 2, true, ["virtual machine", "host"]),
            (ENOENT, 2, false, ["no hardware counters of this machine"]),
            (ENODEV, 2, true, ["virtual machine"]),
            (ENXIO, 2, true, ["virtual machine"]),
            (EOPNOTSUPP, 2, true, ["virtual machine"]),
            (ENOSYS, nil, false, ["CONFIG_PERF_EVENTS"]),
            (EMFILE, 2, false, ["ulimit -n"]),
            (ENFILE, 2, false, ["ulimit -n"]),
            (EBUSY, 2, false, ["watchdog"]),
            (ENOSPC, 2, false, ["watchdog"]),
            (E2BIG, 2, false, ["perf_event_open(2)"]),
        ] as [(CInt, Int?, Bool, [String])])
    func refusalsNameTheRemedy(code: CInt, paranoia: Int?, isVirtual: Bool, words: [String]) {
        let sentence = CounterRefusal(code: code, paranoia: paranoia, isVirtual: isVirtual).description
        for word in words { #expect(sentence.contains(word), "\(sentence)") }
        #expect(!sentence.contains("\n"))
    }

    @Test func aRefusingKernelIsReported() {
        let counters = PerformanceCounters(threads: [0]) { _, _ in -EMFILE }
        #expect(counters.unavailable?.contains("ulimit -n") == true)
        counters.start()
        #expect(counters.stop().map(\.name) == ["page faults", "context switches"])
    }

    @Test func oneCounterIsEnough() throws {
        var opened = 0
        let counters = PerformanceCounters(threads: [0]) { event, _ in
            guard event == 1 else { return -ENOENT }
            opened += 1
            return open("/dev/null", O_RDONLY)
        }
        #expect(opened == 1)
        #expect(counters.unavailable == nil)
    }

    @Test func threadsThatHaveEndedAreLeftOut() {
        var threads: Set<CInt> = []
        let counters = PerformanceCounters(threads: [7, 8, 9]) { _, thread in
            threads.insert(thread)
            return thread == 8 ? -ESRCH : open("/dev/null", O_RDONLY)
        }
        #expect(threads == [7, 8, 9])
        #expect(counters.unavailable == nil)
    }

    @Test func aSumOverSomeOfTheThreadsIsNone() {
        let counters = PerformanceCounters(threads: [7, 8]) { _, thread in
            thread == 8 ? -EMFILE : open("/dev/null", O_RDONLY)
        }
        #expect(counters.unavailable?.contains("ulimit -n") == true)
    }

    @Test func countersThatTookTurnsAreScaled() {
        let start: PerformanceCounters.Reading = (100, 1_000, 500)
        #expect(PerformanceCounters.events(from: start, to: (160, 2_000, 1_500)) == 60)
        #expect(PerformanceCounters.events(from: start, to: (160, 3_000, 1_000)) == 240)
        #expect(PerformanceCounters.events(from: start, to: (100, 3_000, 500)) == nil)
        #expect(PerformanceCounters.events(from: start, to: start) == 0)
    }
}
