extension PlaneScan {
    /// Survivors of a block that are looked at before the others are compared with what they found.
    private static let survivorsAtOnce = 8

    /// Weights 2^15 to 1 and many keys: 512 keys at once (`BitPlanes`).
    @inline(__always)
    func bits<Collector: KeyCollector>(
        _ digits: UnsafePointer<UInt8>, _ planes: BitPlanes, _ range: Range<Int>,
        _ found: inout Collector
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: BitPlanes.Query.size) { memory in
            guard let memory = memory.baseAddress else { return }
            let query = BitPlanes.Query(digits, penalty: distance.penalty, memory: memory)
            bits(digits, query, planes, range, &found)
        }
    }

    @inline(__always)
    private func bits<Collector: KeyCollector>(
        _ digits: UnsafePointer<UInt8>, _ query: BitPlanes.Query, _ planes: BitPlanes, _ range: Range<Int>,
        _ found: inout Collector
    ) {
        var query = query
        var ceiling = found.ceiling
        guard ceiling > 0 else { return }
        query.lower(to: ceiling - 1)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: BitPlanes.lanes) {
            let block = start / BitPlanes.lanes
            if exitsEarly && !planes.hasCandidates(query, block: block) { continue }
            var next = 0
            while next < BitPlanes.lanes {
                let survivors = planes.within(query, block: block)
                guard PlaneLanes.isAnySet(survivors) else { break }
                next = offer(digits, survivors, from: next, block: start, end: range.upperBound, &found)
                guard found.ceiling < ceiling else { continue }
                ceiling = found.ceiling
                guard ceiling > 0 else { return }
                query.lower(to: ceiling - 1)
            }
        }
    }

    /// Offers a few survivors from the lane `first` on; returns the lane to go on with.
    private func offer<Collector: KeyCollector>(
        _ digits: UnsafePointer<UInt8>, _ survivors: SIMD8<UInt64>, from first: Int, block: Int, end: Int,
        _ found: inout Collector
    ) -> Int {
        var left = Self.survivorsAtOnce
        for word in first / 64..<8 {
            var lanes = survivors[word]
            if word == first / 64 { lanes &= ~0 << UInt64(first % 64) }
            while lanes != 0 {
                let lane = word * 64 + lanes.trailingZeroBitCount
                guard block + lane < end else { return BitPlanes.lanes }
                found.consider(block + lane, at: exactDistance(digits, to: block + lane))
                lanes &= lanes - 1
                left -= 1
                if left == 0 { return lane + 1 }
            }
        }
        return BitPlanes.lanes
    }
}
