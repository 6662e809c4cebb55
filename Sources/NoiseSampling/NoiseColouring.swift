/// From random words to coloured ones, in place. A word is a number from 0 to 2^32 − 1 around its middle, 2^31.
extension NoiseColour {
    /// Colours the `numbers` words of one vector.
    @inline(__always)
    func apply(to words: UnsafeMutablePointer<UInt32>, _ numbers: Int) {
        switch self {
        case .white: break
        case .brown: Self.walk(words, numbers)
        case .violet: Self.difference(words, numbers)
        case .black: Self.threshold(words, numbers)
        case .pink, .blue: preconditionFailure("octaves are made from twice as many words")
        }
    }

    /// A random walk that starts anywhere and is reflected at the ends, so that each number alone is uniform. A step is
    /// uniform on ±2^31 / √numbers, so a walk rarely meets an end, and its power falls with the square of the frequency.
    private static func walk(_ words: UnsafeMutablePointer<UInt32>, _ numbers: Int) {
        let root = Int64(max(1, squareRoot(of: numbers)))
        let end = Int64(UInt32.max)
        // 2^32 / root, so that a step is a multiplication and a shift.
        let share = (1 << 32) / root
        var place = Int64(words[0])
        for number in 1..<numbers {
            place += ((Int64(words[number]) - 1 << 31) * share) >> 32
            place = place < 0 ? -1 - place : place > end ? 2 * end + 1 - place : place
            words[number] = UInt32(truncatingIfNeeded: place)
        }
    }

    /// Half the difference from one word to the next, and from the last to the first: a closed circle, whose power rises
    /// exactly with the square of 2 sin(πf).
    private static func difference(_ words: UnsafeMutablePointer<UInt32>, _ numbers: Int) {
        var before = words[numbers - 1]
        for number in 0..<numbers {
            let word = words[number]
            words[number] = halfDifference(word, before)
            before = word
        }
    }

    @inline(__always)
    static func halfDifference(_ word: UInt32, _ before: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(word) + (1 << 32) - UInt64(before)) &>> 1)
    }

    /// Words whose first four bits are zero become large noise, in the outer quarters of the range; others none.
    private static func threshold(_ words: UnsafeMutablePointer<UInt32>, _ numbers: Int) {
        for number in 0..<numbers {
            let rest = words[number] &<< 3
            let large = rest < 1 << 30 ? rest : rest &+ (1 << 31)
            words[number] = words[number] < 1 << 28 ? large : 1 << 31
        }
    }

    /// ⌊√number⌋.
    private static func squareRoot(of number: Int) -> Int {
        // The root of a double is rounded the same on every machine (IEEE 754).
        Int(Double(number).squareRoot())
    }
}

/// Pink noise as the sum of one white number and one slow number an octave, each held twice as long as the last (Voss),
/// of which only one changes at a time (McCartney).
///
/// Row `j` changes where the number's place has `j` trailing zeros, and the first value of a row is its last one: a closed circle
/// without an edge, so that the spectrum of a vector is 1/f down to its lowest frequency. Sources: Gardner, "White and brown music,
/// fractal curves and one-over-f fluctuations", Scientific American, April 1978 (Voss's method); McCartney, music-dsp list, 1999.
struct OctavePlan {
    private let numbers: Int
    /// Those that change, and the one that stays for a whole vector.
    private let rows: Int
    /// 2^32 / (rows + 1): what makes a sum of the rows and a white number one word.
    private let share: UInt64

    init(numbers: Int) {
        self.numbers = numbers
        rows = Int.bitWidth - (numbers - 1).leadingZeroBitCount + 1
        share = (1 << 32) / UInt64(rows + 1)
    }

    /// The place at which the row that changes at `place` changed last, around the circle.
    @inline(__always)
    private func before(_ place: Int) -> Int {
        guard place > 0 else { return 0 }
        let held = 2 &<< place.trailingZeroBitCount
        return place >= held ? place &- held : place &+ (numbers &- 1 &- place) / held &* held
    }

    /// Words: `numbers` white ones, then at each place the value that its row takes there.
    func pink(_ words: UnsafePointer<UInt32>, _ target: UnsafeMutablePointer<UInt32>) {
        let slow = words + numbers
        // All rows as they stand before place 0, which never changes: the last value of each.
        var sum = UInt64(slow[0])
        for row in 0..<(rows - 1) {
            sum += UInt64(slow[before(1 << row)])
        }
        target[0] = scaled(sum + UInt64(words[0]))
        for place in 1..<numbers {
            sum = sum &+ UInt64(slow[place]) &- UInt64(slow[before(place)])
            target[place] = scaled(sum &+ UInt64(words[place]))
        }
    }

    /// Differences of the neighbours of pink noise: one white number and one row change from place to place.
    func blue(_ words: UnsafePointer<UInt32>, _ target: UnsafeMutablePointer<UInt32>) {
        let slow = words + numbers
        var white = UInt64(words[numbers - 1])
        for place in 0..<numbers {
            let word = UInt64(words[place])
            let change = word &+ UInt64(slow[place]) &+ (2 << 32) &- white &- UInt64(slow[before(place)])
            target[place] = UInt32(truncatingIfNeeded: change &>> 2)
            white = word
        }
    }

    /// A sum of `rows + 1` words as one word.
    @inline(__always)
    private func scaled(_ sum: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: (sum &* share) &>> 32) }
}
