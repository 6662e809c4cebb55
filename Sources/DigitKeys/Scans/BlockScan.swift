import CKernels
import Platform

/// A scan over blocks of 64 keys with the look-up kernels.
protocol BlockScan: Sendable {
    /// Scratch memory for a query, in bytes, a multiple of 64.
    var scratchSize: Int { get }
    /// Blocks that stay in the first-level cache while all queries of a group look at them.
    var blocksPerTile: Int { get }
    /// Number of keys.
    var count: Int { get }
    associatedtype Query: BitwiseCopyable

    /// Begins with a query; `ranking` and `scratch` stay where they are until it has seen all blocks.
    func begin(
        _ digits: UnsafePointer<UInt8>, _ ranking: ck_ranking, scratch: UnsafeMutableRawPointer
    ) -> Query
    /// Takes some blocks into account.
    func scan(_ query: UnsafeMutablePointer<Query>, blocks: Range<Int>)
    /// Number of keys that were found.
    func found(_ query: Query) -> Int
}

extension BlockScan {
    /// The `wanted` nearest keys of each of `count` queries; `deliver` receives the number of the query, the
    /// distances, the indices and how many there are.
    ///
    /// - Complexity: O(queries · keys · digits), all queries of a group over one tile, then the next tile.
    @inline(__always)
    func search(
        _ queries: UnsafePointer<UInt8>, count queryCount: Int, length: Int, wanted: Int,
        deliver: (Int, UnsafePointer<UInt64>, UnsafePointer<Int64>, Int) -> Void
    ) {
        let wanted = min(wanted, count)
        guard wanted > 0 else { return }
        let listSize = (wanted * 8 + 63) / 64 * 64
        let size = scratchSize + 2 * listSize
        let group = max(1, min(queryCount, 64, (1 << 17) / size))
        let blocks = (count + 63) / 64
        withUnsafeTemporaryAllocation(byteCount: group * size, alignment: 64) { memory in
            withUnsafeTemporaryAllocation(of: Query.self, capacity: group) { states in
                guard let memory = memory.baseAddress, let states = states.baseAddress else { return }
                for first in stride(from: 0, to: queryCount, by: group) {
                    let here = min(group, queryCount - first)
                    for query in 0..<here {
                        let own = memory + query * size
                        let ranking = ck_ranking(
                            distances: own.assumingMemoryBound(to: UInt64.self),
                            indices: (own + listSize).assumingMemoryBound(to: Int64.self),
                            wanted: Int32(wanted), found: 0, ceiling: .max, is_final: 0)
                        (states + query).initialize(
                            to: begin(
                                queries + (first + query) * length, ranking, scratch: own + 2 * listSize))
                    }
                    for tile in stride(from: 0, to: blocks, by: blocksPerTile) {
                        let range = tile..<min(tile + blocksPerTile, blocks)
                        for query in 0..<here { scan(states + query, blocks: range) }
                    }
                    for query in 0..<here {
                        let own = memory + query * size
                        deliver(
                            first + query, own.assumingMemoryBound(to: UInt64.self),
                            (own + listSize).assumingMemoryBound(to: Int64.self), found(states[query]))
                    }
                }
            }
        }
    }
}
