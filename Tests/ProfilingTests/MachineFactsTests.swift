import Platform
import Profiling
import Testing

struct MachineFactsTests {
    @Test func isTheSameOnEveryCall() {
        let first = MachineFacts.current(measuringBandwidth: false)
        #expect(first == MachineFacts.current(measuringBandwidth: false))
        #expect(first.fingerprint.count == 8 && first.fingerprint.allSatisfy(\.isHexDigit))
        #expect(!first.processor.isEmpty)
        #expect(first.processors >= 1 && first.nodes >= 1)
        #expect(first.caches.allSatisfy { $0 > 0 })
        #expect(first.streamBandwidth == nil && first.gatherBandwidth == nil)
    }

    @Test func bandwidthIsMeasuredWhenAskedFor() throws {
        let facts = MachineFacts.current(measuringBandwidth: true)
        #expect(try #require(facts.streamBandwidth) > 0)
        #expect(try #require(facts.gatherBandwidth) > 0)
        #expect(facts.fingerprint == MachineFacts.current(measuringBandwidth: false).fingerprint)
    }

    @Test func aWorkerHasItsShareOfWhatSeveralReach() {
        let bandwidth = MemoryBandwidth(
            workers: 4, stream: 40, gather: 20, cachedGather: 200, bufferBytes: 1 << 30, cacheBytes: 32 << 20)
        let facts = MachineFacts.facts(bandwidth: bandwidth)
        #expect(facts.streamBandwidth == 10 && facts.gatherBandwidth == 5)
        #expect(facts.cachedGatherBandwidth == 50 && facts.bandwidthWorkers == 4)
    }

    @Test func fingerprintsTellMachinesApart() {
        func fingerprint(
            processor: String = "one", processors: [Int] = [0, 1], quota: Double? = nil,
            cache: Int = 32 << 20,
            nodes: [[Int]] = [[0, 1]], kernel: Kernel = .avx2
        ) -> String {
            MachineFacts.fingerprint(
                processor: processor, set: ProcessorSet(processors: processors, quota: quota),
                caches: [
                    ProcessorCache(level: 1, kind: .data, byteCount: 32 << 10),
                    ProcessorCache(level: 3, kind: .unified, byteCount: cache),
                ],
                nodes: MemoryNodes(processorsByNode: nodes), kernel: kernel)
        }
        let all = [
            fingerprint(), fingerprint(processor: "two"), fingerprint(processors: [0]),
            fingerprint(quota: 1.5),
            fingerprint(cache: 16 << 20), fingerprint(nodes: [[0], [1]]), fingerprint(kernel: .vbmi),
        ]
        #expect(Set(all).count == all.count)
        // Which processors were given is not the machine's doing.
        #expect(fingerprint(processors: [4, 9]) == fingerprint())
        // Written down once, so that a change of the text behind it is noticed: stored profiles would no longer match.
        #expect(fingerprint() == "990c2d01")
    }
}
