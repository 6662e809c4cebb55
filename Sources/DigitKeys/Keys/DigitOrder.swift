/// The digit places of a distance, heaviest first: what a scan looks at first decides soonest.
struct DigitOrder: Sendable {
    /// Places by falling weight, the earlier first where weights are equal.
    let places: [Int]
    let shape: KeyShape

    init(_ distance: DigitDistance) {
        shape = distance.shape
        let weights = distance.weights
        places = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
    }

    /// The digits of a key in this order: all numbers' digits of the heaviest place, then of the next.
    var digits: [Int] {
        places.flatMap { place in (0..<shape.numbers).map { $0 * shape.digits + place } }
    }
}

/// Whether all of `digits` are from 0 to 9, as the look-up tables need them.
@inline(__always)
func areDigits(_ digits: UnsafePointer<UInt8>, count: Int) -> Bool {
    var largest: UInt8 = 0
    for index in 0..<count { largest = max(largest, digits[index]) }
    return largest <= 9
}
