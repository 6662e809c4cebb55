import Platform

extension MachineFacts {
    /// The machine that the program runs on.
    ///
    /// - Parameters:
    ///   - measuringBandwidth: Whether to measure the memory bandwidth of one worker, which takes some tenths of a second and
    ///     up to a quarter of the available memory (``/Platform/MemoryBandwidth``); nil figures otherwise, and where the
    ///     system refuses the memory for it.
    ///   - nodes: Memory nodes; those of the system unless a user described others.
    /// - Complexity: a few small files, and the measurement.
    public static func current(measuringBandwidth: Bool, nodes: MemoryNodes = .current()) -> MachineFacts {
        facts(bandwidth: measuringBandwidth ? MemoryBandwidth.measure(on: nodes) : nil, nodes: nodes)
    }

    /// The machine that the program runs on, with a bandwidth measured before.
    ///
    /// - Complexity: a few small files.
    public static func facts(bandwidth: MemoryBandwidth?, nodes: MemoryNodes = .current()) -> MachineFacts {
        let set = ProcessorSet.current()
        let caches = ProcessorCache.caches(ofProcessor: set.processors[0])
        let name = ProcessorName.current()
        let kernel = Kernel.supported.last ?? .scalar
        var facts = MachineFacts(
            fingerprint: fingerprint(processor: name, set: set, caches: caches, nodes: nodes, kernel: kernel),
            processor: name, processors: set.processors.count, nodes: nodes.count,
            streamBandwidth: nil, gatherBandwidth: nil,
            caches: caches.filter { $0.kind != .instructions }.sorted { $0.level < $1.level }.map(\.byteCount)
        )
        if let bandwidth { facts.take(bandwidth) }
        return facts
    }

    /// Takes each worker's share of a bandwidth that was measured for several.
    ///
    /// - Complexity: O(1).
    mutating func take(_ bandwidth: MemoryBandwidth) {
        let workers = Double(bandwidth.workers)
        streamBandwidth = bandwidth.stream / workers
        gatherBandwidth = bandwidth.gather / workers
        cachedGatherBandwidth = bandwidth.cachedGather.map { $0 / workers }
        bandwidthWorkers = bandwidth.workers
    }

    /// Eight hexadecimal digits, the CRC-32C of one line of text that holds, divided by semicolons:
    /// the processor's name; level, kind and bytes of each of its caches; how many CPUs the process may use and the
    /// control groups' limit on them; how many CPUs each memory node has; the highest kernel level that can run here.
    ///
    /// It is the same on every call and after a restart. Not in it is what changes between runs on one machine: which of
    /// its CPUs were given, clock rates, free memory, measured speeds, a kernel level that was asked for.
    ///
    /// - Complexity: O(length of the text).
    package static func fingerprint(
        processor: String, set: ProcessorSet, caches: [ProcessorCache], nodes: MemoryNodes, kernel: Kernel
    ) -> String {
        let sizes = caches.map { "\($0.level) \($0.kind.rawValue) \($0.byteCount)" }.sorted()
        let parts = [
            processor, sizes.joined(separator: ","), "\(set.processors.count)",
            set.quota.map { "\($0)" } ?? "unlimited",
            nodes.nodes.map { "\($0.processors.count)" }.joined(separator: ","), kernel.rawValue,
        ]
        let digits = String(CRC32C.checksum(Array(parts.joined(separator: ";").utf8)), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
