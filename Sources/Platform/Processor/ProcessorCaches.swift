#if canImport(Glibc)
    import Glibc
#endif

/// One cache of a processor.
public struct ProcessorCache: Sendable, Hashable {
    /// What a cache holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Data only.
        case data
        /// Instructions only.
        case instructions
        /// Data and instructions.
        case unified
    }

    /// Distance from the core, from 1.
    public let level: Int
    /// What it holds.
    public let kind: Kind
    /// Its size in bytes.
    public let byteCount: Int
    /// Processors that share it; nil where the system does not tell.
    public let processors: [Int]?

    /// A cache as described.
    public init(level: Int, kind: Kind, byteCount: Int, processors: [Int]? = nil) {
        self.level = level
        self.kind = kind
        self.byteCount = byteCount
        self.processors = processors
    }

    /// The caches of a processor, nearest first, as the kernel reports them in `/sys`, or else the C library; none
    /// where neither knows, as on many virtual machines.
    ///
    /// - Complexity: a few small files; ask once and keep the answer.
    public static func caches(ofProcessor processor: Int) -> [ProcessorCache] {
        caches(inFolder: "/sys/devices/system/cpu/cpu\(processor)/cache") ?? cachesOfCLibrary()
    }

    /// Reads a folder of the form of `/sys/devices/system/cpu/cpu0/cache`; nil when it describes no cache.
    ///
    /// - Complexity: O(caches), four small files for each.
    public static func caches(inFolder folder: String) -> [ProcessorCache]? {
        var caches: [ProcessorCache] = []
        for index in 0..<16 {
            let cache = "\(folder)/index\(index)"
            guard let level = text("\(cache)/level").flatMap({ Int($0) }), level >= 1,
                let kind = text("\(cache)/type").flatMap(kind(named:)),
                let byteCount = text("\(cache)/size").flatMap(bytes(of:)), byteCount > 0
            else { continue }
            let list = text("\(cache)/shared_cpu_list").flatMap { try? NodeListText.processorsByNode($0) }
            caches.append(
                ProcessorCache(level: level, kind: kind, byteCount: byteCount, processors: list?.first))
        }
        return caches.isEmpty ? nil : caches
    }

    private static func kind(named name: String) -> Kind? {
        switch name {
        case "Data": .data
        case "Instruction": .instructions
        case "Unified": .unified
        default: nil
        }
    }

    /// "48K" is 49,152.
    private static func bytes(of size: String) -> Int? {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        guard let last = size.last else { return nil }
        guard let unit = units[last] else { return Int(size) }
        guard let number = Int(size.dropLast()) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : bytes
    }

    private static func text(_ path: String) -> String? {
        guard let file = try? MappedFile(reading: path) else { return nil }
        return file.withBytes { bytes in
            let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
            return String(decoding: line, as: UTF8.self)
        }
    }

    private static func cachesOfCLibrary() -> [ProcessorCache] {
        #if canImport(Glibc)
            let names: [(level: Int, kind: Kind, name: Int)] = [
                (1, .data, Int(_SC_LEVEL1_DCACHE_SIZE)), (1, .instructions, Int(_SC_LEVEL1_ICACHE_SIZE)),
                (2, .unified, Int(_SC_LEVEL2_CACHE_SIZE)), (3, .unified, Int(_SC_LEVEL3_CACHE_SIZE)),
                (4, .unified, Int(_SC_LEVEL4_CACHE_SIZE)),
            ]
            return names.compactMap { level, kind, name in
                let byteCount = sysconf(CInt(name))
                return byteCount > 0 ? ProcessorCache(level: level, kind: kind, byteCount: byteCount) : nil
            }
        #else
            return []
        #endif
    }
}
