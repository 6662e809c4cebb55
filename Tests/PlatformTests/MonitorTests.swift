import Platform
import Testing

/// State that a monitor guards, as its users write it.
private final class Mailbox: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var letters: [Int] = []
    private nonisolated(unsafe) var isClosed = false

    func put(_ letter: Int) {
        monitor.withLock { letters.append(letter) }
        monitor.notifyOne()
    }

    func close() {
        monitor.withLock { isClosed = true }
        monitor.notifyAll()
    }

    func take() -> Int? {
        monitor.withLock {
            monitor.wait { letters.isEmpty && !isClosed }
            return letters.popLast()
        }
    }
}

private final class Counter: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var value = 0

    func add() { monitor.withLock { value += 1 } }
    var current: Int { monitor.withLock { value } }
}

@Suite struct MonitorTests {
    @Test(.timeLimit(.minutes(1))) func onlyOneThreadIsInside() throws {
        let counter = Counter()
        let threads = try (0..<4).map { number in
            try WorkerThread(name: "count-\(number)") { for _ in 0..<5000 { counter.add() } }
        }
        for thread in threads { thread.join() }
        #expect(counter.current == 20_000)
    }

    @Test(.timeLimit(.minutes(1))) func everyLetterIsTakenOnce() throws {
        let mailbox = Mailbox()
        let sum = Counter()
        let takers = try (0..<3).map { number in
            try WorkerThread(name: "take-\(number)") {
                while let letter = mailbox.take() { for _ in 0..<letter { sum.add() } }
            }
        }
        for letter in 1...100 { mailbox.put(letter) }
        mailbox.close()
        for taker in takers { taker.join() }
        #expect(sum.current == 5050)
        #expect(mailbox.take() == nil)
    }

    @Test func resultsAndErrorsPassThroughAndUnlock() throws {
        struct Refusal: Error, Equatable { let number: Int }
        let monitor = Monitor()
        #expect(throws: Refusal(number: 7)) {
            try monitor.withLock { () throws(Refusal) in throw Refusal(number: 7) }
        }
        // A lock left held would stop the program here.
        #expect(monitor.withLock { "free" } == "free")
    }
}
