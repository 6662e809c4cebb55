#if os(Linux)
    import CNuma
    import Glibc
#endif

/// On which memory nodes the pages of a piece of memory are.
public struct PagePlacement: Sendable, Hashable {
    /// Pages for each node, by the system's own number of the node.
    public let pagesByNode: [Int: Int]
    /// Pages that nobody has written to yet, or that are swapped out: they are on no node. Linux 6.1 to 6.5 also counts
    /// pages here that automatic NUMA balancing is watching, which are present; it does not watch bound memory.
    public let absentPages: Int

    /// Asks for the pages that hold `bytes`, the first and the last of which may hold other things as well; nil where
    /// the system does not tell.
    ///
    /// - Complexity: O(pages), a system call for every few thousand.
    public init?(of bytes: UnsafeRawBufferPointer) {
        #if os(Linux)
            var byNode: [Int: Int] = [:]
            var absent = 0
            if let start = bytes.baseAddress, bytes.count > 0 {
                let page = max(4096, Int(sysconf(CInt(_SC_PAGESIZE))))
                let first = UInt(bitPattern: start) / UInt(page)
                let last = (UInt(bitPattern: start) + UInt(bytes.count) - 1) / UInt(page)
                for batch in stride(from: first, through: last, by: Self.batch) {
                    let numbers = batch...min(last, batch + UInt(Self.batch) - 1)
                    var pages = numbers.map { UnsafeMutableRawPointer(bitPattern: $0 * UInt(page)) }
                    var nodes = [CInt](repeating: -1, count: pages.count)
                    // With no nodes to move to, the call moves nothing and reports (move_pages(2)).
                    guard move_pages(0, UInt(pages.count), &pages, nil, &nodes, 0) == 0 else { return nil }
                    for node in nodes {
                        if node >= 0 { byNode[Int(node), default: 0] += 1 } else { absent += 1 }
                    }
                }
            }
            pagesByNode = byNode
            absentPages = absent
        #else
            return nil
        #endif
    }

    private static let batch = 4096
}
