/// A lower bound of the distance in sixteen bits, in units of 2^`shift`.
///
/// With weights `⌊w / 2^shift⌋` and a penalty of at most `P`, the sum is at most `⌊d / 2^shift⌋`; `shift` is the smallest with which
/// no sum can exceed 65,534, so none wraps: every partial sum is at most the whole one. Where shift is 0 and the penalty is the
/// whole one, the bound is the distance.
struct PlaneBound: Sendable {
    let places: [Place]
    let penalty: UInt16
    let shift: UInt64
    let isExact: Bool

    /// A digit place and its weight.
    struct Place: Sendable {
        let place: Int
        let weight: UInt16
    }

    /// Largest value of the bound.
    static let largest: UInt64 = 65_534

    init(_ distance: DigitDistance) {
        let numbers = UInt64(distance.shape.numbers)
        let room = max(Self.largest / numbers, 9) - 9
        let penalty = min(distance.penalty, room)
        func sum(_ shift: UInt64) -> UInt64 {
            distance.weights.reduce(0) { $0 + ($1 >> shift) * (penalty + 9) * numbers }
        }
        var shift: UInt64 = 0
        while shift < 63 && sum(shift) > Self.largest { shift += 1 }
        places = DigitOrder(distance).places.map {
            Place(place: $0, weight: UInt16(truncatingIfNeeded: distance.weights[$0] >> shift))
        }
        .filter { $0.weight > 0 }
        self.penalty = UInt16(truncatingIfNeeded: penalty)
        self.shift = shift
        isExact = shift == 0 && penalty == distance.penalty
    }
}
