import CKernels

/// Heap memory of the process.
///
/// How many calls allocate is not told here: the C library has no count of them, and only a program may stand in for its
/// `malloc` (CAllocationCount). The Swift runtime has a hook, the variable `_swift_allocObject`, but once it is set the
/// runtime of Swift 6.3 on Linux sends every retain through an adapter that masks the tag bits of bridge objects first: it
/// then takes the letters of a short string for an address, and the program dies.
public enum HeapUse {
    /// Bytes that `malloc` has given out and not got back, its own overhead included; nil where the C library does not
    /// tell, which is anywhere but glibc 2.33 and newer, and under a sanitizer.
    ///
    /// Swift objects and arrays are in it. What is mapped directly is not: ``PageMemory`` from its large page size on,
    /// files, stacks.
    ///
    /// - Complexity: O(free blocks), with every arena locked in turn; milliseconds on a fragmented heap.
    public static func bytesInUse() -> Int? {
        let bytes = ck_heap_bytes_in_use()
        return bytes >= 0 ? Int(bytes) : nil
    }
}
