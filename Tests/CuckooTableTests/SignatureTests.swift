import CuckooTable
import TestSupport
import Testing

@Suite struct SignatureTests {
    @Test func onlyTheAbsentSignatureIsAbsent() {
        #expect(Signature.absent.isAbsent)
        #expect(!Signature(low: .max, high: .max - 1).isAbsent)
        #expect(!Signature(low: .max - 1, high: .max).isAbsent)
        #expect(!Signature(low: 0, high: 0).isAbsent)
    }

    /// Two signatures that differ in any one of the 96 bits are kept apart.
    @Test(arguments: UInt64(0)..<8)
    func neighboursByOneBitAreDistinct(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let base = Signature(
            low: generator.next(), high: UInt32(truncatingIfNeeded: generator.next()) & 0x7FFF_FFFF)
        let table = GrowingTable(capacity: 0, seed: seed)
        table.insert(base, value: 1000)
        for bit in 0..<96 { #expect(table.find(flip(bit, of: base)) == 0, "bit \(bit)") }
        for bit in 0..<96 { table.insert(flip(bit, of: base), value: UInt32(bit + 1)) }
        #expect(table.count == 97)
        #expect(table.find(base) == 1000)
        let finished = table.finished()
        for bit in 0..<96 {
            #expect(table.find(flip(bit, of: base)) == UInt32(bit + 1))
            #expect(finished.find(flip(bit, of: base)) == UInt32(bit + 1))
            for second in 0..<bit {
                #expect(finished.find(flip(second, of: flip(bit, of: base))) == 0, "bits \(bit), \(second)")
            }
        }
    }

    private func flip(_ bit: Int, of signature: Signature) -> Signature {
        bit < 64
            ? Signature(low: signature.low ^ 1 << UInt64(bit), high: signature.high)
            : Signature(low: signature.low, high: signature.high ^ 1 << UInt32(bit - 64))
    }

    /// A hundred thousand stored signatures and as many that are not: none of them is found by mistake.
    @Test(arguments: SignatureFamily.allCases)
    func thereAreNoFalseHits(family: SignatureFamily) {
        let table = GrowingTable()
        let count = 100_000
        for rank in 0..<count { table.insert(family.member(rank), value: UInt32(rank + 1)) }
        #expect(table.count == count)
        #expect((0..<count).allSatisfy { table.find(family.member($0)) == UInt32($0 + 1) })
        #expect((count..<2 * count).allSatisfy { table.find(family.member($0)) == 0 })
    }
}
