import CuckooTable
import TestSupport
import Testing

/// Memory is refused at every single allocation of a long build, in turn; no entry may be lost.
@Suite struct RefusedMemoryTests {
    private static let count = 30_000

    /// Number of allocations of a whole build.
    private func requests(_ build: (RefusedMemory) throws -> Void) rethrows -> Int {
        let memory = RefusedMemory(allowance: .max)
        try build(memory)
        return memory.requests
    }

    @Test func signaturesSurviveEveryRefusal() throws {
        let family = SignatureFamily.packedContexts
        let all = try requests { memory in
            let table = try GrowingTable(memory: memory.source)
            for rank in 0..<Self.count { try table.tryInsert(family.member(rank), value: UInt32(rank + 1)) }
        }
        #expect(all > 12, "\(all) allocations")
        for allowance in 0..<all {
            let memory = RefusedMemory(allowance: allowance)
            guard let table = try? GrowingTable(memory: memory.source) else {
                #expect(allowance < 2)
                continue
            }
            var refusals = 0
            for rank in 0..<Self.count {
                let signature = family.member(rank)
                do { try table.tryInsert(signature, value: UInt32(rank + 1)) } catch {
                    refusals += 1
                    #expect(error.byteCount > 0)
                    #expect(table.count == rank && table.find(signature) == 0)
                    let isWhole = (0..<rank).allSatisfy { table.find(family.member($0)) == UInt32($0 + 1) }
                    #expect(isWhole, "after allocation \(allowance)")
                    // Entries that are there can be replaced without memory.
                    try table.tryInsert(family.member(0), value: 1)
                    memory.allow(.max)
                    try table.tryInsert(signature, value: UInt32(rank + 1))
                }
            }
            #expect(refusals == 1)
            #expect((0..<Self.count).allSatisfy { table.find(family.member($0)) == UInt32($0 + 1) })
        }
    }

    /// Distributions that only grow, that need wider windows, and that lose their order.
    @Test(arguments: [KeyDistribution.random, .canonical, .clustered, .powers, .twoEnds])
    func keysSurviveEveryRefusal(distribution: KeyDistribution) throws {
        let keys = (0..<Self.count).map { distribution.key($0) }
        let all = try requests { memory in
            let table = try GrowingKeyTable(memory: memory.source)
            for (rank, key) in keys.enumerated() { try table.tryInsert(key, token: UInt32(rank)) }
        }
        #expect(all > 10, "\(all) allocations")
        for allowance in 0..<all {
            let memory = RefusedMemory(allowance: allowance)
            guard let table = try? GrowingKeyTable(memory: memory.source) else {
                #expect(allowance < 2)
                continue
            }
            var refusals = 0
            for (rank, key) in keys.enumerated() {
                do { try table.tryInsert(key, token: UInt32(rank)) } catch {
                    refusals += 1
                    #expect(table.count == rank && table.find(key) == nil)
                    let isWhole = (0..<rank).allSatisfy { table.find(keys[$0]) == UInt32($0) }
                    #expect(isWhole, "after allocation \(allowance)")
                    memory.allow(.max)
                    try table.tryInsert(key, token: UInt32(rank))
                }
            }
            #expect(refusals == 1, "after allocation \(allowance)")
            #expect((0..<Self.count).allSatisfy { table.find(keys[$0]) == UInt32($0) })
        }
    }

    /// A batch that is refused has stored all entries before the one that needed memory; repeating it stores the rest.
    @Test func batchesCanBeRepeated() throws {
        let keys = (0..<5000).map { KeyDistribution.random.key($0) }
        let signatures = (0..<5000).map { SignatureFamily.random.member($0) }
        let values = (0..<5000).map { UInt32($0 + 1) }
        for allowance in 2..<8 {
            let memory = RefusedMemory(allowance: allowance)
            let table = try GrowingTable(memory: memory.source)
            let keyMemory = RefusedMemory(allowance: allowance)
            let keyTable = try GrowingKeyTable(memory: keyMemory.source)
            func insertBoth() throws {
                try signatures.withUnsafeBufferPointer { try table.tryInsertAll($0, values: values) }
            }
            func insertKeys() throws {
                try keys.withUnsafeBufferPointer { try keyTable.tryInsertAll($0, tokens: values) }
            }
            #expect(throws: TableMemoryExhausted.self) { try insertBoth() }
            #expect(throws: TableMemoryExhausted.self) { try insertKeys() }
            #expect(table.count > 0 && table.count < 5000 && keyTable.count > 0 && keyTable.count < 5000)
            #expect((0..<table.count).allSatisfy { table.find(signatures[$0]) == values[$0] })
            #expect((0..<keyTable.count).allSatisfy { keyTable.find(keys[$0]) == values[$0] })
            memory.allow(.max)
            keyMemory.allow(.max)
            try insertBoth()
            try insertKeys()
            #expect(table.count == 5000 && keyTable.count == 5000)
            #expect((0..<5000).allSatisfy { table.find(signatures[$0]) == values[$0] })
            #expect((0..<5000).allSatisfy { keyTable.find(keys[$0]) == values[$0] })
        }
    }
}
