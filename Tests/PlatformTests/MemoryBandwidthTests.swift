import Platform
import Testing

@Suite struct MemoryBandwidthTests {
    @Test(arguments: [1, 3])
    func everyFigureIsPositive(workers: Int) throws {
        let bandwidth = try #require(MemoryBandwidth.measure(workers: workers))
        #expect(bandwidth.workers == workers)
        #expect(bandwidth.stream > 0 && bandwidth.stream.isFinite)
        #expect(bandwidth.gather > 0 && bandwidth.gather.isFinite)
        #expect(bandwidth.cachedGather.map { $0 > 0 && $0.isFinite } ?? true)
        #expect(bandwidth.bufferBytes <= 512 << 20)
    }

    @Test(
        arguments: [
            // Cache, available memory, buffer, all in MiB.
            (32, 100_000, 128), (1, 100_000, 64), (0, 100_000, 64), (300, 100_000, 512), (32, 400, 100),
            (32, 21, 4),
            (32, 8, 2), (32, 7, nil), (32, 0, nil), (32, nil, 64), (1, nil, 64),
        ] as [(Int, Int?, Int?)])
    func buffersFitTheMachine(cache: Int, available: Int?, buffer: Int?) {
        let bytes = MemoryBandwidth.bufferBytes(
            largestCache: cache << 20, available: available.map { $0 << 20 })
        #expect(bytes == buffer.map { $0 << 20 })
    }

    @Test func anAbsurdCacheIsNoReasonToTrap() {
        #expect(MemoryBandwidth.bufferBytes(largestCache: .max, available: 1 << 40) == 512 << 20)
    }

    @Test func smallBuffersAreRemarked() {
        func bandwidth(buffer: Int) -> MemoryBandwidth {
            MemoryBandwidth(
                workers: 1, stream: 1, gather: 1, cachedGather: nil, bufferBytes: buffer << 20,
                cacheBytes: 32 << 20)
        }
        #expect(bandwidth(buffer: 128).remark == nil)
        #expect(bandwidth(buffer: 16).remark?.contains("16 MiB") == true)
    }

    @Test func loopsReadEveryLine() throws {
        for count in [1, 2, 3, 4, 5, 63] {
            let lines = (0..<count).map { BandwidthKernels.Line(repeating: UInt64($0 + 1)) }
            let sum = UInt64(8 * count * (count + 1) / 2)
            #expect(lines.withUnsafeBufferPointer { BandwidthKernels.stream($0) } == sum)
        }
    }

    @Test func gatheringReachesAllLinesAlike() {
        // Lines that are powers of two apart would show a poor mixing of places.
        for bit in [0, 3, 9] {
            let lines = (0..<1024).map { BandwidthKernels.Line(repeating: $0 >> bit & 1 == 1 ? 1 : 0) }
            let hits =
                lines.withUnsafeBufferPointer { BandwidthKernels.gather($0, count: 1 << 16, seed: 5) } / 8
            // Half of them, within eight standard deviations.
            #expect(abs(Int(hits) - 1 << 15) < 8 * 128)
        }
    }
}
