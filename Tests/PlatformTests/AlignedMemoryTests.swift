import Platform
import Testing

@Suite struct AlignedMemoryTests {
    @Test(arguments: [0, 1, 63, 64, 65, 4096, 100_001])
    func blocksAreZeroedAndStartOnACacheLine(byteCount: Int) {
        let memory = AlignedMemory(byteCount: byteCount)
        #expect(memory.byteCount == byteCount)
        #expect(UInt(bitPattern: memory.base) % UInt(AlignedMemory.alignment) == 0)
        #expect(UnsafeRawBufferPointer(start: memory.base, count: byteCount).allSatisfy { $0 == 0 })
    }

    @Test func reusedMemoryIsZeroedToo() {
        for _ in 0..<50 {
            let memory = AlignedMemory(byteCount: 1000)
            let bytes = UnsafeMutableRawBufferPointer(start: memory.base, count: memory.byteCount)
            #expect(bytes.allSatisfy { $0 == 0 })
            bytes.copyBytes(from: repeatElement(0xAB, count: memory.byteCount))
        }
    }
}
