import KeyLayers
import Platform
import TestSupport
import Testing

@Suite struct RowTableTests {
    private func table(
        rows: Int, numbers: Int, range: ClosedRange<Int16>, using generator: inout SeededGenerator
    ) throws -> RowTable {
        var values = [Int16](repeating: 0, count: numbers)
        for _ in 0..<rows * numbers { values.append(Int16.random(in: range, using: &generator)) }
        return try RowTable(
            numbers: numbers, fractionBits: 2, values: Slab(values),
            updates: Slab((0...rows).map { UInt32($0) }))
    }

    @Test(arguments: RowTable.allowedNumbers, UInt64(0)..<4)
    func sumsArePlainSums(numbers: Int, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let table = try table(rows: 50, numbers: numbers, range: -600...600, using: &generator)
        for groupSize in [0, 1, 2, 7, 24, 25, 40] {
            let groups = Int.random(in: 0...30, using: &generator)
            let rows = (0..<groups * groupSize).map { _ in UInt32.random(in: 0...50, using: &generator) }
            var sums = [Int16](repeating: 77, count: groups * numbers + 1)
            (rows + [0]).withUnsafeBufferPointer { rows in
                guard let base = rows.baseAddress else { return }
                table.sumGroups(base, groups: groups, groupSize: groupSize, into: &sums)
            }
            #expect(sums.removeLast() == 77, "nothing is written past the end")
            for group in 0..<groups {
                let members = Array(rows[group * groupSize..<(group + 1) * groupSize])
                let expected = (0..<numbers).map { number in
                    members.reduce(0) { $0 + Int(table[Int($1)][number]) }
                }
                #expect(sums[group * numbers..<(group + 1) * numbers].map { Int($0) } == expected)
                expectAdding(members, to: table, equals: expected, using: &generator)
            }
        }
    }

    private func expectAdding(
        _ rows: [UInt32], to table: RowTable, equals sum: [Int], using generator: inout SeededGenerator
    ) {
        let before = sum.indices.map { _ in Int16.random(in: -999...999, using: &generator) }
        var after = before
        rows.withUnsafeBufferPointer { table.add($0, to: &after) }
        #expect(zip(before, sum).map { Int($0) + $1 } == after.map { Int($0) })
    }

    /// Sums that leave Int16 on the way and come back are right: addition wraps.
    @Test func intermediateOverflowIsHarmless() throws {
        let values = [0, 30_000, 20_000, -25_000].flatMap { [Int16](repeating: $0, count: 16) }
        let table = try RowTable(
            numbers: 16, fractionBits: 0, values: Slab(values), updates: Slab([0, 1, 1, 1]))
        var sum = [Int16](repeating: 5, count: 16)
        [1, 2, 3, 0].withUnsafeBufferPointer { table.add($0, to: &sum) }
        #expect(sum == [Int16](repeating: 25_005, count: 16))
    }

    @Test func brokenArraysAreRefused() throws {
        func open(_ numbers: Int, _ bits: Int, _ values: [Int16], _ updates: [UInt32]) throws {
            _ = try RowTable(
                numbers: numbers, fractionBits: bits, values: Slab(values), updates: Slab(updates))
        }
        let zeros = [Int16](repeating: 0, count: 16)
        let ones = [Int16](repeating: 1, count: 16)
        try open(16, 0, zeros, [0])
        try open(16, 2, zeros + ones, [0, 1])
        for numbers in [-16, 0, 1, 8, 15, 48, 128] {
            #expect(throws: InvalidStructure.self) { try open(numbers, 0, zeros, [0]) }
        }
        for bits in [-1, 3, 7, .max] {
            #expect(throws: InvalidStructure.self) { try open(16, bits, zeros, [0]) }
        }
        #expect(throws: InvalidStructure.self) { try open(16, 0, [], []) }
        #expect(throws: InvalidStructure.self) { try open(16, 0, zeros, [0, 1]) }
        #expect(throws: InvalidStructure.self) { try open(16, 0, zeros + ones, [0]) }
        #expect(throws: InvalidStructure.self) { try open(16, 0, zeros + ones.dropLast(), [0, 1]) }
        #expect(throws: InvalidStructure.self) { try open(16, 0, zeros.dropLast() + [1], [0]) }
        #expect(throws: InvalidStructure.self) { try open(16, 0, ones + zeros, [0, 1]) }
    }
}
