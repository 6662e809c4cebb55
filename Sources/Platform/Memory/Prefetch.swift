import CKernels

/// Asks the processor to bring the cache line at `address` near, for reading soon.
///
/// A hint: it never faults, whatever the address, and changes no result.
///
/// - Complexity: O(1), one instruction, inlined into the caller's module.
@inlinable @inline(__always)
public func prefetch(_ address: UnsafeRawPointer) {
    ck_prefetch(address)
}
