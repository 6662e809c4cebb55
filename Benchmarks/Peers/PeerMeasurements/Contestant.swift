import Foundation

/// One way to do a task, and how often it did it.
struct Contestant {
    /// What it is called in the table.
    let name: String
    /// Keys that it holds.
    let keys: Int
    /// What `prepare`'s closure counts.
    let unit: String
    /// Makes the subject; the closure does some of the work and returns how much.
    let prepare: () throws -> () -> Int
}

/// One measurement.
struct Measurement {
    let contestant: Contestant
    let items: Int
    let seconds: Double

    /// One line of JSON.
    var text: String {
        """
        {"name": "\(contestant.name)", "keys": \(contestant.keys), "unit": "\(contestant.unit)", \
        "items": \(items), "seconds": \(seconds), "rate": \(Double(items) / seconds)}
        """
    }
}

/// Makes subjects when they are first asked for, and keeps them.
///
/// It counts the process's own time on the processor, so that the turns of other programs do not count.
struct Stopwatch {
    private var prepared: [String: () -> Int] = [:]
    /// A measurement takes at least so many seconds.
    private let least = 0.1

    /// Works for a tenth of a second.
    mutating func measure(_ contestant: Contestant) throws -> Measurement {
        let name = "\(contestant.name) \(contestant.keys)"
        let work = try prepared[name] ?? warmed(contestant.prepare())
        prepared[name] = work
        var (items, seconds) = (0, 0.0)
        let start = clock()
        repeat {
            items += work()
            seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        } while seconds < least
        return Measurement(contestant: contestant, items: items, seconds: seconds)
    }

    private func warmed(_ work: @escaping () -> Int) -> () -> Int {
        _ = work()
        return work
    }
}

/// Keeps a result alive without the optimiser's knowing what becomes of it.
@inline(never)
func consume<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
