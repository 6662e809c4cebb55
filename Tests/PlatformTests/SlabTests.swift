import Platform
import Testing

@Suite struct SlabTests {
    @Test func copiesItsElements() {
        var elements: [UInt32] = [3, 1, 4, 1, 5]
        let slab = Slab(elements)
        elements[0] = 9
        #expect(slab.count == 5)
        #expect((0..<slab.count).map { slab[$0] } == [3, 1, 4, 1, 5])
        #expect(slab.withUnsafeBufferPointer { Array($0) } == [3, 1, 4, 1, 5])
        #expect(slab.withUnsafeBytes { $0.count } == 20)
    }

    @Test func isZeroedBeforeItIsFilled() {
        let slab = Slab<UInt64>(count: 100) { $0[7] = 7 }
        #expect((0..<100).allSatisfy { slab[$0] == ($0 == 7 ? 7 : 0) })
    }

    @Test func passesOnWhatFillingThrows() {
        #expect(throws: InvalidStructure("no data")) {
            _ = try Slab<UInt8>(count: 3) { _ in throw InvalidStructure("no data") }
        }
    }

    @Test func emptySlabsHaveNoElements() throws {
        let borrowed = try Slab<UInt32>(
            borrowing: UnsafeRawBufferPointer(start: nil, count: 0), owner: AlignedMemory(byteCount: 0))
        for slab in [Slab<UInt32>([]), borrowed] {
            #expect(slab.count == 0)
            #expect(slab.withUnsafeBufferPointer { $0.isEmpty })
            #expect(slab.withUnsafeBytes { $0.isEmpty })
        }
    }

    @Test func equalityComparesElements() {
        #expect(Slab<UInt8>([1, 2]) == Slab<UInt8>([1, 2]))
        #expect(Slab<UInt8>([1, 2]) != Slab<UInt8>([1, 3]))
        #expect(Slab<UInt8>([1, 2]) != Slab<UInt8>([1, 2, 3]))
    }

    @Test func borrowingKeepsTheOwnerAliveAndCopiesNothing() throws {
        var memory: AlignedMemory? = AlignedMemory(byteCount: 64)
        let base = try #require(memory?.base)
        base.storeBytes(of: 0x0102_0304, toByteOffset: 8, as: UInt32.self)
        weak let watched = memory
        var slab: Slab<UInt32>? = try Slab(
            borrowing: UnsafeRawBufferPointer(start: base, count: 16), owner: try #require(memory))
        memory = nil
        #expect(watched != nil)
        #expect(slab?[2] == 0x0102_0304)
        #expect(slab?.withUnsafeBytes { $0.baseAddress == UnsafeRawPointer(base) } == true)
        slab = nil
        #expect(watched == nil)
    }

    @Test func borrowingRefusesPartsOfElementsAndMisalignedBytes() throws {
        let memory = AlignedMemory(byteCount: 64)
        let partial = #expect(throws: InvalidStructure.self) {
            _ = try Slab<UInt32>(
                borrowing: UnsafeRawBufferPointer(start: memory.base, count: 7), owner: memory)
        }
        #expect(partial?.description.contains("7 bytes") == true)
        let misaligned = #expect(throws: InvalidStructure.self) {
            _ = try Slab<UInt32>(
                borrowing: UnsafeRawBufferPointer(start: memory.base + 2, count: 8), owner: memory)
        }
        #expect(misaligned?.description.contains("multiple of 4") == true)
        let bytes = try Slab<UInt8>(
            borrowing: UnsafeRawBufferPointer(start: memory.base + 1, count: 7), owner: memory)
        #expect(bytes.count == 7)
    }

    @Test(arguments: [-1, 3, Int.min, Int.max])
    func elementsOutOfBoundsTrap(index: Int) async {
        await #expect(processExitsWith: .failure) { [index] in
            _ = Slab<UInt8>([1, 2, 3])[index]
        }
    }
}
