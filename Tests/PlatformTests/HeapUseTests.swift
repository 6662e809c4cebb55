import Platform
import Testing

/// One at a time: what is counted here is counted for the whole process.
@Suite(.serialized) struct HeapUseTests {
    @Test func heapGrowsByWhatIsAllocated() throws {
        guard let before = HeapUse.bytesInUse() else { return }
        // So much that other tests running meanwhile do not matter; it is never touched.
        let size = 1 << 30
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        let during = try #require(HeapUse.bytesInUse())
        block.deallocate()
        let after = try #require(HeapUse.bytesInUse())
        #expect(during - before > size / 2)
        #expect(during - after > size / 2)
    }

    @Test func resourcesOnlyGrow() throws {
        let before = ResourceUse.current()
        let memory = try #require(PageMemory(byteCount: 4 << 20))
        for offset in stride(from: 0, to: memory.byteCount, by: 4096) {
            memory.base.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
        }
        let use = ResourceUse.current() - before
        #expect(use.minorFaults >= 1)
        #expect(use.majorFaults >= 0 && use.voluntarySwitches >= 0 && use.involuntarySwitches >= 0)
        #expect(use.userTime >= 0 && use.systemTime >= 0)
        #expect(peakResidentBytes() > 4 << 20)
    }
}
