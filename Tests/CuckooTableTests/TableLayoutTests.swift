import CuckooTable
import Testing

@Suite struct TableLayoutTests {
    private func table(
        _ family: SignatureFamily, count: Int, capacity: Int = 0, seed: UInt64 = 0
    ) -> GrowingTable {
        let table = GrowingTable(capacity: capacity, seed: seed)
        for rank in 0..<count { table.insert(family.member(rank), value: UInt32(rank + 1)) }
        return table
    }

    @Test(arguments: SignatureFamily.allCases)
    func theSameInsertionsGiveTheSameLayout(family: SignatureFamily) {
        for (count, capacity) in [(10, 0), (5000, 0), (5000, 5000)] {
            let first = table(family, count: count, capacity: capacity).finished()
            let second = table(family, count: count, capacity: capacity).finished()
            #expect(first.buckets == second.buckets)
            #expect(first.count == second.count)
        }
    }

    /// Look-ups and copies leave the layout alone.
    @Test func lookingUpChangesNothing() {
        let (quiet, busy) = (GrowingTable(), GrowingTable())
        for rank in 0..<2000 {
            quiet.insert(SignatureFamily.random.member(rank), value: 1)
            busy.insert(SignatureFamily.random.member(rank), value: 1)
            _ = busy.find(SignatureFamily.random.member(rank + 7))
            if rank % 500 == 0 { _ = busy.finished() }
        }
        #expect(quiet.finished().buckets == busy.finished().buckets)
    }

    @Test func anotherSeedGivesAnotherLayoutAndTheSameAnswers() {
        let first = table(.sequential, count: 3000, seed: 1).finished()
        let second = table(.sequential, count: 3000, seed: 2).finished()
        #expect(first.seed == 1 && second.seed == 2)
        #expect(first.buckets != second.buckets)
        for rank in 0..<6000 {
            let signature = SignatureFamily.sequential.member(rank)
            #expect(first.find(signature) == second.find(signature))
        }
    }

    @Test(arguments: SignatureFamily.allCases)
    func growingKeepsEverything(family: SignatureFamily) {
        let table = GrowingTable()
        var slots: Set<Double> = []
        for rank in 0..<20_000 {
            table.insert(family.member(rank), value: UInt32(rank + 1))
            slots.insert((Double(table.count) / table.load).rounded())
            if rank & (rank + 1) == 0 {
                for earlier in 0...rank where table.find(family.member(earlier)) != UInt32(earlier + 1) {
                    Issue.record("\(earlier) of \(rank + 1) was lost")
                    return
                }
            }
        }
        #expect(slots.count > 8, "the table grew \(slots.count - 1) times")
        #expect((0..<20_000).allSatisfy { table.find(family.member($0)) == UInt32($0 + 1) })
    }

    /// A table that was told its capacity takes it without growing.
    @Test(arguments: SignatureFamily.allCases)
    func aTableOfTheRightSizeIsFilledToEightyFivePerCent(family: SignatureFamily) {
        for capacity in [100, 1000, 10_000, 100_000] {
            let table = table(family, count: capacity, capacity: capacity)
            #expect(table.load >= 0.85, "\(capacity): \(table.load)")
            #expect(table.load <= 0.9)
            #expect(table.finished().load == table.load)
        }
    }

    /// A growing table uses its slots well before it doubles.
    @Test(arguments: SignatureFamily.allCases)
    func growthComesLate(family: SignatureFamily) {
        let table = GrowingTable(capacity: 4000)
        var (highest, before) = (0.0, 0.0)
        for rank in 0..<6000 {
            table.insert(family.member(rank), value: 1)
            if table.load < before { break }
            before = table.load
            highest = max(highest, before)
        }
        #expect(highest >= 0.93, "grew at \(highest)")
    }

    @Test func replacingMovesNothing() {
        let table = table(.random, count: 1000)
        let before = table.load
        for rank in 0..<1000 { table.insert(SignatureFamily.random.member(rank), value: 9) }
        #expect(table.count == 1000)
        #expect(table.load == before)
        #expect((0..<1000).allSatisfy { table.find(SignatureFamily.random.member($0)) == 9 })
    }
}
