import Platform
import Testing

@Suite struct ScratchBufferTests {
    @Test func startsZeroedOnACacheLine() {
        let buffer = ScratchBuffer<UInt64>(capacity: 100)
        #expect(buffer.capacity == 100)
        #expect(UInt(bitPattern: buffer.base) % UInt(AlignedMemory.alignment) == 0)
        #expect((0..<100).allSatisfy { buffer.base[$0] == 0 })
    }

    @Test(arguments: [0, -5])
    func hasRoomForOneElementAtLeast(capacity: Int) {
        #expect(ScratchBuffer<UInt8>(capacity: capacity).capacity == 1)
    }

    @Test func growsAtLeastTwofoldAndKeepsWhatItIsAskedTo() {
        let buffer = ScratchBuffer<UInt32>(capacity: 8)
        for index in 0..<8 { buffer.base[index] = UInt32(index + 1) }
        buffer.reserve(9, keeping: 8)
        #expect(buffer.capacity == 16)
        #expect((0..<8).allSatisfy { buffer.base[$0] == UInt32($0 + 1) })
        buffer.reserve(1000, keeping: 3)
        #expect(buffer.capacity == 1000)
        #expect((0..<3).map { buffer.base[$0] } == [1, 2, 3])
        #expect(UInt(bitPattern: buffer.base) % UInt(AlignedMemory.alignment) == 0)
    }

    @Test func keepsNoMoreThanThereIs() {
        let buffer = ScratchBuffer<UInt8>(capacity: 2)
        buffer.base[1] = 7
        buffer.reserve(300, keeping: 300)
        #expect(buffer.base[1] == 7)
    }

    @Test func staysInPlaceWhileThereIsRoom() {
        let buffer = ScratchBuffer<UInt8>(capacity: 64)
        let before = buffer.base
        buffer.reserve(64)
        buffer.reserve(0)
        #expect(buffer.base == before)
        #expect(buffer.capacity == 64)
    }
}
