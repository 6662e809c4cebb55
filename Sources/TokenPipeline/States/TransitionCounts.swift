/// How often one state followed another: a sparse matrix of counts, by the state that came first.
public struct TransitionCounts: Sendable {
    /// Number of states; they are numbered from 0.
    public let stateCount: Int
    /// Where the transitions of each state start in `targets` and `counts`, and the end of the last one.
    let starts: [Int]
    /// What followed, of all states one after another; each follower of a state once, in rising order.
    let targets: [UInt32]
    /// How often; above 0.
    let counts: [Double]

    /// Counts from a list. Entries of the same two states are added up; those that count 0 are left out.
    ///
    /// - Precondition: states are in `0 ..< stateCount`, counts are not negative.
    /// - Complexity: O(states + transitions · log transitions).
    public init(stateCount: Int, _ transitions: some Sequence<(from: Int, to: Int, count: Int)>) {
        precondition((0...Int(UInt32.max)).contains(stateCount), "between 0 and 2^32 − 1 states")
        var sorted: [(pair: UInt64, count: Int)] = []
        for (from, to, count) in transitions where count != 0 {
            precondition(count > 0, "a count is negative")
            precondition(
                (0..<stateCount).contains(from) && (0..<stateCount).contains(to), "no such state")
            sorted.append((UInt64(from) << 32 | UInt64(to), count))
        }
        sorted.sort { $0.pair < $1.pair }
        var starts = [Int](repeating: 0, count: stateCount + 1)
        var targets: [UInt32] = []
        var counts: [Double] = []
        var last: UInt64?
        for (pair, count) in sorted {
            if pair == last {
                counts[counts.count - 1] += Double(count)
                continue
            }
            last = pair
            targets.append(UInt32(truncatingIfNeeded: pair))
            counts.append(Double(count))
            starts[Int(pair >> 32) + 1] += 1
        }
        for state in 0..<stateCount { starts[state + 1] += starts[state] }
        (self.stateCount, self.starts, self.targets, self.counts) = (stateCount, starts, targets, counts)
    }

    /// Counts of the transitions between neighbours in a sequence of states.
    ///
    /// - Precondition: states are in `0 ..< stateCount`.
    /// - Complexity: O(states + n · log n).
    public init(stateCount: Int, between states: some Sequence<UInt32>) {
        var counts: [UInt64: Int] = [:]
        var previous: UInt32?
        for state in states {
            if let previous { counts[UInt64(previous) << 32 | UInt64(state), default: 0] += 1 }
            previous = state
        }
        self.init(
            stateCount: stateCount,
            counts.map { (from: Int($0 >> 32), to: Int($0 & 0xFFFF_FFFF), count: $1) })
    }
}
