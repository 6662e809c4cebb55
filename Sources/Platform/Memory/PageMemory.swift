#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A block of zeroed memory that starts on a cache line, for tables that are read here and there. Unlike
/// ``AlignedMemory`` it can be refused, and large blocks ask for large pages, so that a random access does not also
/// miss the translation buffers. It is freed with its last owner.
public final class PageMemory: @unchecked Sendable {
    /// Blocks of at least this many bytes are mapped and ask for large pages: one large page of x86-64 and arm64.
    public static let largePageSize = 2 << 20

    /// First byte of the block.
    public let base: UnsafeMutableRawPointer
    /// Length in bytes.
    public let byteCount: Int

    /// The mapping that the block lies in; nil when it came from the heap.
    private let mapping: (start: UnsafeMutableRawPointer, byteCount: Int)?

    /// Reserves `byteCount` zeroed bytes; nil when the system refuses them.
    ///
    /// - Precondition: `byteCount` is not negative.
    /// - Complexity: O(`byteCount`) for small blocks; pages of large ones are zeroed by the system at the first touch.
    public init?(byteCount: Int) {
        precondition(byteCount >= 0, "negative size")
        self.byteCount = byteCount
        if byteCount < Self.largePageSize {
            var block: UnsafeMutableRawPointer?
            let size = max(byteCount, 1)
            guard posix_memalign(&block, AlignedMemory.alignment, size) == 0, let block else { return nil }
            memset(block, 0, size)
            (base, mapping) = (block, nil)
            return
        }
        // The block starts on a large page; what lies before and behind it is never touched and costs addresses only.
        let (length, overflows) = byteCount.addingReportingOverflow(Self.largePageSize)
        guard !overflows,
            let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
            start != MAP_FAILED
        else { return nil }
        base = start.alignedUp(toMultipleOf: Self.largePageSize)
        mapping = (start, length)
        #if os(Linux)
            // Advice: a system that does not give large pages gives small ones.
            _ = madvise(base, byteCount, MADV_HUGEPAGE)
        #endif
    }

    deinit {
        if let mapping { munmap(mapping.start, mapping.byteCount) } else { free(base) }
    }
}
