import DigitKeys

/// Sets of keys in which a search could go wrong.
enum KeyFamily: String, CaseIterable, Sendable {
    case random, duplicates, equalHalves, carryNeighbours, twoDigitAlphabet

    func keys(
        count: Int, shape: KeyShape, using generator: inout some RandomNumberGenerator
    ) -> [[UInt64]] {
        let pool = (0..<max(1, count / 5)).map { _ in uniform(shape, using: &generator) }
        return (0..<count).map { index in
            switch self {
            case .random: uniform(shape, using: &generator)
            case .duplicates: pool[Int.random(in: 0..<pool.count, using: &generator)]
            case .equalHalves: index % 2 == 0 ? pool[0] : uniform(shape, using: &generator)
            case .carryNeighbours: carry(shape, using: &generator)
            case .twoDigitAlphabet: twoDigits(shape, using: &generator)
            }
        }
    }

    /// A stored key, a slightly changed one or one of its own.
    func query(
        near keys: [[UInt64]], shape: KeyShape, using generator: inout some RandomNumberGenerator
    ) -> [UInt8] {
        var numbers = keys[Int.random(in: 0..<keys.count, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: break
        case 1:
            let place = Int.random(in: 0..<numbers.count, using: &generator)
            numbers[place] = min(numbers[place] + 1, shape.largestNumber)
        default: numbers = self.keys(count: 1, shape: shape, using: &generator)[0]
        }
        return KeyNumbers.digits(of: numbers, shape: shape)
    }

    private func uniform(_ shape: KeyShape, using generator: inout some RandomNumberGenerator) -> [UInt64] {
        (0..<shape.numbers).map { _ in UInt64.random(in: 0...shape.largestNumber, using: &generator) }
    }

    /// …4999… and …5000….
    private func carry(_ shape: KeyShape, using generator: inout some RandomNumberGenerator) -> [UInt64] {
        (0..<shape.numbers).map { _ in
            let half = (shape.largestNumber + 1) / 2
            return Bool.random(using: &generator) ? half : half - 1
        }
    }

    private func twoDigits(_ shape: KeyShape, using generator: inout some RandomNumberGenerator) -> [UInt64] {
        (0..<shape.numbers).map { _ in
            (0..<shape.digits).reduce(0) { number, _ in
                number * 10 + (Bool.random(using: &generator) ? 9 : 0)
            }
        }
    }
}
