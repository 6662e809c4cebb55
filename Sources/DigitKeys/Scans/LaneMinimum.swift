/// The nearest keys of eight lanes, each lane for itself, and the nearest of all.
protocol LaneMinimum {
    /// A nearest key among those considered so far.
    associatedtype Best
    /// Farther than every key.
    static var none: Best { get }
    static func nearer(_ first: Best, _ second: Best) -> Best
    /// `UInt64.max` or any value above all distances for `none`.
    static func distance(_ best: Best) -> UInt64
    static func index(_ best: Best) -> Int

    init()
    /// Takes eight keys into account whose indices stand at `indices`.
    mutating func consider(_ distances: SIMD8<UInt64>, _ indices: UnsafePointer<UInt32>)
    /// The nearest of all lanes; the lowest index of several.
    var best: Best { get }
}

/// Distances below 2^31 with the index below them in one signed word: one minimum finds both, and ties go to the lowest
/// index by themselves.
struct JoinedMinimum: LaneMinimum {
    private var lanes = SIMD8<Int64>(repeating: .max)

    @inline(__always)
    static var none: Int64 { .max }

    @inline(__always)
    static func nearer(_ first: Int64, _ second: Int64) -> Int64 { min(first, second) }

    @inline(__always)
    static func distance(_ best: Int64) -> UInt64 { UInt64(bitPattern: best) &>> 32 }

    @inline(__always)
    static func index(_ best: Int64) -> Int { Int(best & 0xFFFF_FFFF) }

    @inline(__always)
    init() {}

    @inline(__always)
    mutating func consider(_ distances: SIMD8<UInt64>, _ indices: UnsafePointer<UInt32>) {
        let index = UnsafeRawPointer(indices).loadUnaligned(as: SIMD8<UInt32>.self)
        let joined = unsafeBitCast(
            (distances &<< SIMD8<UInt64>(repeating: 32)) | SIMD8<UInt64>(truncatingIfNeeded: index),
            to: SIMD8<Int64>.self)
        lanes.replace(with: joined, where: joined .< lanes)
    }

    @inline(__always)
    var best: Int64 { smallestLane(lanes) }
}

/// Distances of any width, the indices apart.
struct SeparateMinimum: LaneMinimum {
    private var distances = SIMD8<Int64>(repeating: .max)
    private var indices = SIMD8<Int64>(repeating: .max)

    @inline(__always)
    static var none: KeyMatch { KeyMatch(index: .max, distance: .max) }

    @inline(__always)
    static func nearer(_ first: KeyMatch, _ second: KeyMatch) -> KeyMatch {
        let isFirst =
            first.distance < second.distance
            || (first.distance == second.distance && first.index < second.index)
        return isFirst ? first : second
    }

    @inline(__always)
    static func distance(_ best: KeyMatch) -> UInt64 { best.distance }

    @inline(__always)
    static func index(_ best: KeyMatch) -> Int { best.index }

    @inline(__always)
    init() {}

    @inline(__always)
    mutating func consider(_ found: SIMD8<UInt64>, _ places: UnsafePointer<UInt32>) {
        let found = unsafeBitCast(found, to: SIMD8<Int64>.self)
        let index = SIMD8<Int64>(
            truncatingIfNeeded: UnsafeRawPointer(places).loadUnaligned(as: SIMD8<UInt32>.self))
        let nearer = unsafeBitCast(found .< distances, to: SIMD8<UInt64>.self)
        let equal = unsafeBitCast(found .== distances, to: SIMD8<UInt64>.self)
        let earlier = unsafeBitCast(index .< indices, to: SIMD8<UInt64>.self)
        let taken = unsafeBitCast(nearer | (equal & earlier), to: SIMDMask<SIMD8<Int64>>.self)
        distances.replace(with: found, where: taken)
        indices.replace(with: index, where: taken)
    }

    @inline(__always)
    var best: KeyMatch {
        let distance = smallestLane(distances)
        let candidates = SIMD8<Int64>(repeating: .max)
            .replacing(with: indices, where: distances .== SIMD8<Int64>(repeating: distance))
        return KeyMatch(index: Int(smallestLane(candidates)), distance: UInt64(bitPattern: distance))
    }
}

/// The smallest of eight, by halves: the standard library's `min()` is a loop over lanes.
@inline(__always)
private func smallestLane(_ lanes: SIMD8<Int64>) -> Int64 {
    let (low, high) = (lanes.lowHalf, lanes.highHalf)
    let four = low.replacing(with: high, where: high .< low)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .< four.lowHalf)
    return min(two.x, two.y)
}
