import Platform
import Testing

@Suite struct PageMemoryTests {
    /// Blocks from the heap and mapped ones are zeroed, aligned, and can be written to the last byte.
    @Test(arguments: [0, 1, 63, 64, 4096, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, 9 << 20])
    func blocksAreZeroedAndAligned(byteCount: Int) throws {
        for _ in 0..<3 {
            let memory = try #require(PageMemory(byteCount: byteCount))
            #expect(memory.byteCount == byteCount)
            #expect(UInt(bitPattern: memory.base) % 64 == 0)
            let bytes = UnsafeMutableRawBufferPointer(start: memory.base, count: byteCount)
            #expect(bytes.allSatisfy { $0 == 0 })
            for index in bytes.indices { bytes[index] = 0xAA }
        }
    }

    @Test func whatCannotBeGivenIsRefused() {
        #expect(PageMemory(byteCount: .max) == nil)
        #expect(PageMemory(byteCount: 1 << 60) == nil)
    }
}
