import Platform
import Testing

@Suite struct ByteScanTests {
    @Test func findsTheFirst() {
        let bytes: [UInt8] = [1, 2, 3, 2]
        bytes.withUnsafeBytes { bytes in
            #expect(ByteScan.firstOffset(of: 2, in: bytes) == 1)
            #expect(ByteScan.firstOffset(of: 9, in: bytes) == nil)
            #expect(ByteScan.firstOffset(of: 1, in: UnsafeRawBufferPointer(rebasing: bytes[1...])) == nil)
        }
        #expect(ByteScan.firstOffset(of: 0, in: UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    }
}
