import KeyLayers
import TestSupport
import Testing

@Suite struct TrainingRowsTests {
    private func sum(_ list: [UInt32], of rows: TrainingRows) -> [Int32] {
        var sum = [Int32](repeating: 99, count: rows.numbers)
        list.withUnsafeBufferPointer { rows.sum($0, into: &sum) }
        return sum
    }

    /// The mean over all steps, from values kept step by step.
    @Test(arguments: RowTable.allowedNumbers, UInt64(0)..<4)
    func meansEqualTheNaiveMeanOverAllSteps(numbers: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rows = TrainingRows(numbers: numbers)
        let rowCount = 12
        var current = [[Int]](repeating: [Int](repeating: 0, count: numbers), count: rowCount)
        var total = current
        var updates = [UInt32](repeating: 0, count: rowCount)
        for row in 1...rowCount { #expect(rows.append() == UInt32(row)) }
        let steps = Int.random(in: 1...400, using: &generator)
        for step in 0..<steps {
            for row in 0..<rowCount where Int.random(in: 0..<4, using: &generator) == 0 {
                let noise = (0..<numbers).map { _ in Int32.random(in: -999...999, using: &generator) }
                rows.update(UInt32(row + 1), noise: noise, step: Int64(step))
                for number in 0..<numbers { current[row][number] += Int(noise[number]) }
                updates[row] += 1
            }
            for row in 0..<rowCount {
                for number in 0..<numbers { total[row][number] += current[row][number] }
            }
        }
        for row in 0..<rowCount {
            #expect(rows.updates(of: UInt32(row + 1)) == updates[row])
            #expect(sum([UInt32(row + 1)], of: rows) == current[row].map { Int32($0) })
            for bits in 0...TrainingRows.fractionBits {
                var mean = [Int32](repeating: 0, count: numbers)
                rows.writeMean(of: UInt32(row + 1), steps: Int64(steps), fractionBits: bits, into: &mean)
                // Whole-number arithmetic: |total| · 2^bits / (steps · 2^7), half rounded away from zero.
                let divisor = steps << (TrainingRows.fractionBits - bits)
                let expected = total[row].map { total in
                    total.signum() * Int((2 * total.magnitude + UInt(divisor)) / UInt(2 * divisor))
                }
                #expect(mean.map { Int($0) } == expected, "\(bits) bits, \(steps) steps")
            }
        }
    }

    @Test(arguments: RowTable.allowedNumbers)
    func sumsArePlainSums(numbers: Int) {
        var generator = SeededGenerator(seed: UInt64(numbers))
        let rows = TrainingRows(numbers: numbers)
        var values: [[Int32]] = [[Int32](repeating: 0, count: numbers)]
        for _ in 0..<40 {
            let row = rows.append()
            let noise = (0..<numbers).map { _ in Int32.random(in: -999...999, using: &generator) }
            rows.update(row, noise: noise, step: 0)
            values.append(noise)
        }
        for count in [0, 1, 2, 5, 60] {
            let list = (0..<count).map { _ in UInt32.random(in: 0...40, using: &generator) }
            let expected = (0..<numbers).map { number in list.reduce(0) { $0 + values[Int($1)][number] } }
            list.withUnsafeBufferPointer { rows.prefetch($0) }
            #expect(sum(list, of: rows) == expected)
        }
    }

    /// Rows stand in chunks of 16,384 and there are more than sixteen of those here; none may move or be mixed up.
    @Test func manyRowsKeepTheirValues() {
        let rows = TrainingRows(numbers: 16)
        let count = 280_000
        for expected in 1...UInt32(count) {
            let row = rows.append()
            if row != expected { Issue.record("row \(row), not \(expected)") }
            rows.update(row, noise: (0..<16).map { Int32(truncatingIfNeeded: row) % 997 - $0 }, step: 0)
        }
        #expect(rows.count == count)
        var wrong = 0
        for row in stride(from: 1, through: UInt32(count), by: 37) {
            wrong += sum([row], of: rows) == (0..<16).map { Int32(row) % 997 - $0 } ? 0 : 1
            wrong += rows.updates(of: row) == 1 ? 0 : 1
        }
        #expect(wrong == 0)
        #expect(sum([0], of: rows) == [Int32](repeating: 0, count: 16))
    }

    @Test func aMeanOverNoStepsIsZero() {
        let rows = TrainingRows(numbers: 16)
        let row = rows.append()
        var mean = [Int32](repeating: 5, count: 16)
        rows.writeMean(of: row, steps: 0, fractionBits: 2, into: &mean)
        #expect(mean == [Int32](repeating: 0, count: 16))
    }

    @Test(arguments: [0, 2, .max] as [UInt32])
    func rowsThatAreNotThereCannotBeUpdated(row: UInt32) async {
        await #expect(processExitsWith: .failure) { [row] in
            let rows = TrainingRows(numbers: 16)
            _ = rows.append()
            rows.update(row, noise: [Int32](repeating: 1, count: 16), step: 0)
        }
    }
}
