import CuckooTable
import Platform
import Testing

@Suite struct SignatureTableTests {
    private func filled(_ count: Int, largest: UInt32) -> SignatureTable {
        let table = GrowingTable(capacity: count, seed: 77)
        for rank in 0..<count {
            table.insert(SignatureFamily.packedContexts.member(rank), value: UInt32(rank) % largest + 1)
        }
        return table.finished()
    }

    @Test func bucketsFromAFileGiveTheSameTable() throws {
        let table = filled(3000, largest: 2999)
        let copy = try table.buckets.withUnsafeBytes { bytes in
            let memory = AlignedMemory(byteCount: bytes.count)
            memory.base.copyMemory(from: try #require(bytes.baseAddress), byteCount: bytes.count)
            return try SignatureTable(
                buckets: Slab(
                    borrowing: UnsafeRawBufferPointer(start: memory.base, count: bytes.count), owner: memory),
                seed: 77, largestValue: 2999)
        }
        #expect(copy.count == 3000)
        #expect(copy.load == table.load)
        for rank in 0..<6000 {
            let signature = SignatureFamily.packedContexts.member(rank)
            #expect(copy.find(signature) == table.find(signature))
        }
    }

    @Test func theWrongSeedFindsNothingWrong() throws {
        let table = filled(500, largest: 1000)
        let other = try SignatureTable(buckets: table.buckets, seed: 78, largestValue: 500)
        for rank in 0..<500 {
            let value = other.find(SignatureFamily.packedContexts.member(rank))
            #expect(value == 0 || value == UInt32(rank + 1))
        }
    }

    @Test func refusesValuesPastTheLargest() throws {
        let table = filled(100, largest: 100)
        _ = try SignatureTable(buckets: table.buckets, seed: 77, largestValue: 100)
        let error = #expect(throws: InvalidStructure.self) {
            try SignatureTable(buckets: table.buckets, seed: 77, largestValue: 99)
        }
        #expect(error?.description.contains("100") == true)
        #expect(throws: InvalidStructure.self) {
            try SignatureTable(buckets: table.buckets, seed: 77, largestValue: 0)
        }
    }

    @Test func refusesATableWithoutBuckets() {
        #expect(throws: InvalidStructure.self) {
            try SignatureTable(buckets: Slab([]), seed: 0, largestValue: 1)
        }
    }

    @Test func emptyBucketsMakeAnEmptyTable() throws {
        let table = try SignatureTable(buckets: Slab([.empty, .empty]), seed: 0, largestValue: 0)
        #expect(table.count == 0)
        #expect(table.load == 0)
        #expect(table.find(Signature(low: 0, high: 0)) == 0)
        #expect(table.find(.absent) == 0)
    }

    /// Two entries of one signature in one bucket would be found as a value that neither of them has, beyond the
    /// largest.
    @Test func refusesASignatureThatABucketHoldsTwice() throws {
        for (first, second) in [(0, 1), (0, 3), (2, 3), (1, 2)] {
            var words = [UInt32](repeating: 5, count: 12) + [0, 0, 0, 0]
            words[12 + first] = 1
            words[12 + second] = 2
            let buckets = try bucket(words)
            #expect(throws: InvalidStructure.self) {
                try SignatureTable(buckets: buckets, seed: 0, largestValue: 2)
            }
        }
        // Empty slots may have any key words.
        var words = [UInt32](repeating: 5, count: 16)
        words[12...] = [0, 2, 0, 0]
        let table = try SignatureTable(buckets: bucket(words), seed: 0, largestValue: 2)
        #expect(table.find(Signature(low: 5 << 32 | 5, high: 5)) == 2)
    }

    private func bucket(_ words: [UInt32]) throws -> Slab<Bucket> {
        let memory = AlignedMemory(byteCount: 64)
        memory.base.copyMemory(from: words, byteCount: 64)
        return try Slab(borrowing: UnsafeRawBufferPointer(start: memory.base, count: 64), owner: memory)
    }

    @Test func manyReadersGetTheSameAnswers() async {
        let table = filled(20_000, largest: 1 << 20)
        let expected = (0..<20_000).map { table.find(SignatureFamily.packedContexts.member($0)) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<20_000).allSatisfy {
                        table.find(SignatureFamily.packedContexts.member($0)) == expected[$0]
                    }
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
