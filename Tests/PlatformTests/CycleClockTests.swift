import Platform
import Testing

@Suite struct CycleClockTests {
    @Test func neverGoesBack() {
        var previous = CycleClock.now()
        for _ in 0..<100_000 {
            let now = CycleClock.now()
            #expect(now >= previous)
            previous = now
        }
    }

    @Test func agreesWithTheSystemsClock() {
        let clock = ContinuousClock()
        _ = CycleClock.nanosecondsPerTick
        // A pause between the readings of the two clocks makes an attempt useless, not the clock wrong.
        let agrees = (0..<5).contains { _ in
            let begin = clock.now
            let start = CycleClock.now()
            while clock.now - begin < .milliseconds(50) {}
            let ticks = CycleClock.now() - start
            let elapsed = clock.now - begin
            let expected = Double(elapsed.components.attoseconds) / 1e9
            return abs(CycleClock.nanoseconds(ticks) / expected - 1) < 0.05
        }
        #expect(agrees, "a tick is not \(CycleClock.nanosecondsPerTick) ns of the \(CycleClock.source)")
    }

    @Test func threadsAgreeOnTheOrder() throws {
        // A reading on one thread that is known to come after a reading on another is not earlier.
        for _ in 0..<50 {
            let before = CycleClock.now()
            let box = Box()
            let thread = try WorkerThread(name: "clock") { box.set(CycleClock.now()) }
            thread.join()
            let after = CycleClock.now()
            #expect(before <= box.value && box.value <= after)
        }
    }

    private final class Box: @unchecked Sendable {
        private let monitor = Monitor()
        private var stored: UInt64 = 0
        var value: UInt64 { monitor.withLock { stored } }
        func set(_ value: UInt64) { monitor.withLock { stored = value } }
    }
}
