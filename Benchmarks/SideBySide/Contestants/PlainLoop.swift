import DigitKeys

/// The nearest of keys of sixteen digits at the distance f = 2, P = 4, by loops that use nothing of the engine.
public struct PlainLoop {
    /// A key after the other, a byte a digit.
    private let rows: [UInt8]
    private let count: Int

    /// Loops over `keys`, which have sixteen digits.
    public init(_ keys: KeyPlanes) {
        rows = (0..<keys.count).flatMap { keys.digits(of: $0) }
        count = keys.count
    }

    /// The scan as one would write it without thinking of speed.
    @inline(never)
    public func overArrays(_ query: [UInt8]) -> Int {
        var (best, nearest) = (Int.max, -1)
        for key in 0..<count {
            var sum = 0
            for place in 0..<16 {
                let (q, k) = (Int(query[place]), Int(rows[key * 16 + place]))
                if q != k { sum += (1 << (15 - place)) * (4 + abs(q - k)) }
            }
            if sum < best { (best, nearest) = (sum, key) }
        }
        return nearest
    }

    /// The same over pointers and without branches, which the compiler turns into vector instructions.
    @inline(never)
    public func overPointers(_ query: [UInt8]) -> Int {
        rows.withUnsafeBufferPointer { rows in
            query.withUnsafeBufferPointer { query in
                guard var key = rows.baseAddress, let query = query.baseAddress else { return -1 }
                var (best, nearest) = (Int32.max, -1)
                for index in 0..<count {
                    var sum: Int32 = 0
                    for place in 0..<16 {
                        let difference = Int32(query[place]) &- Int32(key[place])
                        let apart = difference < 0 ? 0 &- difference : difference
                        let cost = apart &+ (difference == 0 ? 0 : 4)
                        sum &+= cost << Int32(truncatingIfNeeded: 15 &- place)
                    }
                    if sum < best { (best, nearest) = (sum, index) }
                    key += 16
                }
                return nearest
            }
        }
    }
}
