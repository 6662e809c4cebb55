import Platform
import TestSupport
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ProcessorCacheTests {
    @Test func cachesOfThisMachineMakeSense() {
        for cache in ProcessorCache.caches(ofProcessor: ProcessorSet.current().processors[0]) {
            #expect((1...4).contains(cache.level))
            #expect((1 << 10...1 << 34).contains(cache.byteCount))
            #expect(cache.processors?.isEmpty != true)
        }
        // The C library's answer, where there is one, for a processor that the kernel has no folder for.
        #expect(ProcessorCache.caches(ofProcessor: 1_000_000).allSatisfy { $0.byteCount > 0 })
    }

    @Test func foldersAreRead() throws {
        let folder = try ScratchDirectory()
        func write(_ index: Int, _ files: [String: String]) throws {
            let cache = "\(folder.path)/index\(index)"
            try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
            for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(cache)/\(name)")) }
        }
        try write(0, ["level": "1\n", "type": "Data\n", "size": "48K\n", "shared_cpu_list": "0,4\n"])
        try write(1, ["level": "1\n", "type": "Instruction\n", "size": "32768\n"])
        try write(2, ["level": "3\n", "type": "Unified\n", "size": "2M\n", "shared_cpu_list": "0-7\n"])
        // Not understood, so left out.
        try write(3, ["level": "4\n", "type": "Unified\n", "size": "9223372036854775807G\n"])
        try write(4, ["level": "0\n", "type": "Data\n", "size": "1K\n"])
        try write(5, ["level": "2\n", "type": "Magic\n", "size": "1K\n"])
        try write(6, [:])
        #expect(
            ProcessorCache.caches(inFolder: folder.path) == [
                ProcessorCache(level: 1, kind: .data, byteCount: 49_152, processors: [0, 4]),
                ProcessorCache(level: 1, kind: .instructions, byteCount: 32_768),
                ProcessorCache(level: 3, kind: .unified, byteCount: 2 << 20, processors: Array(0...7)),
            ])
        #expect(ProcessorCache.caches(inFolder: folder.path + "/index6") == nil)
    }
}
