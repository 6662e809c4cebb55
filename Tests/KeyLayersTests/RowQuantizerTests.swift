import CuckooTable
import KeyLayers
import TestSupport
import Testing

@Suite struct RowQuantizerTests {
    /// Rows of several layers with noise up to `largest` added `updates` times.
    private struct Learned {
        let rows: TrainingRows
        var signatures: [Signature] = []
        let steps: Int64

        init(
            layers: Int, count: Int, numbers: Int, largest: Int32, updates: ClosedRange<Int>, steps: Int64,
            generator: inout SeededGenerator
        ) {
            rows = TrainingRows(numbers: numbers)
            self.steps = steps
            for index in 0..<count {
                let row = rows.append()
                let layer = UInt32.random(in: 0..<UInt32(layers), using: &generator)
                signatures.append(Signature(low: UInt64(index), high: layer << 24))
                let bias = Int32.random(in: -largest...largest, using: &generator)
                for _ in 0..<Int.random(in: updates, using: &generator) {
                    let noise = (0..<numbers).map { _ in
                        (bias + Int32.random(in: -largest...largest, using: &generator)) / 2
                    }
                    rows.update(row, noise: noise, step: Int64.random(in: 0..<steps, using: &generator))
                }
            }
        }

        func mean(of row: UInt32, bits: Int) -> [Int] {
            var mean = [Int32](repeating: 0, count: rows.numbers)
            rows.writeMean(of: row, steps: steps, fractionBits: bits, into: &mean)
            return mean.map { Int($0) }
        }

        /// Σ over layers of the layer's largest |mean|.
        func reach(bits: Int) -> Int {
            var largest: [UInt32: Int] = [:]
            for index in signatures.indices {
                let value = mean(of: UInt32(index + 1), bits: bits).map(abs).max() ?? 0
                largest[signatures[index].high >> 24, default: 0] = max(
                    largest[signatures[index].high >> 24, default: 0], value)
            }
            return largest.values.reduce(0, +)
        }
    }

    /// (largest number << bits) + Σ over layers of the layer's largest |value|.
    private func bound(_ rows: RowTable, _ table: SignatureTable, largestNumber: Int) -> Int {
        var largest: [UInt32: Int] = [:]
        table.forEach { signature, row in
            let value = rows[Int(row)].map { Int($0.magnitude) }.max() ?? 0
            largest[signature.high >> 24] = max(largest[signature.high >> 24] ?? 0, value)
        }
        return largestNumber << rows.fractionBits + largest.values.reduce(0, +)
    }

    /// From rows that leave room for two fraction bits to rows that do not even fit as whole numbers.
    @Test(
        arguments: [
            (1, 10, 2), (50, 10, 2), (700, 10, 1), (1400, 10, 0), (20_000, 10, 0), (30, 254, 2),
            (3000, 254, 0),
        ]
            as [(Int, Int, Int)], [999, 9999])
    func theBoundHolds(scale: (updates: Int, layers: Int, bits: Int), largestNumber: Int) throws {
        var generator = SeededGenerator(seed: UInt64(scale.updates))
        let learned = Learned(
            layers: scale.layers, count: 40, numbers: 16, largest: 999,
            updates: scale.updates...scale.updates,
            steps: 10, generator: &generator)
        let quantizer = RowQuantizer(minimumUpdates: 0, largestNumber: largestNumber)
        let (rows, table) = try quantizer.finished(
            learned.rows, signatures: learned.signatures, steps: 10, layerCount: scale.layers)
        let bound = bound(rows, table, largestNumber: largestNumber)
        #expect(bound <= Int(Int16.max), "\(bound)")
        if largestNumber == 999 { #expect(rows.fractionBits == scale.bits) }
        // More bits would not have fitted, or only just, since rounding is allowed for.
        let limit = Int(Int16.max) - 2 * scale.layers
        if rows.fractionBits < RowTable.mostFractionBits {
            #expect(
                largestNumber << (rows.fractionBits + 1) + learned.reach(bits: rows.fractionBits + 1) > limit)
        }
        // Values are the rounded means. Where whole numbers do not fit they are halved and cut at a common limit; only
        // one row in a thousand may be cut, here none.
        let isTooLarge = largestNumber + learned.reach(bits: 0) > Int(Int16.max)
        #expect(isTooLarge == (scale.updates >= 3000) || largestNumber == 9999)
        let values = learned.signatures.map { rows[Int(table.find($0))].map { Int($0) } }
        let fitting = (isTooLarge ? -12...0 : rows.fractionBits...rows.fractionBits).reversed().filter {
            bits in
            values.indices.allSatisfy { values[$0] == learned.mean(of: UInt32($0 + 1), bits: bits) }
        }
        let bits = try #require(fitting.first)
        if isTooLarge {
            // Half as many halvings would not have done.
            #expect(largestNumber + learned.reach(bits: bits + 1) > limit)
        }
    }

    /// A few rows far larger than all others are cut, so that the others keep their precision.
    @Test func rareLargeRowsAreCut() throws {
        let rows = TrainingRows(numbers: 16)
        var signatures: [Signature] = []
        for index in 0..<3000 {
            let layer = UInt32(index % 3)
            signatures.append(Signature(low: UInt64(index), high: layer << 24))
            let noise: Int32 = index == 1000 ? 1 << 24 : 128 * 8000
            rows.update(rows.append(), noise: [Int32](repeating: noise, count: 16), step: 0)
        }
        let (finished, table) = try RowQuantizer(minimumUpdates: 1, largestNumber: 999).finished(
            rows, signatures: signatures, steps: 1, layerCount: 3)
        #expect(finished.fractionBits == 0)
        #expect(bound(finished, table, largestNumber: 999) <= Int(Int16.max))
        #expect(finished[Int(table.find(signatures[0]))][0] == 8000)
        #expect(finished[Int(table.find(signatures[1000]))][0] > 15_000)
    }

    /// No sum of one row a layer, added to or taken from a number, leaves Int16.
    @Test(arguments: UInt64(0)..<8)
    func sumsOfOneRowALayerStayWithinInt16(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let updates = [3, 300, 2000, 20_000][Int(seed) % 4]
        let learned = Learned(
            layers: 6, count: 60, numbers: 32, largest: 999, updates: 1...updates, steps: 1000,
            generator: &generator)
        let (rows, table) = try RowQuantizer(minimumUpdates: 1, largestNumber: 999).finished(
            learned.rows, signatures: learned.signatures, steps: 1000, layerCount: 6)
        var byLayer: [UInt32: [Int]] = [:]
        table.forEach { byLayer[$0.high >> 24, default: []].append(Int($1)) }
        for number in 0..<32 {
            let extremes = byLayer.values.map { layer in
                layer.map { Int(rows[$0][number]) }.reduce((0, 0)) { (min($0.0, $1), max($0.1, $1)) }
            }
            let (lowest, highest) = extremes.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
            #expect(Int16(exactly: 999 << rows.fractionBits + highest) != nil)
            #expect(Int16(exactly: 999 << rows.fractionBits - lowest) != nil)
            #expect(Int16(exactly: lowest) != nil)
        }
    }

    @Test func rarelyUpdatedRowsArePruned() throws {
        var generator = SeededGenerator(seed: 3)
        let learned = Learned(
            layers: 3, count: 200, numbers: 16, largest: 999, updates: 0...8, steps: 10, generator: &generator
        )
        var before = Int.max
        for minimum: UInt32 in 0...9 {
            let (rows, table) = try RowQuantizer(minimumUpdates: minimum, largestNumber: 999).finished(
                learned.rows, signatures: learned.signatures, steps: 10, layerCount: 3)
            #expect(rows.count == table.count)
            #expect(rows.count <= before)
            before = rows.count
            var kept: [UInt32] = []
            for (index, signature) in learned.signatures.enumerated() {
                let updates = learned.rows.updates(of: UInt32(index + 1))
                let isZero = learned.mean(of: UInt32(index + 1), bits: rows.fractionBits).allSatisfy {
                    $0 == 0
                }
                let row = table.find(signature)
                #expect((row > 0) == (updates >= minimum && !isZero))
                if row > 0 {
                    kept.append(row)
                    #expect(rows.updates[Int(row)] == updates)
                }
            }
            // Rows keep their order.
            #expect(kept == (1...UInt32(max(rows.count, 1))).prefix(rows.count).map { $0 })
        }
        #expect(before == 0, "no row was updated nine times")
    }

    @Test func nothingLearnedMakesAnEmptyTable() throws {
        let (rows, table) = try RowQuantizer(minimumUpdates: 0, largestNumber: 999).finished(
            TrainingRows(numbers: 32), signatures: [], steps: 0, layerCount: 5)
        #expect(rows.count == 0 && table.count == 0)
        #expect(rows.fractionBits == RowTable.mostFractionBits)
        #expect(rows[0] == [Int16](repeating: 0, count: 32))
    }

    /// A row that took part in the last decision alone rounds to zero; it cannot change an answer and is dropped.
    @Test func rowsThatRoundToZeroAreDropped() throws {
        let rows = TrainingRows(numbers: 16)
        let noise = [Int32](repeating: 100, count: 16)
        for step in [0, 9999] as [Int64] { rows.update(rows.append(), noise: noise, step: step) }
        let signatures = [Signature(low: 1, high: 0), Signature(low: 2, high: 0)]
        let (finished, table) = try RowQuantizer(minimumUpdates: 1, largestNumber: 999).finished(
            rows, signatures: signatures, steps: 10_000, layerCount: 1)
        #expect(finished.count == 1)
        #expect(signatures.map { table.find($0) } == [1, 0])
        // 100 / 2^7 with two fraction bits is 3.125.
        #expect(finished[1] == [Int16](repeating: 3, count: 16))
    }
}
