import Foundation

/// One way to do a task, and how often it did it.
public struct Contestant {
    /// What it is called in the table.
    public let name: String
    /// Keys that it holds.
    public let keys: Int
    /// What `prepare`'s closure counts.
    public let unit: String
    /// Makes the subject; the closure does some of the work and returns how much.
    public let prepare: () throws -> () -> Int

    /// A contestant as described.
    public init(name: String, keys: Int, unit: String, prepare: @escaping () throws -> () -> Int) {
        (self.name, self.keys, self.unit, self.prepare) = (name, keys, unit, prepare)
    }
}

/// Items, and how long they took.
public struct Measurement {
    /// What was handled.
    public let items: Int
    /// How long that took.
    public let seconds: Double

    /// Items a second.
    public var rate: Double { Double(items) / seconds }
}

/// Times work.
public struct Stopwatch: Sendable {
    /// Whose time counts.
    public enum Clock: Sendable {
        /// The process's own time on the processors, so that the turns of other programs do not count.
        case processor
        /// The time that passes, for work on several threads.
        case wall
    }

    private let clock: Clock
    /// A measurement takes at least so many seconds.
    private let least = SuiteSize.isSmoke ? 0 : 0.1

    /// A stopwatch that counts the time of `clock`.
    public init(_ clock: Clock = .processor) { self.clock = clock }

    /// Works for a tenth of a second. The clock is read so seldom that reading it takes no share of that.
    public func measure(_ work: () -> Int) -> Measurement {
        var (items, seconds, batch) = (0, 0.0, 1)
        let start = now
        repeat {
            for _ in 0..<batch { items += work() }
            seconds = now - start
            if seconds < least / 50 { batch *= 2 }
        } while seconds < least
        return Measurement(items: items, seconds: max(seconds, 1e-9))
    }

    private var now: Double {
        switch clock {
        case .processor: Double(Foundation.clock()) / Double(CLOCKS_PER_SEC)
        case .wall: Double(DispatchTime.now().uptimeNanoseconds) / 1e9
        }
    }
}

/// Keeps a result alive without the optimiser's knowing what becomes of it.
@inline(never)
public func consume<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
