import CuckooTable
import TestSupport
import Testing

/// The table against the standard library's dictionary.
@Suite struct GrowingTableTests {
    /// Insertions, replacements and look-ups in random order.
    @Test(arguments: UInt64(0)..<24)
    func behavesLikeADictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let table = GrowingTable(
            capacity: Int.random(in: 0...500, using: &generator), seed: generator.next())
        var model: [Signature: UInt32] = [:]
        let universe = Int.random(in: 1...4000, using: &generator)
        let family = SignatureFamily.allCases[Int(seed) % SignatureFamily.allCases.count]
        for _ in 0..<8000 {
            let signature = family.member(Int.random(in: 0..<universe, using: &generator))
            if Bool.random(using: &generator) {
                let value = UInt32.random(in: 1...UInt32.max, using: &generator)
                table.insert(signature, value: value)
                model[signature] = value
            }
            if table.find(signature) != model[signature, default: 0] {
                Issue.record("\(signature) in \(family): \(table.find(signature))")
                return
            }
        }
        #expect(table.count == model.count)
        expectSame(table, model, asked: (0..<universe).map { family.member($0) } + [.absent])
    }

    /// `find`, `findAll` and `forEach` of the growing and of the finished table.
    private func expectSame(_ table: GrowingTable, _ model: [Signature: UInt32], asked: [Signature]) {
        let expected = asked.map { model[$0, default: 0] }
        #expect(asked.map { table.find($0) } == expected)
        #expect(asked.withUnsafeBufferPointer { values(of: $0, table.findAll) } == expected)
        let finished = table.finished()
        #expect(finished.count == model.count)
        #expect(finished.load == table.load)
        #expect(asked.map { finished.find($0) } == expected)
        #expect(asked.withUnsafeBufferPointer { values(of: $0, finished.findAll) } == expected)
        var (growing, immutable) = ([Signature: UInt32](), [Signature: UInt32]())
        table.forEach { growing[$0] = $1 }
        finished.forEach { immutable[$0] = $1 }
        #expect(growing == model)
        #expect(immutable == model)
    }

    private func values(
        of signatures: UnsafeBufferPointer<Signature>,
        _ findAll: (UnsafeBufferPointer<Signature>, UnsafeMutablePointer<UInt32>) -> Void
    ) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: signatures.count) { buffer, count in
            if let base = buffer.baseAddress { findAll(signatures, base) }
            count = signatures.count
        }
    }

    /// Batches shorter than, as long as and longer than the look-ahead, with absent signatures among them.
    @Test(arguments: [0, 1, 2, 11, 12, 13, 16, 17, 100])
    func batchesOfAnyLengthEqualSingleLookUps(length: Int) {
        let table = GrowingTable()
        for rank in 0..<300 { table.insert(SignatureFamily.random.member(rank), value: UInt32(rank + 1)) }
        var generator = SeededGenerator(seed: UInt64(length))
        let asked = (0..<length).map { _ in
            Bool.random(using: &generator)
                ? Signature.absent : SignatureFamily.random.member(Int.random(in: 0..<600, using: &generator))
        }
        let found = asked.withUnsafeBufferPointer { values(of: $0, table.findAll) }
        #expect(found == asked.map { table.find($0) })
    }

    @Test func theEmptyTableFindsNothing() {
        let table = GrowingTable()
        #expect(table.count == 0)
        #expect(table.load == 0)
        #expect(table.find(Signature(low: 0, high: 0)) == 0)
        #expect(table.find(.absent) == 0)
        #expect(table.finished().find(Signature(low: 0, high: 0)) == 0)
    }

    /// The all-zero signature equals the key words of an empty slot.
    @Test func theZeroSignatureIsOneLikeAnyOther() {
        let table = GrowingTable()
        table.insert(Signature(low: 0, high: 0), value: .max)
        #expect(table.find(Signature(low: 0, high: 0)) == .max)
        #expect(table.count == 1)
    }

    @Test func valueZeroTraps() async {
        await #expect(processExitsWith: .failure) {
            GrowingTable().insert(Signature(low: 1, high: 1), value: 0)
        }
    }

    @Test func theAbsentSignatureCannotBeStored() async {
        await #expect(processExitsWith: .failure) {
            GrowingTable().insert(.absent, value: 1)
        }
    }
}
