import Platform

extension Slab {
    /// A copy of `count` elements in memory that asks for large pages, so that the look-ups of large tables do not also
    /// miss the translation buffers.
    static func inLargePages(count: Int, copying source: UnsafePointer<Element>) -> Slab {
        let byteCount = count * MemoryLayout<Element>.stride
        if let memory = PageMemory(byteCount: byteCount) {
            memory.base.copyMemory(from: source, byteCount: byteCount)
            let bytes = UnsafeRawBufferPointer(start: memory.base, count: byteCount)
            if let slab = try? Slab(borrowing: bytes, owner: memory) { return slab }
        }
        return Slab(count: count) { _ = $0.update(from: UnsafeBufferPointer(start: source, count: count)) }
    }
}
