import Platform

/// Opens after a number of signals.
final class Gate: Sendable {
    private let monitor = Monitor()
    private nonisolated(unsafe) var missing: Int

    init(closedUntil signals: Int) { missing = signals }

    func signal() {
        monitor.withLock { missing -= 1 }
        monitor.notifyAll()
    }

    func wait() {
        monitor.withLock { monitor.wait { missing > 0 } }
    }

    var isOpen: Bool { monitor.withLock { missing <= 0 } }
}

/// Recognises the thread it was made on.
final class ThreadMark: Sendable {
    private let slot = ThreadSlot()

    init() { slot.value = 1 }

    var isThisThread: Bool { slot.value == 1 }
}
