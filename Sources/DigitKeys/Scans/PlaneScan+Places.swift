extension PlaneScan {
    /// Any weights: the costs of a place are summed over the numbers and weighted once.
    @inline(__always)
    func places<Collector: KeyCollector>(
        _ query: UnsafePointer<UInt8>, _ range: Range<Int>, _ found: inout Collector
    ) {
        let planes = keys.digits.base
        let penalty = Words(repeating: bound.penalty)
        bound.places.withUnsafeBufferPointer { places in
            for block in stride(from: range.lowerBound, to: range.upperBound, by: KeyPlanes.lanes) {
                var even = Words.zero
                var odd = Words.zero
                var isBeaten = false
                let limit = limit(found)
                for index in 0..<places.count {
                    let place = places[index]
                    let weight = Words(repeating: place.weight)
                    let cost = placeCost(query, planes + block, place: place.place, penalty: penalty)
                    even &+= cost.even &* weight
                    odd &+= cost.odd &* weight
                    if exitsEarly && index % 2 == 0 && !PlaneLanes.isAny(even, odd, atMost: limit) {
                        isBeaten = true
                        break
                    }
                }
                if isBeaten || !PlaneLanes.isAny(even, odd, atMost: limit) { continue }
                offer(query, block: block, end: range.upperBound, even: even, odd: odd, &found)
            }
        }
    }

    /// Differences of at most nine can be summed in a byte over this many numbers.
    private static let numbersPerByte = 28

    /// The unweighted cost of one digit place, summed over the numbers, for 64 keys.
    @inline(__always)
    private func placeCost(
        _ query: UnsafePointer<UInt8>, _ planes: UnsafePointer<UInt8>, place: Int, penalty: Words
    ) -> (even: Words, odd: Words) {
        let (numbers, digits, stride) = (keys.shape.numbers, keys.shape.digits, keys.stride)
        let one = Bytes(repeating: 1)
        var even = Words.zero
        var odd = Words.zero
        var number = 0
        while number < numbers {
            let end = min(number &+ Self.numbersPerByte, numbers)
            var apart = Bytes.zero
            var differing = Bytes.zero
            while number < end {
                let plane = number &* digits &+ place
                let keys = PlaneLanes.load(planes + plane &* stride)
                let digit = Bytes(repeating: query[plane])
                apart &+= PlaneLanes.apart(digit, keys)
                differing &+= PlaneLanes.differing(digit, keys, one)
                number &+= 1
            }
            even &+= PlaneLanes.even(apart) &+ PlaneLanes.even(differing) &* penalty
            odd &+= PlaneLanes.odd(apart) &+ PlaneLanes.odd(differing) &* penalty
        }
        return (even, odd)
    }
}
