import Platform

/// Shows how far long work has come: one line that is redrawn on a terminal; a line now and then elsewhere.
final class ProgressLine {
    private let isSilent: Bool
    private let isInteractive = Terminal.isInteractive(.error)
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var phaseStart: ContinuousClock.Instant
    private var firstCount: Int?
    private var lastShown: ContinuousClock.Instant?

    /// Longest silence where there is no terminal.
    private static let plainInterval = Duration.seconds(10)
    private static let interactiveInterval = Duration.milliseconds(100)

    init(isSilent: Bool) {
        self.isSilent = isSilent
        start = clock.now
        phaseStart = start
    }

    /// Seconds since the line was made.
    var elapsed: Double { Self.seconds(clock.now - start) }

    /// Seconds since the present phase began.
    var phaseElapsed: Double { Self.seconds(clock.now - phaseStart) }

    /// Begins a phase whose rate is to be shown without the time before it.
    func beginPhase() { (phaseStart, firstCount) = (clock.now, nil) }

    /// How many things a second were done in the present phase, when `count` are done now. Those that were done when this was
    /// asked first in the phase do not count: work that goes on begins with many.
    func rate(of count: Int) -> Int {
        let first = firstCount ?? count
        firstCount = first
        return Int(Double(count - first) / max(phaseElapsed, 1e-3))
    }

    /// Shows a state of the work; most calls do nothing but look at the clock.
    ///
    /// - Parameter fraction: of the work that is done, or nil when the whole is not known.
    func show(_ text: @autoclosure () -> String, fraction: Double? = nil) {
        guard !isSilent else { return }
        let now = clock.now
        let interval = isInteractive ? Self.interactiveInterval : Self.plainInterval
        guard now - (lastShown ?? (isInteractive ? start - interval : start)) >= interval else { return }
        lastShown = now
        guard isInteractive else { return Terminal.writeError("\(text())\n") }
        let bar = fraction.map { Self.bar($0) + " " } ?? ""
        Terminal.writeError("\r\u{1B}[K" + String((bar + text()).prefix(Terminal.columns - 1)))
    }

    /// Writes a line that stays.
    func note(_ text: String) {
        guard !isSilent else { return }
        Terminal.writeError((isInteractive ? "\r\u{1B}[K" : "") + text + "\n")
    }

    /// Wipes the line, on a terminal.
    static func clear() {
        if Terminal.isInteractive(.error) { Terminal.writeError("\r\u{1B}[K") }
    }

    static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    private static func bar(_ fraction: Double) -> String {
        let width = 24
        let done = Int((min(max(fraction, 0), 1) * Double(width)).rounded(.down))
        let percent = Int((fraction * 100).rounded(.down))
        return "[" + String(repeating: "█", count: done) + String(repeating: "·", count: width - done)
            + "] \(percent) %"
    }
}
