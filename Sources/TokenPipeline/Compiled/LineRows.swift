import CuckooTable
import DigitKeys
import KeyLayers
import Platform

/// A model whose rows are all whole multiples of one vector: what is emitted depends on the sum of the multiples alone,
/// and stands in a table.
///
/// Rows are like that when the decoder has two tokens and noise is canonical: every update is the difference of the two
/// keys, one way or the other, and `RowQuantizer` keeps the rows on that line.
struct LineRows: Sendable {
    /// The multiple of each row of the uncompiled model, row 0 first.
    let multiples: [Int32]
    /// Sum of the multiples at `choices[0]`.
    let lowest: Int32
    /// The token emitted for each sum, and the one emitted when ⟨stop⟩ comes too early.
    let choices: Slab<UInt8>
    let earlyChoices: Slab<UInt8>
    /// How far a sum may move either way without changing what is emitted; at most `mostSums`.
    let slack: Slab<Int32>
    /// No layer's row has a larger multiple, either way.
    let largest: [Int32]

    /// Sums that the table may have.
    private static let mostSums = 1 << 20

    /// Nil when the rows of `model` are not on a line, when they are subtracted from something that differs from token
    /// to token, or when the sums have too wide a range.
    ///
    /// - Complexity: O(rows · numbers).
    init?(_ model: TokenModel) {
        let frame = model.frame
        guard frame.start == .middle, frame.outputs.count == 2, model.rows.count > 0,
            let (unit, multiples) = Self.line(of: model.rows)
        else { return nil }
        var largest = [Int32](repeating: 0, count: frame.layout.layers.count)
        model.table.forEach { signature, row in
            let layer = Int(signature.high >> 24)
            if layer < largest.count {
                largest[layer] = max(largest[layer], Int32(multiples[Int(row)].magnitude))
            }
        }
        let bound = largest.reduce(0) { $0 + Int($1) }
        guard 2 * bound + 1 <= Self.mostSums else { return nil }
        let kernel = DecisionKernel(frame: frame)
        let numbers = model.rows.numbers
        let noise = ScratchBuffer<Int32>(capacity: numbers)
        var (choices, early) = ([UInt8](), [UInt8]())
        for sum in -bound...bound {
            // Sums of rows wrap in sixteen bits, so their products do.
            for number in 0..<numbers {
                noise.base[number] = Int32(Int16(truncatingIfNeeded: sum &* Int(unit[number])))
            }
            let nearest = kernel.nearest(
                token: PartValue.unknown, noise: noise.base, fractionBits: model.rows.fractionBits)
            choices.append(UInt8(nearest.index))
            early.append(UInt8(nearest.index == EmissionPlan.stop ? max(nearest.runnerUp, 0) : nearest.index))
        }
        self.multiples = multiples
        self.largest = largest
        lowest = Int32(-bound)
        slack = Slab(Self.slack(of: choices))
        self.choices = Slab(choices)
        earlyChoices = Slab(early)
    }

    /// The vector of which all rows are multiples, and the multiples; nil when there is none.
    private static func line(of rows: RowTable) -> (unit: [Int16], multiples: [Int32])? {
        let numbers = rows.numbers
        let first = rows[1]
        // The row divided by what divides all its numbers: every vector on the line is a multiple of it.
        let divisor = first.reduce(0) { greatestCommonDivisor($0, Int($1)) }
        guard divisor > 0, let lead = first.indices.first(where: { first[$0] != 0 }) else { return nil }
        let unit = first.map { Int16(Int($0) / divisor) }
        var multiples = [Int32](repeating: 0, count: rows.count + 1)
        for row in 1..<rows.count + 1 {
            let values = rows.values.base + row * numbers
            let (multiple, rest) = Int32(values[lead]).quotientAndRemainder(dividingBy: Int32(unit[lead]))
            var differences = rest
            unit.withUnsafeBufferPointer { unit in
                for number in 0..<numbers {
                    differences |= Int32(values[number]) &- multiple &* Int32(unit[number])
                }
            }
            guard differences == 0 else { return nil }
            multiples[row] = multiple
        }
        return (unit, multiples)
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (abs(a), abs(b))
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    /// For each sum the distance to the nearest one with another choice, less one.
    private static func slack(of choices: [UInt8]) -> [Int32] {
        var slack = [Int32](repeating: Int32(mostSums), count: choices.count)
        for index in choices.indices.dropFirst() {
            slack[index] =
                choices[index] == choices[index - 1] ? min(slack[index - 1] + 1, Int32(mostSums)) : 0
        }
        for index in choices.indices.dropLast().reversed() {
            let right = choices[index] == choices[index + 1] ? slack[index + 1] + 1 : 0
            slack[index] = min(slack[index], right)
        }
        return slack
    }
}
