import Platform
import WorkPool

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How the engine does its work. Nothing here has an influence on results, only on speed and memory.
public struct EngineSettings: Sendable, Hashable, Codable {
    /// Threads to work with, 1 to 4096.
    public var threads: Int
    /// Whether each thread is kept on a processor of its own; nil: when there are as many threads as processors, and more
    /// than one.
    public var pinned: Bool?
    /// Copies of the model's tables that the threads share, 1 to `threads`; nil: one near each memory node.
    public var tableCopies: Int?
    /// Bytes of input that a thread takes at a time, 1 KiB to 1 GiB; nil: 256 KiB, and less where many threads would
    /// together hold more than a few mebibytes.
    public var blockBytes: Int?
    /// How much of the processor vector code may use.
    public var kernel: Kernel
    /// How far ahead look-ups ask for memory.
    public var prefetchDistance: PrefetchDistance

    /// Settings, by default those for this machine that nobody has measured.
    ///
    /// - Complexity: that of `ProcessorSet.current()`, unless `threads` is given.
    public init(
        threads: Int? = nil, pinned: Bool? = nil, tableCopies: Int? = nil, blockBytes: Int? = nil,
        kernel: Kernel = .preferred, prefetchDistance: PrefetchDistance = .standard
    ) {
        self.threads = threads ?? ProcessorSet.current().defaultThreadCount
        self.pinned = pinned
        self.tableCopies = tableCopies
        self.blockBytes = blockBytes
        self.kernel = kernel
        self.prefetchDistance = prefetchDistance
    }

    /// Threads that can be asked for.
    public static let threadRange = 1...4096
    /// Sizes of a block that can be asked for, in bytes.
    public static let blockByteRange = 1 << 10...1 << 30

    /// Checks that the settings can be used here.
    ///
    /// - Throws: `InvalidEngineSettings`, which names the first setting that cannot.
    /// - Complexity: O(1).
    public func check() throws(InvalidEngineSettings) {
        try checkRanges()
        try Self.require(
            kernel.isSupported, "kernel",
            "\(kernel) cannot run here; use one of: "
                + Kernel.supported.map(\.rawValue).joined(separator: ", "))
    }

    private static func require(
        _ condition: Bool, _ name: String, _ problem: String
    ) throws(InvalidEngineSettings) {
        if !condition { throw InvalidEngineSettings(name: name, problem: problem) }
    }

    /// Checks that the settings can be used on some machine.
    ///
    /// - Throws: `InvalidEngineSettings`, which names the first setting that cannot.
    /// - Complexity: O(1).
    public func checkRanges() throws(InvalidEngineSettings) {
        let (threadRange, byteRange) = (Self.threadRange, Self.blockByteRange)
        try Self.require(
            threadRange.contains(threads), "threads",
            "must be \(threadRange.lowerBound) to \(threadRange.upperBound), not \(threads)")
        if let tableCopies {
            try Self.require(
                (1...threads).contains(tableCopies), "shards",
                "must be 1 to the number of threads (\(threads)), not \(tableCopies)")
        }
        if let blockBytes {
            try Self.require(
                byteRange.contains(blockBytes), "block-bytes",
                "must be \(byteRange.lowerBound) to \(byteRange.upperBound), not \(blockBytes)")
        }
    }

    /// Bytes of a block when so many threads work: what was asked for, or the default.
    ///
    /// - Complexity: O(1).
    public func effectiveBlockBytes(threads: Int) -> Int {
        // All threads together hold a bounded amount of input and output, however many there are.
        blockBytes ?? min(LineBlocks.Options().targetBytes, max(16 << 10, (2 << 20) / threads))
    }

    /// Whether each thread is kept on a processor of its own: what was asked for, or the default for these processors.
    ///
    /// - Complexity: O(1).
    public func isPinned(on processors: ProcessorSet) -> Bool {
        pinned ?? (threads > 1 && threads == processors.processors.count)
    }

    /// Names and values of the settings as options of the command line; those left to the default are not among them.
    ///
    /// - Complexity: O(1).
    public var options: [(name: String, value: String?)] {
        var options: [(name: String, value: String?)] = [("threads", String(threads))]
        if let pinned { options.append((pinned ? "pin" : "no-pin", nil)) }
        if let tableCopies { options.append(("shards", String(tableCopies))) }
        if let blockBytes { options.append(("block-bytes", String(blockBytes))) }
        options.append(("kernel", kernel.rawValue))
        options.append(("prefetch", String(prefetchDistance.items)))
        return options
    }

    /// The settings as the command line takes them.
    ///
    /// - Complexity: O(1).
    public var commandLine: String {
        options.map { "--\($0.name)" + ($0.value.map { " \($0)" } ?? "") }.joined(separator: " ")
    }

    /// A pool of workers as the settings describe it. The calling thread is its first worker and is placed like the
    /// others.
    ///
    /// - Throws: `InvalidNodeList` when the environment describes memory nodes in a wrong form.
    public func makePool(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(InvalidNodeList) -> WorkPool {
        try makePool(on: ProcessorSet.current(), environment: environment)
    }

    /// A pool like ``makePool(environment:)`` on given processors: for a thread that was pinned before, whose own
    /// processors are fewer than those of the process.
    ///
    /// - Throws: `InvalidNodeList` when the environment describes memory nodes in a wrong form.
    public func makePool(
        on processors: ProcessorSet, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(InvalidNodeList) -> WorkPool {
        let placement = WorkerPlacement(
            workers: threads, on: try MemoryNodes.current(of: processors, environment: environment),
            isPinned: isPinned(on: processors))
        placement.placeCurrentThread(as: 0)
        return WorkPool(placement: placement)
    }
}

/// Settings of the engine that cannot be used.
public struct InvalidEngineSettings: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting, as the option is called.
    public let name: String
    /// What is wrong with it, and what to write.
    public let problem: String

    /// One line: the setting and what is wrong with it.
    public var description: String { "--\(name) \(problem)" }
}
