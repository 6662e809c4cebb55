import CuckooTable
import KeyLayers
import Platform
import TestSupport
import Testing

/// Rows that are written down and read again are the same rows.
@Suite struct RowSumsTests {
    /// Rows after some random updates, with their signatures.
    private static func rows(_ count: Int, numbers: Int, steps: Int64, seed: UInt64) -> (
        TrainingRows, [Signature]
    ) {
        var generator = SeededGenerator(seed: seed)
        let rows = TrainingRows(numbers: numbers)
        for _ in 0..<count { _ = rows.append() }
        for step in 0..<steps {
            let noise = (0..<numbers).map { _ in Int32.random(in: -999...999, using: &generator) }
            rows.update(UInt32.random(in: 1...UInt32(count), using: &generator), noise: noise, step: step)
        }
        return (rows, (0..<count).map { Signature(low: UInt64($0) << 33 | 5, high: UInt32($0 % 3) << 24) })
    }

    private static func piece(_ sums: RowSums) -> RowSums.Piece {
        func joined<Element>(_ slabs: [Slab<Element>]) -> Slab<Element> {
            Slab(slabs.flatMap { slab in slab.withUnsafeBufferPointer { Array($0) } })
        }
        return RowSums.Piece(
            values: joined(sums.pieces.map(\.values)), weighted: joined(sums.pieces.map(\.weighted)),
            updates: joined(sums.pieces.map(\.updates)))
    }

    /// More rows than fit into one piece, too.
    @Test(arguments: [(1, 16), (40, 32), (16_383, 16), (16_384, 16), (40_000, 16)])
    func rowsGoOnAsTheyWere(count: Int, numbers: Int) throws {
        let steps: Int64 = 3000
        let (rows, signatures) = Self.rows(count, numbers: numbers, steps: steps, seed: UInt64(count))
        let sums = rows.sums(signatures: signatures)
        let read = try RowSums(
            numbers: numbers, rows: Self.piece(sums), signaturesLow: sums.signaturesLow,
            signaturesHigh: sums.signaturesHigh)
        try read.check(steps: steps)
        let again = TrainingRows(read)
        #expect(again.count == count && read.count == count)
        var (mean, expected) = ([Int32](repeating: 0, count: numbers), [Int32](repeating: 1, count: numbers))
        let noise = (0..<numbers).map { Int32($0) - 7 }
        for row in [1, count / 2 + 1, count] {
            #expect(read.signature(of: row) == signatures[row - 1])
            #expect(again.updates(of: UInt32(row)) == rows.updates(of: UInt32(row)))
            for learned in [rows, again] { learned.update(UInt32(row), noise: noise, step: steps) }
            rows.writeMean(of: UInt32(row), steps: steps + 9, fractionBits: 2, into: &expected)
            again.writeMean(of: UInt32(row), steps: steps + 9, fractionBits: 2, into: &mean)
            #expect(mean == expected)
        }
    }

    @Test func whatNoTrainingReachesIsRefused() throws {
        let (rows, signatures) = Self.rows(3, numbers: 16, steps: 10, seed: 1)
        let good = Self.piece(rows.sums(signatures: signatures))
        func refusal(
            steps: Int64 = 10, signatures: [Signature] = signatures,
            _ change: (inout [Int32], inout [Int64], inout [UInt32]) -> Void = { _, _, _ in }
        ) -> String? {
            var values = good.values.withUnsafeBufferPointer { Array($0) }
            var weighted = good.weighted.withUnsafeBufferPointer { Array($0) }
            var updates = good.updates.withUnsafeBufferPointer { Array($0) }
            change(&values, &weighted, &updates)
            do throws(InvalidStructure) {
                try RowSums(
                    numbers: 16,
                    rows: RowSums.Piece(
                        values: Slab(values), weighted: Slab(weighted), updates: Slab(updates)),
                    signaturesLow: Slab(signatures.map(\.low)), signaturesHigh: Slab(signatures.map(\.high))
                ).check(steps: steps)
                return nil
            } catch {
                return error.description
            }
        }
        let beyond = "the sums of the rows are beyond what can be counted"
        let unequal = "the sums of the rows have arrays of unequal lengths"
        #expect(refusal() == nil)
        #expect(refusal { values, _, _ in values[20] = .max } == beyond)
        #expect(refusal { values, _, _ in values[20] = .min } == beyond)
        #expect(refusal { values, _, _ in values[3] = 1 } == beyond, "row 0 is zero")
        #expect(refusal { _, weighted, _ in weighted[20] = .min } == beyond)
        #expect(refusal { _, weighted, _ in weighted[20] = .max } == beyond)
        #expect(refusal { values, _, _ in values.removeLast() } == unequal)
        #expect(refusal { _, weighted, _ in weighted.append(0) } == unequal)
        #expect(refusal { _, _, updates in updates.removeAll() } == unequal)
        #expect(refusal(signatures: Array(signatures.dropLast())) == unequal)
        #expect(refusal(steps: -1)?.contains("-1 decisions") == true)
        #expect(refusal(steps: RowSums.mostSteps) == nil)
        #expect(refusal(steps: RowSums.mostSteps + 1)?.contains("decisions") == true)
        #expect(refusal(signatures: [.absent] + signatures.dropLast())?.contains("signature") == true)
    }

    /// Sums of step · noise turn over, and means are right all the same.
    @Test func sumsAreExactToTheLastStep() throws {
        let (steps, before) = (RowSums.mostSteps, Int64(1) << 20)
        let rows = TrainingRows(numbers: 16)
        _ = rows.append()
        let noise = (0..<16).map { Int32($0 % 2 == 0 ? 1 : -1) << 25 }
        rows.update(1, noise: noise, step: steps - before)
        #expect(Int128(noise[0]) * Int128(steps - before) > Int128(Int64.max))
        try rows.sums(signatures: [Signature(low: 1, high: 0)]).check(steps: steps)
        var mean = [Int32](repeating: 0, count: 16)
        rows.writeMean(of: 1, steps: steps, fractionBits: TrainingRows.fractionBits, into: &mean)
        #expect(mean == noise.map { $0 / (1 << 21) })
        // From the first step on, a sixteenth of it has an area of 2^62.
        let early = TrainingRows(numbers: 16)
        _ = early.append()
        early.update(1, noise: noise.map { $0 / 16 }, step: 0)
        let sums = early.sums(signatures: [Signature(low: 1, high: 0)])
        #expect(throws: InvalidStructure.self) { try sums.check(steps: steps) }
    }
}
