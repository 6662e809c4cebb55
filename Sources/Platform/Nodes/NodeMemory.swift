#if os(Linux)
    import CNuma
    import Glibc
#endif

/// Zeroed pages that the system takes from one memory node, whoever touches them first.
///
/// When that node is full, or the system does not let this process say (some containers do not), pages come from where
/// they can; ``PagePlacement`` tells where they are. The kernel's automatic NUMA balancing leaves such memory alone: it
/// neither moves the pages nor makes readers fault to learn who they are.
final class NodeMemory: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    private let byteCount: Int

    /// Maps whole pages for `byteCount` bytes; nil when the node is not one of the system's or there is no memory.
    init?(byteCount: Int, on node: MemoryNode) {
        #if os(Linux)
            guard let number = node.systemNumber, byteCount > 0 else { return nil }
            let address = mmap(
                nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let address, address != MAP_FAILED else { return nil }
            base = address
            self.byteCount = byteCount
            Self.prefer(node: number, for: address, byteCount: byteCount)
        #else
            return nil
        #endif
    }

    deinit {
        #if os(Linux)
            munmap(base, byteCount)
        #endif
    }

    #if os(Linux)
        /// The system call behind `numa_tonode_memory`, which would write to standard error when it is refused.
        private static func prefer(node: Int, for address: UnsafeMutableRawPointer, byteCount: Int) {
            let bits = UInt.bitWidth
            var mask = [UInt](repeating: 0, count: node / bits + 1)
            mask[node / bits] = 1 << UInt(node % bits)
            // The kernel reads one bit less than it is told of.
            _ = mask.withUnsafeBufferPointer {
                mbind(address, UInt(byteCount), MPOL_PREFERRED, $0.baseAddress, UInt($0.count * bits + 1), 0)
            }
        }
    #endif
}

extension Slab {
    /// Allocates `count` zeroed elements in the memory of a node and lets `fill` write them.
    ///
    /// Whole pages are used, so this is for tables of many kilobytes. A node that was only described, or that the system
    /// does not let this process choose, gives memory like ``init(count:fill:)``.
    ///
    /// - Complexity: O(`count`) and the cost of `fill`.
    public init(
        count: Int, on node: MemoryNode, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void
    ) rethrows {
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        precondition(count >= 0 && !overflow, "a slab cannot have \(count) elements")
        guard let memory = NodeMemory(byteCount: byteCount, on: node) else {
            try self.init(count: count, fill: fill)
            return
        }
        let typed = memory.base.bindMemory(to: Element.self, capacity: count)
        try fill(UnsafeMutableBufferPointer(start: typed, count: count))
        self.init(owner: memory, base: UnsafePointer(typed), count: count)
    }

    /// The same elements in the memory of a node; see ``init(count:on:fill:)``.
    ///
    /// - Complexity: O(n).
    public func copy(on node: MemoryNode) -> Slab {
        Slab(count: count, on: node) { destination in
            withUnsafeBufferPointer { source in
                _ = destination.initialize(fromContentsOf: source)
            }
        }
    }

    /// Where the pages of the elements are; nil where the system does not tell.
    ///
    /// - Complexity: O(pages), a system call for every few thousand.
    public func pagePlacement() -> PagePlacement? {
        withUnsafeBytes { PagePlacement(of: $0) }
    }
}
