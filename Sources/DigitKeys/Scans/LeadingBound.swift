extension KeyPlanes {
    /// How many keys a search has to compare to their last digit when the first digits of a key's numbers alone, which
    /// bound its distance from below, rule it out as soon as they cost as much as the best key so far.
    ///
    /// Keys come in the order of their indices, and the first one is never ruled out. It is the work of one query alone: a
    /// search that takes several queries together compares a key as long as one of them has to.
    ///
    /// - Parameters:
    ///   - query: `shape.digitCount` digits.
    ///   - distance: of the same shape.
    ///   - wanted: nearest keys that are looked for, 1 or 2.
    /// - Complexity: O(keys · digits).
    package func keysNotRuledOut(
        for query: UnsafePointer<UInt8>, distance: DigitDistance, wanted: Int
    ) -> Int {
        var best = NearestKey()
        var compared = 0
        for key in 0..<count {
            let bound = cost(of: key, query, distance, places: 0..<1)
            guard bound < (wanted > 1 ? best.runnerUpDistance : best.distance) else { continue }
            compared += 1
            best.consider(key, at: bound + cost(of: key, query, distance, places: 1..<shape.digits))
        }
        return compared
    }

    /// What the digits of some places cost, over all numbers.
    private func cost(
        of key: Int, _ query: UnsafePointer<UInt8>, _ distance: DigitDistance, places: Range<Int>
    ) -> UInt64 {
        var cost: UInt64 = 0
        for place in places {
            for number in 0..<shape.numbers {
                let plane = number &* shape.digits &+ place
                let (q, k) = (query[plane], digits.base[plane &* stride &+ key])
                guard q != k else { continue }
                cost &+= distance.weights[place] &* (distance.penalty &+ UInt64(q > k ? q &- k : k &- q))
            }
        }
        return cost
    }
}
