import DigitKeys

/// Sets of line keys in which an index by leading digits could go wrong.
enum LineKeys: String, CaseIterable, Sendable {
    case uniform, duplicates, onePrefix, clusters, carryNeighbours, twoDigits, threeDigits, oneKey, growing

    static let range: UInt64 = 10_000_000_000_000_000

    func numbers(_ count: Int, below bound: UInt64, using generator: inout some RandomNumberGenerator)
        -> [UInt64]
    {
        let pool = (0..<max(1, count / 9)).map { _ in UInt64.random(in: 0..<bound, using: &generator) }
        return (0..<count).map { index in
            let random = UInt64.random(in: 0..<bound, using: &generator)
            return switch self {
            case .uniform: random
            case .duplicates: pool[Int(random % UInt64(pool.count))]
            case .onePrefix: pool[0] / root(bound) * root(bound) + random % root(bound)
            case .clusters: min(pool[Int(random % 5) % pool.count] + random % (root(bound) + 1), bound - 1)
            case .carryNeighbours:
                random % 2 == 0
                    ? bound / 2 + random / 2 % 50 % bound : bound / 2 - min(bound / 2, 1 + random / 2 % 50)
            case .twoDigits: spelled([0, 9], random, bound)
            case .threeDigits: spelled([2, 4, 5], random, bound)
            case .oneKey: pool[0]
            case .growing: UInt64(index * index) % bound
            }
        }
    }

    /// Keys, keys with another digit, with other last digits, and numbers of their own.
    static func queries(
        near numbers: [UInt64], below bound: UInt64, count: Int,
        using generator: inout some RandomNumberGenerator
    ) -> [PackedKey] {
        (0..<count).map { index in
            let key = numbers[Int.random(in: 0..<numbers.count, using: &generator)]
            let random = UInt64.random(in: 0..<bound, using: &generator)
            switch index % 4 {
            case 0: return PackedKey(number: key)
            case 1: return PackedKey(number: random)
            case 2:
                var digits = PackedKey(number: key).digits
                let first = 16 - String(bound - 1).count
                digits[Int.random(in: first..<16, using: &generator)] = UInt8(random % 10)
                return PackedKey(digits: digits)
            default:
                let tail = [10, 1000, 100_000_000, 10_000_000_000][index / 4 % 4] % bound
                return PackedKey(number: tail == 0 ? key : key / tail * tail + random % tail)
            }
        }
    }

    /// The first of the nearest numbers, straight from the definition.
    static func nearest(to query: PackedKey, _ numbers: [UInt64], _ distance: DigitDistance) -> KeyMatch {
        let digits = distance.shape.digits
        var (best, bestIndex) = (UInt64.max, -1)
        for (index, number) in numbers.enumerated() {
            var (first, second) = (query.number, number)
            var sum: UInt64 = 0
            for place in stride(from: digits - 1, through: 0, by: -1) {
                let (a, b) = (first % 10, second % 10)
                if a != b { sum += distance.weights[place] * (distance.penalty + (a > b ? a - b : b - a)) }
                (first, second) = (first / 10, second / 10)
            }
            if sum < best { (best, bestIndex) = (sum, index) }
        }
        return KeyMatch(index: bestIndex, distance: best)
    }

    private func root(_ bound: UInt64) -> UInt64 {
        var root: UInt64 = 1
        while root * root < bound { root *= 10 }
        return root
    }

    private func spelled(_ alphabet: [UInt64], _ random: UInt64, _ bound: UInt64) -> UInt64 {
        var (number, rest) = (UInt64(0), random)
        var place: UInt64 = 1
        while place < bound {
            number += place * alphabet[Int(rest % UInt64(alphabet.count))]
            rest /= UInt64(alphabet.count)
            place *= 10
        }
        return number
    }
}
